// Puts the panes together and keeps them in step with the sandbox.

import { channelIcon, botDm, sidebar } from "./sidebar.js";
import { composer, dropInto } from "./composer.js";
import { h, reconcile } from "./dom.js";
import { drawer } from "./drawers.js";
import { icon } from "./icons.js";
import { messageList, roots, threadOf } from "./messages.js";
import { notices } from "./notices.js";
import { botAvatar } from "./people.js";
import { openMenu } from "./popups.js";
import { keepScroll, watchScroll } from "./scroll.js";
import { act, go, listen, names, onChange, readAddress, redraw, refresh, store, ui } from "./store.js";
import { flatModal, home, modals } from "./surfaces.js";
import { startTheme } from "./theme.js";
import { markSeen } from "./unread.js";

const root = document.getElementById("page");

function backButton(changes, label) {
  return h("button", { type: "button", class: "quiet back", "aria-label": label, onclick: () => go(changes) }, icon("back"));
}

function channelMenu(channel) {
  const bot = store.data.bot.name ?? "the app";
  const item = channel.bot_is_member === false
    ? { label: `Add ${bot} to this channel`, run: () => act({ do: "invite_bot", channel: channel.id }) }
    : { label: `Remove ${bot} from this channel`, danger: true, run: () => act({ do: "leave_bot", channel: channel.id }) };
  return h("button", { type: "button", class: "quiet", "aria-label": "Channel actions", "aria-haspopup": "menu", onclick: (event) => openMenu(event.currentTarget, "Channel", [item]) }, icon("dots"));
}

function channelHead(channel) {
  const dm = channel.kind === "im";
  return h("header", { class: "pane-head" }, backButton({ list: true }, "Back to channels"),
    h("h1", null, dm ? [botAvatar("small"), store.data.bot.name] : [channelIcon(channel)[0], channel.name]),
    channel.topic && h("span", { class: "topic" }, channel.topic), h("span", { class: "grow" }), !dm && !channel.is_archived && channelMenu(channel));
}

function banner(channel) {
  if (channel.is_ext_shared) return h("p", { class: "banner" }, icon("shared"), "Shared with another company. People outside can read this channel.");
  if (channel.bot_is_member === false) return h("p", { class: "banner calm" }, icon("info"), `${store.data.bot.name} is not in this channel.`);
  return null;
}

function whyNotWrite(channel) {
  if (channel.is_archived) return "This channel is archived. Nobody can write here.";
  if (channel.is_member === false) return "You are not a member of this channel.";
  return null;
}

function channelPane(channel) {
  const list = store.data.messages[channel.id] ?? [];
  const shown = messageList(roots(list), list, channel.id, names(), false);
  const closed = whyNotWrite(channel);
  const placeholder = channel.kind === "im" ? `Message ${store.data.bot.name}` : `Message #${channel.name}`;
  return h("main", { class: "main pane", key: `channel-${channel.id}`, ...(closed ? {} : dropInto(channel.id, null)) },
    !ui.plain && channelHead(channel), !ui.plain && banner(channel),
    h("div", { class: "messages", key: "messages", tabindex: "0", role: "log", "aria-label": "Messages", "data-scroll": `channel-${channel.id}`, "data-bottom": "" },
      shown.length > 0 ? shown : h("div", { class: "empty" }, h("h2", null, "No messages yet"), h("p", null, "What is written here is seen by everyone in the channel."))),
    !ui.plain && (closed ? h("p", { class: "closed" }, closed) : composer(channel.id, null, placeholder)));
}

/** What had the focus before a thread opened; it gets it back. */
let beforeThread = null;

const THREAD_HOOK = {
  mount(pane) {
    beforeThread = document.activeElement;
    pane.querySelector("textarea")?.focus();
  },
  unmount() {
    queueMicrotask(() => { if (beforeThread?.isConnected) beforeThread.focus(); });
  },
};

function threadPane(channel) {
  const list = store.data.messages[channel.id] ?? [];
  const found = threadOf(list, ui.thread);
  const closed = whyNotWrite(channel);
  return h("aside", { class: "thread pane", key: `thread-${ui.thread}`, hook: ui.still ? {} : THREAD_HOOK, "aria-label": "Thread", ...(closed ? {} : dropInto(channel.id, ui.thread)) },
    !ui.plain && h("header", { class: "pane-head" }, backButton({ thread: null }, "Back to the channel"), h("h2", null, "Thread"), h("span", { class: "topic" }, channel.kind === "im" ? "" : `#${channel.name}`), h("span", { class: "grow" }),
      h("button", { type: "button", class: "quiet", "aria-label": "Close thread", onclick: () => go({ thread: null }) }, icon("close"))),
    h("div", { class: "messages", key: "messages", tabindex: "0", role: "log", "aria-label": "Thread", "data-scroll": `thread-${ui.thread}`, "data-bottom": "" },
      found.length > 0 ? messageList(found, list, channel.id, names(), true) : h("div", { class: "empty" }, h("p", null, "This thread is gone."))),
    !ui.plain && !closed && composer(channel.id, ui.thread, "Reply…"));
}

function homePane() {
  return h("main", { class: "main pane", key: "home" },
    !ui.plain && h("header", { class: "pane-head" }, backButton({ list: true }, "Back to channels"), h("h1", null, botAvatar("small"), store.data.bot.name), h("span", { class: "topic" }, "Home")),
    h("div", { class: "home-scroll", "data-scroll": "home", tabindex: "0", role: "region", "aria-label": "Home" }, home(store.data.home)));
}

function current() {
  const { channels } = store.data;
  if (ui.channel === "bot") return botDm();
  return channels.find((channel) => channel.id === ui.channel) ?? (ui.channel ? null : channels.find((channel) => channel.is_member !== false && channel.kind !== "im"));
}

function lockedPane() {
  return h("main", { class: "main pane", key: "locked" }, h("header", { class: "pane-head" }, backButton({ list: true }, "Back to channels"), h("h1", null, "Not for you")),
    h("div", { class: "empty" }, h("h2", null, "You cannot see this channel"), h("p", null, `${store.data.me.real_name ?? store.data.me.name} is not a member of it.`)));
}

function panes() {
  const channel = current();
  if (ui.view === "home") return [homePane(), drawer()];
  if (!channel) return [lockedPane(), drawer()];
  if (!ui.list) markSeen(channel);
  const thread = ui.thread ? threadPane(channel) : null;
  if (ui.plain) return [thread ?? channelPane(channel)];
  return [channelPane(channel), thread, drawer()];
}

function paneName() {
  if (ui.list) return "list";
  if (ui.drawer) return "drawer";
  return ui.thread && !ui.view ? "thread" : "main";
}

function plainModal() {
  const list = store.data.modals ?? [];
  const view = list.find((v) => v.id === ui.modal) ?? list.at(-1);
  return view ? flatModal(view) : h("p", { class: "empty-words" }, "No modal is open.");
}

function page() {
  if (!store.data) return [h("p", { class: "starting", role: "status" }, store.lost ? (store.failure ?? "The sandbox does not answer.") : "Opening the sandbox…")];
  if (ui.plain && ui.modal) return [plainModal()];
  const open = ui.plain || ui.modal === "none" ? [] : (store.data.modals ?? []);
  return [
    !ui.plain && sidebar(), panes(), !ui.plain && notices(),
    store.lost && h("p", { class: "lost", role: "status", key: "lost" }, "Not connected to the sandbox. Trying again…"),
    modals(open),
  ];
}

function draw() {
  const after = keepScroll(root);
  root.dataset.pane = paneName();
  root.classList.toggle("plain", ui.plain);
  root.classList.toggle("still", ui.still);
  const nodes = h("div", null, page());
  root.dataset.panes = String(nodes.children.filter((child) => /pane|sidebar/.test(child.props?.class ?? "")).length);
  reconcile(root, nodes.children);
  if (store.data) root.dataset.revision = String(store.data.revision);
  after();
}

function onEscape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (ui.thread) go({ thread: null });
  else if (ui.drawer) go({ drawer: null });
}

function onMention(event) {
  const link = event.target.closest?.("a[data-channel]");
  if (!link) return;
  event.preventDefault();
  go({ channel: link.dataset.channel, thread: null, view: null, list: false });
}

startTheme();
readAddress();
ui.as ??= "U0RHEA";
onChange(draw);
document.addEventListener("keydown", onEscape);
root.addEventListener("click", onMention);
watchScroll(root);
window.addEventListener("popstate", () => { const { as } = ui; readAddress(); ui.as ??= as; if (ui.as !== as) { store.data = null; refresh(); listen(); } redraw(); });
draw();
refresh().then(() => { if (ui.view === "home" && !ui.still) act({ do: "open_home" }); });
listen();
