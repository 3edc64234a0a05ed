// The faults that a person can set from the page, and words for those that are set.

/** The common faults: a label, what happens, and the rule for the sandbox. */
export const FAULTS = [
  { label: "Too many requests", detail: "The next post is answered 429, try again in 2 s", rule: { method: "chat.postMessage", times: 1, effect: "rate_limited", retry_after: "2" } },
  { label: "Answer lost after storing", detail: "The next post is kept, but its answer never arrives", rule: { method: "chat.postMessage", times: 1, effect: "reset_after" } },
  { label: "Slack is down", detail: "The next 3 calls are answered 503 and do nothing", rule: { method: "*", times: 3, effect: "status_before", status: 503 } },
  { label: "Slow answers", detail: "The next 3 calls take 2 s longer", rule: { method: "*", times: 3, effect: "slow", seconds: 2 } },
  { label: "Connection drops", detail: "The socket closes between a delivery and its ack", rule: { method: "*", times: 1, effect: "drop" } },
  { label: "Slack asks to reconnect", detail: "The socket is refreshed before the next delivery", rule: { method: "*", times: 1, effect: "disconnect_refresh" } },
  { label: "Event comes twice", detail: "The next event is delivered a second time", rule: { method: "*", times: 1, effect: "duplicate" } },
  { label: "Form opens too late", detail: "The next click or command comes with a trigger that has expired", rule: { method: "*", times: 1, effect: "expire_trigger" } },
];

/** One line for a rule that is set: what it does and to what. */
export function faultWords(rule) {
  const same = FAULTS.find((fault) => fault.rule.effect === rule.effect && fault.rule.method === rule.method);
  const where = rule.method && rule.method !== "*" ? ` on ${rule.method}` : "";
  return same ? same.label : `${String(rule.effect).replaceAll("_", " ")}${where}`;
}

/** "struck 1 of 3", or how often so far where it never ends. */
export function struckWords(rule) {
  const fired = rule.fired ?? 0;
  return rule.times ? `struck ${fired} of ${rule.times}` : `struck ${fired}×`;
}
