// Draws the messages of a channel or a thread, and what can be done with each.

import { blocks } from "./blocks.js";
import { ago, clock, dayName, full, momentOf } from "./dates.js";
import { h } from "./dom.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, botAvatar, nameOf } from "./people.js";
import { ask, openMenu } from "./popups.js";
import { confirmFirst } from "./surfaces.js";
import { act, go, memory, problemOf, redraw, store, surfaceOf, ui } from "./store.js";

const TOGETHER_SECONDS = 300;
const QUIET = new Set(["channel_join", "group_join", "channel_leave", "group_leave", "channel_archive", "tombstone", "channel_topic"]);
const FACES = 3;

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** The messages of the channel itself: no replies, except those also sent to the channel. */
export function roots(list) {
  return list.filter((message) => !isReply(message) || message.subtype === "thread_broadcast");
}

/** The parent of a thread and its replies. */
export function threadOf(list, ts) {
  return list.filter((message) => message.ts === ts || message.thread_ts === ts);
}

function authorOf(message, data, names) {
  const isBot = Boolean(message.bot_id) || message.user === data.bot.user?.id;
  const user = isBot ? data.bot.user : names.user(message.user);
  const name = isBot ? (data.bot.name ?? nameOf(user, message.bot_id)) : nameOf(user, message.user);
  return { isBot, user, name, key: isBot ? "bot" : message.user };
}

function remove(message, channel) {
  const words = "Nobody sees it afterwards. This cannot be undone.";
  ask({ title: "Delete this message?", words, confirm: "Delete", deny: "Keep", danger: true }).then((yes) => {
    if (yes) act({ do: "delete_message", channel, ts: message.ts });
  });
}

function menuItems(message, channel, mine) {
  const shortcuts = (store.data.shortcuts ?? []).filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
    label: shortcut.name, detail: store.data.bot.name,
    run: () => act({ do: "message_shortcut", callback_id: shortcut.callback_id, channel, ts: message.ts }).then((outcome) => {
      memory(`shortcut|${message.ts}`).error = problemOf(outcome);
      redraw();
    }),
  }));
  const own = mine ? [{ label: "Delete message", danger: true, run: () => remove(message, channel) }] : [];
  return [...shortcuts, ...(shortcuts.length && own.length ? [null] : []), ...own];
}

/** One message of a list is reached with Tab, the others from it with the arrow keys. */
function reach(message, context) {
  const mind = memory(`current|${context.channel}|${context.inThread}`);
  const current = context.shown.some((m) => m.ts === mind.ts) ? mind.ts : context.shown.at(-1).ts;
  const step = (event) => {
    const by = { ArrowUp: "previous", ArrowDown: "next" }[event.key];
    if (!by || event.target !== event.currentTarget) return;
    event.preventDefault();
    let to = event.currentTarget[`${by}ElementSibling`];
    while (to && !to.matches("article")) to = to[`${by}ElementSibling`];
    to?.focus();
  };
  const arrive = () => { if (mind.ts !== message.ts) { mind.ts = message.ts; redraw(); } };
  return { isCurrent: current === message.ts, props: { tabindex: current === message.ts ? "0" : "-1", onfocusin: arrive, onkeydown: step } };
}

function toolbar(message, context, author, isCurrent) {
  const { channel, inThread } = context;
  const tabindex = isCurrent ? null : "-1";
  if (ui.plain) return null;
  if (message.is_ephemeral) {
    const dismiss = () => act({ do: "delete_message", channel, ts: message.ts });
    return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" },
      h("button", { type: "button", class: "quiet", tabindex, "aria-label": "Dismiss", title: "Dismiss", onclick: dismiss }, icon("close")));
  }
  const items = menuItems(message, channel, author.key === store.data.me.id);
  const open = () => go({ channel, thread: message.thread_ts ?? message.ts, view: null });
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" },
    !inThread && h("button", { type: "button", class: "quiet", tabindex, "aria-label": "Reply in thread", title: "Reply in thread", onclick: open }, icon("reply")),
    items.length > 0 && h("button", { type: "button", class: "quiet", tabindex, "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", onclick: (event) => openMenu(event.currentTarget, "Message", items) }, icon("dots")));
}

function countWords(count) {
  return count === 1 ? "1 reply" : `${count} replies`;
}

function replies(message, list, channel, data, names) {
  const found = list.filter((reply) => reply.thread_ts === message.ts && reply.ts !== message.ts);
  const lasting = found.filter((reply) => !reply.is_ephemeral);
  const count = message.reply_count ?? lasting.length;
  if (count === 0) return null;
  const authors = [...new Map(lasting.map((reply) => authorOf(reply, data, names)).map((a) => [a.key, a])).values()];
  const last = lasting.at(-1);
  return h("button", { type: "button", class: "replies", onclick: () => go({ channel, thread: message.ts, view: null }) },
    h("span", { class: "faces" }, authors.slice(0, FACES).map((a) => (a.isBot ? botAvatar("small") : avatar(a.user, "small")))),
    h("strong", null, countWords(count)),
    last && h("span", { class: "when" }, `Last ${ago(momentOf(last.ts))}`));
}

function content(message, channel, names) {
  const parts = [];
  if (message.blocks?.length) {
    const container = { message_ts: message.ts, channel };
    parts.push(h("div", { class: "blocks" }, blocks(message.blocks, surfaceOf(`${names.me}:msg:${channel}:${message.ts}`, container, message.blocks, confirmFirst))));
  } else if (message.text) {
    parts.push(h("div", { class: "words" }, mrkdwn(message.text, names)));
  }
  if (message.files?.length) parts.push(h("div", { class: "files" }, message.files.map((file) => fileCard(file, names.me))));
  return parts;
}

function editedMark(message) {
  if (!message.edited) return null;
  const at = message.edited.ts ? full(momentOf(message.edited.ts)) : null;
  return h("small", { class: "edited", title: at }, "(edited)");
}

function quietLine(message, author, context) {
  const { names, list, channel, data, inThread } = context;
  return h("div", { class: "quiet-line", key: message.ts, "data-ts": message.ts },
    h("span", { class: "words" }, message.subtype === "tombstone" ? "This message was deleted." : [h("strong", null, author.name), " ", mrkdwn(message.text ?? "", names)]),
    h("time", null, clock(momentOf(message.ts))),
    !inThread && !ui.plain && replies(message, list, channel, data, names));
}

function one(message, previous, context) {
  const { channel, names, data, list, inThread } = context;
  const author = authorOf(message, data, names);
  if (QUIET.has(message.subtype)) return quietLine(message, author, context);
  const when = momentOf(message.ts);
  const follows = previous && !QUIET.has(previous.subtype) && authorOf(previous, data, names).key === author.key
    && Number(message.ts) - Number(previous.ts) < TOGETHER_SECONDS && !message.is_ephemeral && !previous.is_ephemeral
    && dayName(when) === dayName(momentOf(previous.ts));
  const problem = memory(`shortcut|${message.ts}`).error;
  const { isCurrent, props } = reach(message, context);
  return h("article", { class: `message${follows ? " follows" : ""}${message.is_ephemeral ? " ephemeral" : ""}`, key: message.ts, ...props, "data-ts": message.ts, "aria-label": `${author.name}, ${clock(when)}` },
    follows ? h("time", { class: "side", title: full(when), "aria-hidden": "true" }, clock(when)) : (author.isBot ? botAvatar() : avatar(author.user)),
    h("div", { class: "body" },
      message.is_ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      message.subtype === "thread_broadcast" && h("p", { class: "only-you" }, icon("reply"), "Replied to a thread"),
      !follows && h("div", { class: "byline" }, h("strong", null, author.name), author.isBot && h("span", { class: "tag" }, "App"),
        h("time", { title: full(when) }, clock(when))),
      content(message, channel, names), editedMark(message),
      problem && h("p", { class: "error", role: "alert" }, icon("warn"), problem),
      !inThread && !ui.plain && replies(message, list, channel, data, names)),
    toolbar(message, context, author, isCurrent));
}

/** A run of messages with day dividers; `list` is everything in the channel, `shown` what is drawn. */
export function messageList(shown, list, channel, names, inThread) {
  const kept = shown.filter((m) => !ui.message || m.ts === ui.message);
  const context = { channel, names, data: store.data, list, inThread, shown: kept.filter((m) => !QUIET.has(m.subtype)) };
  let day = null;
  return kept.flatMap((message, index) => {
    const today = inThread ? (index === 1 ? countWords(kept.length - 1) : null) : dayName(momentOf(message.ts));
    const divider = today !== null && today !== day && !(ui.plain && !inThread) ? [h("div", { class: "day", key: `day-${today}`, role: "separator" }, h("span", null, today))] : [];
    day = today;
    return [...divider, one(message, divider.length ? null : kept[index - 1], context)];
  });
}
