// The left pane: who the person is, the channels they may see, and the app.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, botAvatar, nameOf } from "./people.js";
import { act, become, go, store, ui } from "./store.js";
import { themeButton } from "./theme.js";

/** The mark of a channel's kind and the words for it. */
export function channelIcon(channel) {
  if (channel.is_archived) return [icon("archive"), "archived"];
  return channel.kind === "private" ? [icon("lock"), "private"] : [icon("hash"), "public"];
}

function person(user) {
  const current = user.id === store.data.me.id;
  return h("li", { key: user.id }, h("button", { type: "button", class: "person", "aria-pressed": current ? "true" : "false", onclick: () => { if (!current) become(user.id); } },
    avatar(user), h("span", { class: "person-words" }, h("strong", null, nameOf(user, user.id)), h("small", null, user.role ?? user.title ?? ""))));
}

function place(props, mark, name, extras = []) {
  return h("li", { key: props.key }, h("button", { type: "button", class: `place${props.className ?? ""}`, "aria-current": props.current ? "page" : null, onclick: props.open }, mark, h("span", { class: "place-name" }, name), extras));
}

function channelRow(channel) {
  const [mark, kind] = channelIcon(channel);
  const current = ui.channel === channel.id && !ui.view;
  const unread = current ? 0 : channel.unread;
  const open = () => go({ channel: channel.id, thread: null, view: null, message: null, list: false });
  const className = `${unread ? " unread" : ""}${channel.is_archived || channel.is_member === false ? " faint" : ""}`;
  return place({ key: channel.id, current, open, className }, mark, channel.name, [
    h("span", { class: "sr-only" }, `, ${kind}`),
    channel.is_ext_shared && h("span", { class: "shared-mark", title: "Shared with another company" }, icon("shared"), h("span", { class: "sr-only" }, "shared with another company")),
    unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, unread),
  ]);
}

/** The conversation with the app, if it has been opened. */
export function botDm() {
  return store.data.channels.find((channel) => channel.kind === "im") ?? null;
}

function appPart() {
  const dm = botDm();
  const openHome = () => { go({ view: "home", thread: null, message: null, list: false }); act({ do: "open_home" }); };
  const unread = dm && ui.channel !== dm.id ? dm.unread : 0;
  const openDm = () => go({ channel: dm.id, view: null, thread: null, message: null, list: false });
  return h("ul", { class: "places" },
    place({ key: "home", current: ui.view === "home", open: openHome }, icon("home"), "Home"),
    dm
      ? place({ key: "dm", current: ui.channel === dm.id && !ui.view, open: openDm, className: unread ? " unread" : "" }, icon("chat"), "Messages", [unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, unread)])
      : h("li", { key: "nodm", class: "place faint" }, icon("chat"), h("span", { class: "place-name" }, "No messages yet")));
}

function toolButton(name, mark, label, count) {
  const open = ui.drawer === name;
  return h("button", { type: "button", class: "tool", "aria-pressed": open ? "true" : "false", onclick: () => go({ drawer: open ? null : name, list: false }) }, icon(mark), h("span", null, label), count > 0 && h("span", { class: "badge" }, count));
}

/** The whole pane. */
export function sidebar() {
  const { data } = store;
  const rooms = data.channels.filter((channel) => channel.kind !== "im");
  const active = rooms.filter((channel) => !channel.is_archived);
  const archived = rooms.filter((channel) => channel.is_archived);
  return h("nav", { class: "sidebar", "aria-label": "Workspace", key: "sidebar" },
    h("div", { class: "brand" }, botAvatar(), h("div", null, h("strong", null, "Plumbline sandbox"),
      h("small", { class: data.bot.connected ? "connected" : "disconnected" }, data.bot.connected ? "Bot connected" : "Bot not connected")), themeButton()),
    h("div", { class: "side-scroll", "data-scroll": "side" },
      h("h2", { id: "act-as" }, "Act as"), h("ul", { class: "people", "aria-labelledby": "act-as" }, data.people.map(person)),
      h("h2", null, "Channels"), h("ul", { class: "places" }, active.map(channelRow), archived.map(channelRow)),
      h("h2", null, data.bot.name ?? "App"), appPart()),
    h("div", { class: "tools" }, toolButton("notifications", "bell", "Notifications", data.notifications?.length ?? 0),
      toolButton("faults", "fault", "Faults", data.faults?.length ?? 0)));
}
