// What Slack itself tells the person in passing: repeats count up, and all of it goes by itself.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { memory, redraw, store, ui } from "./store.js";

const LIFE_MILLISECONDS = 10_000;
const MOST = 3;
let timer = null;

/**
 * What is shown at `now`: notices of the same words, one soon after the other, are one; what came before the page was
 * `loaded` was seen, and what is old is over. Times are in milliseconds since 1970.
 */
export function current(list, closed, loaded, now) {
  const groups = new Map();
  for (const { id, text, level, at } of list) {
    const came = (at ?? 0) * 1000;
    if (closed[id] || came < loaded) continue;
    const key = `${level}|${text}`;
    const before = groups.get(key);
    const follows = before && came - before.came < LIFE_MILLISECONDS;
    groups.delete(key);
    groups.set(key, { text, level, came, ids: [...(follows ? before.ids : []), id] });
  }
  return [...groups.values()].filter((group) => now < group.came + LIFE_MILLISECONDS).slice(-MOST);
}

/** Draws again when the next one has had its time. */
function expire(fresh) {
  clearTimeout(timer);
  if (ui.still || fresh.length === 0) return;
  const next = Math.min(...fresh.map((group) => group.came)) + LIFE_MILLISECONDS - Date.now();
  timer = setTimeout(redraw, Math.max(next, 0) + 50);
}

function toast(group, shut) {
  const times = group.ids.length > 1 && h("span", { class: "times", "aria-label": `${group.ids.length} times` }, `×${group.ids.length}`);
  return h("div", { class: `toast ${group.level ?? "info"}`, key: group.text }, icon(group.level === "info" ? "info" : "warn"),
    h("p", null, group.text), times,
    h("button", { type: "button", class: "quiet", "aria-label": "Close notice", onclick: shut }, icon("close")));
}

/** The newest notices, in a place of their own in the page; a modal says its own problems. */
export function notices() {
  const closed = memory("closed-notices");
  const said = store.data.modals?.at(-1)?.problem;
  const [loaded, now] = ui.still ? [0, 0] : [performance.timeOrigin, Date.now()];
  const fresh = current(store.data.notices ?? [], closed, loaded, now).filter((group) => group.text !== said);
  expire(fresh);
  const shut = (group) => { for (const id of group.ids) closed[id] = true; redraw(); };
  return h("div", { class: "toasts", role: "status", "aria-live": "polite", key: "toasts" },
    fresh.map((group) => toast(group, () => shut(group))));
}
