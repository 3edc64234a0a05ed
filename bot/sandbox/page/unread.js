// Counts what a person has not seen, by the newest message they had open.

import { store } from "./store.js";

const seen = new Map();

function slot(channel) {
  return `${store.data.me.id}|${channel}`;
}

/** Remembers that everything in the channel has been seen. */
export function markSeen(channel) {
  const last = (store.data.messages[channel] ?? []).at(-1);
  if (last) seen.set(slot(channel), Number(last.ts));
}

/** How many messages of others came since; the sandbox's own count until the channel was open once. */
export function unreadOf(channel) {
  const since = seen.get(slot(channel.id));
  if (since === undefined) return channel.unread ?? 0;
  return (store.data.messages[channel.id] ?? []).filter((m) => Number(m.ts) > since && m.user !== store.data.me.id).length;
}
