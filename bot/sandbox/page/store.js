// What the page knows: where the person looks, what the sandbox says, and how it is told.

import { forget, scopes, valuesOf } from "./values.js";

/** Where the person looks; mirrored in the address, so that every state is a link. */
export const ui = { as: null, channel: null, thread: null, view: null, modal: null, message: null, drawer: null, plain: false, list: false, still: false };

/** What the sandbox said last; `data` is null until it did. */
export const store = { data: null, lost: false, failure: null };

const IN_ADDRESS = ["as", "channel", "thread", "view", "modal", "message", "drawer"];
const RETRY_MILLISECONDS = 2000;
const pressing = new Map();
const memories = new Map();
let redrawPage = () => {};
let source = null;
let loading = null;
let again = false;
let retry = null;

/** Names the function that draws the page. */
export function onChange(draw) {
  redrawPage = draw;
}

let queued = false;

/** Draws the page once, after what is running now. */
export function redraw() {
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    redrawPage();
  });
}

/**
 * Reads the address into `ui`: as, channel, thread, view, modal, message and drawer say where the person looks.
 * `plain=1` leaves only the messages, the thread, Home or (with `modal`) the modal, for pictures;
 * `still=1` keeps the chrome but listens to no changes, so that a browser in virtual time comes to an end.
 */
export function readAddress() {
  const query = new URLSearchParams(window.location.search);
  for (const name of IN_ADDRESS) ui[name] = query.get(name);
  ui.plain = query.get("plain") === "1";
  ui.still = ui.plain || query.get("still") === "1";
  ui.list = !ui.channel && !ui.view && !ui.drawer;
}

/** Changes where the person looks; the address follows. */
export function go(changes) {
  Object.assign(ui, changes);
  const query = new URLSearchParams(window.location.search);
  for (const name of IN_ADDRESS) {
    if (ui[name]) query.set(name, ui[name]);
    else query.delete(name);
  }
  const address = `?${query}`;
  if (address !== window.location.search) window.history.pushState(null, "", address);
  redraw();
}

async function ask(url, options) {
  const answer = await fetch(url, options).catch(() => { throw new Error("The sandbox does not answer."); });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return answer.json();
}

/** Under which name a modal's values are kept; each person has their own. */
export function viewScope(id) {
  return `${ui.as}:view:${id}`;
}

function tidy() {
  const open = new Set((store.data.modals ?? []).map((view) => viewScope(view.id)));
  for (const scope of scopes()) {
    if (scope.startsWith(viewScope("")) && !open.has(scope)) forget(scope);
  }
}

async function load() {
  const as = ui.as;
  try {
    const data = await ask(`/sandbox/state?as=${encodeURIComponent(as)}`);
    if (as !== ui.as) return;
    store.data = data;
    store.lost = false;
    tidy();
  } catch (error) {
    store.lost = true;
    store.failure = error.message;
    clearTimeout(retry);
    if (!ui.still) retry = setTimeout(refresh, RETRY_MILLISECONDS);
  }
  redraw();
}

/** Fetches the state again; calls that come while one is under way become one more. */
export function refresh() {
  if (loading) {
    again = true;
    return loading;
  }
  loading = load().finally(() => {
    loading = null;
    if (!again) return null;
    again = false;
    return refresh();
  });
  return loading;
}

/** Listens to changes that this person may see. */
export function listen() {
  source?.close();
  if (ui.still) return;
  source = new EventSource(`/sandbox/changes?as=${encodeURIComponent(ui.as)}`);
  source.onmessage = (event) => {
    const revision = JSON.parse(event.data).revision;
    if (revision !== store.data?.revision || store.lost) refresh();
  };
  // The stream opens again by itself; whether the sandbox is there shows when it is asked.
  source.onerror = () => refresh();
}

/** Becomes another person; what each has typed waits for them. */
export async function become(id) {
  try {
    const data = await ask(`/sandbox/state?as=${encodeURIComponent(id)}`);
    const sees = data.channels.some((channel) => channel.id === ui.channel && channel.kind !== "im");
    store.data = data;
    go({ as: id, thread: sees ? ui.thread : null, channel: sees ? ui.channel : null, message: null });
    listen();
  } catch (error) {
    store.lost = true;
    store.failure = error.message;
    redraw();
  }
}

/** Tells the sandbox what the person does; `{ok, seconds, error}`, also when the sandbox is not there. */
export async function act(what) {
  try {
    const outcome = await ask("/sandbox/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: ui.as, ...what }),
    });
    await refresh();
    return outcome;
  } catch (error) {
    return { ok: false, seconds: null, error: error.message };
  }
}

/** What went wrong, unless Slack itself says it in a notice already. */
export function problemOf(outcome) {
  if (outcome.ok) return null;
  const text = outcome.error ?? "The app did not answer.";
  return store.data.notices?.some((notice) => notice.text === text) ? null : text;
}

/** Adds a fault or clears all of them. */
export async function setFaults(body) {
  try {
    await ask("/sandbox/faults", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    store.failure = null;
  } catch (error) {
    store.failure = error.message;
  }
  refresh();
}

/** Who and what can be named by this person. */
export function names() {
  const data = store.data;
  const bot = data.bot.user;
  const people = new Map([...(data.users ?? []), ...data.people, data.me, bot].filter(Boolean).map((user) => [user.id, user]));
  const channels = new Map(data.channels.map((channel) => [channel.id, channel]));
  return {
    me: data.me.id,
    user: (id) => people.get(id) ?? null,
    channel: (id) => channels.get(id) ?? null,
    users: () => [...data.people, bot].filter(Boolean),
    channels: () => data.channels.filter((channel) => channel.is_member !== false && !channel.is_archived),
  };
}

/** What a surface needs to draw its blocks: its names, its values and how a press is told. */
export function surfaceOf(scope, containerOf, listOfBlocks, confirmFirst, extra = {}) {
  const press = async (block, element, value) => {
    if (element.confirm && !(await confirmFirst(element.confirm))) return false;
    const key = `${scope}|${block.block_id}|${element.action_id}`;
    pressing.set(key, { busy: true });
    redraw();
    const body = { do: "press", container: containerOf, block_id: block.block_id, action_id: element.action_id, values: valuesOf(scope, listOfBlocks) };
    if (value !== undefined) body.value = value;
    const outcome = await act(body);
    if (outcome.ok) pressing.delete(key);
    else pressing.set(key, { busy: false, error: outcome.error ?? "The app did not answer." });
    redraw();
    return true;
  };
  return {
    scope, press, redraw, names: names(), errors: {},
    state: (blockId, actionId) => pressing.get(`${scope}|${blockId}|${actionId}`),
    memory: (blockId) => memory(`${scope}|${blockId}`),
    ...extra,
  };
}

/** A place for small things of this person that outlive a drawing, such as the page of a table. */
export function memory(key, initial = {}) {
  const own = `${ui.as}|${key}`;
  if (!memories.has(own)) memories.set(own, initial);
  return memories.get(own);
}
