// Counts what a person has not seen, and says when they have.

import { act, store, ui } from "./store.js";

const told = new Map();

/** Tells the sandbox that the person has the channel open, once for each newest message. */
export function markSeen(channel) {
  const last = (store.data.messages[channel.id] ?? []).at(-1)?.ts;
  const key = `${ui.as}|${channel.id}`;
  if (ui.still || !channel.unread || told.get(key) === last) return;
  told.set(key, last);
  act({ do: "read", channel: channel.id });
}
