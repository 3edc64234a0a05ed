// The faults that a person can set from the page, and words for those that are set.

/** The common faults: a label, what happens, and the rule for the sandbox. */
export const FAULTS = [
  { label: "Too many requests", detail: "The next post is answered 429, try again in 2 s", rule: { method: "chat.postMessage", times: 1, effect: "status_429", retry_after: "2" } },
  { label: "Answer lost after storing", detail: "The next post is kept, but its answer never arrives", rule: { method: "chat.postMessage", times: 1, effect: "reset_after" } },
  { label: "Connection drops", detail: "The socket closes between receiving and acknowledging", rule: { method: "*", times: 1, effect: "disconnect_drop" } },
  { label: "Event comes twice", detail: "The next event is delivered a second time", rule: { method: "*", times: 1, effect: "duplicate" } },
  { label: "Slow answers", detail: "The next call is answered after 2.5 s", rule: { method: "*", times: 1, effect: "slow", seconds: 2.5 } },
];

/** One line for a rule that is set. */
export function faultWords(rule) {
  const words = String(rule.effect ?? "fault").replaceAll("_", " ");
  const where = rule.method && rule.method !== "*" ? ` on ${rule.method}` : "";
  return `${words}${where}`;
}
