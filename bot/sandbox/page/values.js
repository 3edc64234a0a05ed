// Keeps what a person has typed or chosen, by surface, block and element, until it is sent.

const typed = new Map();

function slot(scope, blockId, actionId) {
  return `${scope}\u0000${blockId}\u0000${actionId}`;
}

function initialOf(element) {
  const one = element.initial_option ?? null;
  switch (element.type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return one ? one.value : null;
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return (element.initial_options ?? []).map((option) => option.value);
    case "users_select":
      return element.initial_user ?? null;
    case "multi_users_select":
      return element.initial_users ?? [];
    case "conversations_select":
      return element.initial_conversation ?? null;
    case "multi_conversations_select":
      return element.initial_conversations ?? [];
    case "channels_select":
      return element.initial_channel ?? null;
    case "multi_channels_select":
      return element.initial_channels ?? [];
    case "datepicker":
      return element.initial_date ?? null;
    case "timepicker":
      return element.initial_time ?? null;
    case "datetimepicker":
      return element.initial_date_time ?? null;
    case "file_input":
      return [];
    default:
      return element.initial_value ?? null;
  }
}

/** The element's value now: what the person gave, else what the app set, else null or []. */
export function valueOf(scope, blockId, element) {
  const key = slot(scope, blockId, element.action_id);
  return typed.has(key) ? typed.get(key) : initialOf(element);
}

/** Keeps a value. */
export function setValue(scope, blockId, element, value) {
  typed.set(slot(scope, blockId, element.action_id), value);
}

/** Forgets everything of a surface that is gone. */
export function forget(scope) {
  for (const key of typed.keys()) {
    if (key.startsWith(`${scope}\u0000`)) typed.delete(key);
  }
}

/** The scopes that hold something. */
export function scopes() {
  return new Set([...typed.keys()].map((key) => key.split("\u0000")[0]));
}

const STATELESS = new Set(["button", "overflow", "image", "workflow_button", "icon_button", "feedback_buttons"]);

/** The elements of a block that carry a value. */
export function valued(block) {
  const elements = [block.element, block.accessory, ...(block.type === "actions" ? (block.elements ?? []) : [])];
  return elements.filter((element) => element?.action_id && !STATELESS.has(element.type));
}

export function isEmpty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** `{block_id: {action_id: value}}` of everything in the blocks that carries a value; null where empty. */
export function valuesOf(scope, blocks) {
  const out = {};
  for (const block of blocks) {
    for (const element of valued(block)) {
      const value = valueOf(scope, block.block_id, element);
      (out[block.block_id] ??= {})[element.action_id] = isEmpty(value) ? null : value;
    }
  }
  return out;
}

const LONGEST = 3000;
const TEXTS = new Set(["plain_text_input", "email_text_input", "url_text_input"]);

const inWords = (number) => number.toLocaleString("en");

/** What is said of a text that is longer than its field takes; null for one that fits. */
export function tooLong(element, value) {
  if (!TEXTS.has(element.type)) return null;
  const most = element.max_length ?? LONGEST;
  const long = [...String(value ?? "")].length;
  return long > most ? `${inWords(long)} of ${inWords(most)} characters: ${inWords(long - most)} too many.` : null;
}

function complaint(element, value) {
  const text = String(value);
  switch (element.type) {
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : "Enter an email address, such as name@example.com.";
    case "url_text_input":
      return /^https?:\/\/\S+$/.test(text) ? null : "Enter a web address that starts with https://.";
    case "number_input": {
      const number = Number(text);
      if (Number.isNaN(number)) return "Enter a number.";
      if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Enter a whole number.";
      if (element.min_value !== undefined && number < Number(element.min_value)) return `Enter ${element.min_value} or more.`;
      if (element.max_value !== undefined && number > Number(element.max_value)) return `Enter ${element.max_value} or less.`;
      return null;
    }
    case "plain_text_input":
      if (tooLong(element, text)) return `Enter at most ${inWords(element.max_length ?? LONGEST)} characters.`;
      if (element.min_length && text.length < element.min_length) return `Write at least ${element.min_length} characters.`;
      return null;
    default:
      return null;
  }
}

/** What Slack's own client refuses before it sends a form: `{block_id: words}`. */
export function complaints(scope, blocks) {
  const out = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    const value = valueOf(scope, block.block_id, block.element);
    const problem = isEmpty(value) ? (block.optional ? null : "Please complete this required field.") : complaint(block.element, value);
    if (problem) out[block.block_id] = problem;
  }
  return out;
}
