// The right drawer: what a phone and a desktop would have shown, and faults to try.

import { clock, momentOf } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { plainWords } from "./mrkdwn.js";
import { avatar, botAvatar } from "./people.js";
import { go, names, setFaults, store, ui } from "./store.js";
import { FAULTS, faultWords, struckWords } from "./faults.js";

function placeName(id) {
  const channel = names().channel(id);
  if (!channel) return "another channel";
  return channel.kind === "im" ? "direct message" : `#${channel.name}`;
}

function push(note, index) {
  const open = () => go({ channel: note.channel, thread: null, view: null, list: false });
  const known = names();
  const message = (store.data.messages[note.channel] ?? []).find((found) => found.ts === note.ts);
  const author = message && !message.bot_id ? known.user(message.user) : null;
  const preview = (kind, label, text) => h("div", { class: `push ${kind}` }, icon(kind === "mobile" ? "phone" : "desktop"), h("div", null, h("small", null, label), h("p", null, text ? plainWords(text, known) : "(empty)")));
  return h("li", { key: `${note.channel}-${note.ts}-${index}` },
    h("button", { type: "button", class: "push-head", onclick: open }, author ? avatar(author, "small") : botAvatar("small"), h("strong", null, placeName(note.channel)), h("time", null, clock(momentOf(note.ts)))),
    preview("desktop", "Desktop", note.desktop), preview("mobile", "Phone", note.mobile));
}

function notifications() {
  const list = [...(store.data.notifications ?? [])].reverse();
  if (list.length === 0) return h("p", { class: "empty-words" }, "No push so far. What a phone and a desktop would show appears here.");
  return h("ol", { class: "pushes" }, list.map(push));
}

function faults() {
  const active = store.data.faults ?? [];
  return [
    h("p", { class: "empty-words" }, "Try how the bot bears what Slack and networks do. A fault waits for the next call or delivery that it fits."),
    h("ul", { class: "fault-list" }, FAULTS.map((fault) => h("li", { key: fault.label }, h("button", { type: "button", class: "fault", onclick: () => setFaults({ add: fault.rule }) },
      h("strong", null, fault.label), h("small", null, fault.detail))))),
    h("h3", null, "Set now"),
    active.length === 0 ? h("p", { class: "empty-words" }, "None.") : h("ul", { class: "fault-active" }, active.map((rule, index) => h("li", { key: String(index) }, h("span", null, faultWords(rule)), h("small", null, struckWords(rule))))),
    active.length > 0 && h("button", { type: "button", class: "button", onclick: () => setFaults({ clear: true }) }, "Clear all faults"),
    store.failure && h("p", { class: "error", role: "alert" }, icon("warn"), store.failure),
  ];
}

const DRAWERS = { notifications: ["Notifications", notifications], faults: ["Faults", faults] };

/** The open drawer, or null. */
export function drawer() {
  const found = DRAWERS[ui.drawer];
  if (!found) return null;
  const [title, draw] = found;
  return h("aside", { class: "drawer pane", key: `drawer-${ui.drawer}`, "aria-label": title },
    h("header", { class: "pane-head" }, h("h2", null, title), h("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => go({ drawer: null }) }, icon("close"))),
    h("div", { class: "drawer-scroll" }, draw()));
}
