// The place to write: sends messages, commands and files, and completes names.

import { h } from "./dom.js";
import { readFile, waitingFiles } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./popups.js";
import { act, memory, names, problemOf, redraw, store } from "./store.js";

const MOST_CHOICES = 8;

/** What the word before the caret could become: `{from, to, items: [{label, detail, text}]}` or null. */
export function completion(text, caret, data, known, inThread) {
  const before = text.slice(0, caret);
  const word = /(^|\s)([/@#])([^\s/@#]*)$/.exec(before);
  if (!word) return null;
  const [, , mark, start] = word;
  const from = caret - start.length - 1;
  if (mark === "/" && (from !== 0 || inThread)) return null;
  const starts = (name) => name.toLowerCase().split(/[\s-]/).concat(name.toLowerCase()).some((part) => part.startsWith(start.toLowerCase()));
  let items;
  if (mark === "/") {
    items = data.commands.filter((c) => c.command.startsWith(`/${start}`)).map((c) => ({ label: `${c.command} ${c.usage_hint ?? ""}`.trim(), detail: c.description, text: `${c.command} ` }));
  } else if (mark === "@") {
    items = known.users().filter((u) => starts(u.real_name ?? u.name)).map((u) => ({ label: u.real_name ?? u.name, detail: u.title ?? "", text: `@${u.real_name ?? u.name} ` }));
  } else {
    items = known.channels().filter((c) => c.kind !== "im" && starts(c.name)).map((c) => ({ label: `#${c.name}`, detail: c.kind, text: `#${c.name} ` }));
  }
  return items.length > 0 ? { from, to: caret, items: items.slice(0, MOST_CHOICES) } : null;
}

/** The three characters that Slack escapes in what people write. */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text as Slack sends it: names of people and channels become their ids. */
export function withIds(text, known) {
  const swaps = [
    ...known.users().map((u) => [`@${escaped(u.real_name ?? u.name)}`, `<@${u.id}>`]),
    ...known.channels().filter((c) => c.kind !== "im").map((c) => [`#${c.name}`, `<#${c.id}|${c.name}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
  return swaps.reduce((out, [shown, id]) => {
    const literal = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return out.replaceAll(new RegExp(`${literal}(?![\\p{L}\\p{N}-])`, "gu"), () => id);
  }, escaped(text));
}

async function send(draft, channel, thread) {
  const text = draft.text.trim();
  if (!text && draft.files.length === 0) return;
  const [word] = text.split(/\s/);
  const isCommand = draft.files.length === 0 && store.data.commands.some((c) => c.command === word);
  if (isCommand && thread) {
    draft.problem = `${word} does not work in threads. Use it in the channel.`;
    redraw();
    return;
  }
  if (!isCommand && draft.files.length === 0 && /^\/\w/.test(text)) {
    draft.problem = `${word} is not a command here. To send it as a message, put a space before it.`;
    redraw();
    return;
  }
  const ready = withIds(text, names());
  const files = draft.files.map((file) => ({ name: file.name, base64: file.base64 }));
  const kept = { text: draft.text, files: draft.files };
  Object.assign(draft, { text: "", files: [], problem: null, choices: null, sending: true });
  redraw();
  const body = isCommand ? { do: "command", channel, text: ready } : { do: "message", channel, text: ready };
  if (thread) body.thread_ts = thread;
  if (files.length) body.files = files;
  const outcome = await act(body);
  draft.sending = false;
  if (!outcome.ok) {
    draft.problem = problemOf(outcome);
    if (!isCommand && !draft.text) Object.assign(draft, kept);
  }
  redraw();
}

function choose(draft, item, area) {
  const { from, to } = draft.choices;
  draft.text = draft.text.slice(0, from) + item.text + draft.text.slice(to);
  draft.choices = null;
  area.value = draft.text;
  area.setSelectionRange(from + item.text.length, from + item.text.length);
  area.focus();
  redraw();
}

function onKey(event, draft, channel, thread) {
  const open = draft.choices;
  if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    open.index = (open.index + step + open.items.length) % open.items.length;
    redraw();
  } else if (open && (event.key === "Tab" || (event.key === "Enter" && open.items[open.index].text.trim() !== draft.text.slice(open.from, open.to)))) {
    event.preventDefault();
    choose(draft, open.items[open.index], event.target);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    draft.choices = null;
    redraw();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(draft, channel, thread);
  }
}

function choicesList(draft, id) {
  const { items, index } = draft.choices;
  return h("ul", { class: "completions", role: "listbox", id: `${id}-choices`, "aria-label": "Completions" }, items.map((item, at) =>
    h("li", { key: item.label, role: "option", id: `${id}-choice-${at}`, "aria-selected": at === index ? "true" : "false",
      onmousedown: (event) => { event.preventDefault(); choose(draft, item, document.getElementById(id)); } },
    h("strong", null, item.label), h("small", null, item.detail))));
}

async function take(draft, list) {
  try {
    draft.files = [...draft.files, ...(await Promise.all([...list].map(readFile)))];
  } catch (error) {
    draft.problem = error.message;
  }
  redraw();
}

function shortcutsButton(draft) {
  const list = (store.data.shortcuts ?? []).filter((shortcut) => shortcut.type === "global");
  const run = async (shortcut) => {
    const outcome = await act({ do: "shortcut", callback_id: shortcut.callback_id });
    draft.problem = problemOf(outcome);
    redraw();
  };
  const items = list.map((shortcut) => ({ label: shortcut.name, detail: store.data.bot.name, run: () => run(shortcut) }));
  return items.length > 0 && h("button", { type: "button", class: "quiet", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", onclick: (event) => openMenu(event.currentTarget, "Shortcuts", items) }, icon("bolt"));
}

/** The draft of a place: `{text, files, problem, choices}`, kept while the page is open. */
export function draftOf(channel, thread) {
  return memory(`draft|${channel}|${thread ?? ""}`, { text: "", files: [], problem: null, choices: null });
}

/** Takes dropped files into the draft of a place. */
export function dropInto(channel, thread) {
  return {
    ondragover: (event) => { event.preventDefault(); event.currentTarget.classList.add("over"); },
    ondragleave: (event) => event.currentTarget.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      event.currentTarget.classList.remove("over");
      take(draftOf(channel, thread), event.dataTransfer.files);
    },
  };
}

/** The composer of a channel or of a thread. */
export function composer(channel, thread, placeholder) {
  const draft = draftOf(channel, thread);
  const id = thread ? "write-thread" : "write-channel";
  const typed = (event) => {
    draft.text = event.target.value;
    draft.problem = null;
    const found = completion(draft.text, event.target.selectionStart, store.data, names(), Boolean(thread));
    draft.choices = found ? { ...found, index: 0 } : null;
    redraw();
  };
  const pick = (event) => { take(draft, event.target.files); event.target.value = ""; };
  return h("form", { class: "composer", key: `composer-${channel}-${thread ?? ""}`, onsubmit: (event) => { event.preventDefault(); send(draft, channel, thread); } },
    draft.problem && h("p", { class: "error", role: "alert" }, icon("warn"), draft.problem),
    draft.choices && choicesList(draft, id),
    waitingFiles(draft.files, (index) => { draft.files = draft.files.filter((_, i) => i !== index); redraw(); }),
    h("div", { class: "composer-row" },
      h("label", { class: "quiet attach", title: "Attach a file" }, icon("clip"), h("span", { class: "sr-only" }, "Attach a file"), h("input", { type: "file", multiple: true, class: "sr-only", onchange: pick })),
      !thread && shortcutsButton(draft),
      h("textarea", { id, rows: 1, placeholder, "aria-label": placeholder, value: draft.text, role: "combobox", "aria-expanded": draft.choices ? "true" : "false", "aria-controls": `${id}-choices`,
        "aria-activedescendant": draft.choices ? `${id}-choice-${draft.choices.index}` : null,
        oninput: typed, onkeydown: (event) => onKey(event, draft, channel, thread), onblur: () => { draft.choices = null; redraw(); } }),
      h("button", { type: "submit", class: "quiet send", "aria-label": "Send", title: "Send", disabled: !draft.text.trim() && draft.files.length === 0 }, icon("send"))));
}
