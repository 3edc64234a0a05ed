// Draws the interactive elements of blocks and says what a person did with them.

import { checkboxes, keepAndTell, multiSelect, radioButtons, select, textObject } from "./choices.js";
import { h, safeUrl } from "./dom.js";
import { forReader, readFile, waitingFiles } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./popups.js";
import { isEmpty, tooLong, valueOf } from "./values.js";

const TYPED = {
  datepicker: "date",
  timepicker: "time",
  number_input: "number",
  email_text_input: "email",
  url_text_input: "url",
};

function idOf(surface, block, element) {
  return `${surface.scope}-${block.block_id}-${element.action_id}`.replaceAll(/[^\w-]/g, "_");
}

function makeField(block, element, surface, inInput) {
  const id = idOf(surface, block, element);
  const error = surface.errors?.[block.block_id];
  const described = [error && `${id}-error`, inInput && block.hint && `${id}-hint`].filter(Boolean).join(" ");
  const field = {
    block, element, surface,
    optional: !inInput || Boolean(block.optional),
    tells: !inInput || Boolean(block.dispatch_action),
    labelId: inInput ? `${id}-label` : null,
    props: {
      id,
      disabled: surface.frozen ?? false,
      "aria-invalid": error ? "true" : null,
      "aria-describedby": described || null,
      "aria-required": inInput && !block.optional ? "true" : null,
      "aria-label": inInput ? null : element.accessibility_label ?? element.placeholder?.text ?? element.type.replaceAll("_", " "),
      autofocus: element.focus_on_load ? true : null,
    },
  };
  field.changed = (value) => keepAndTell(field, value);
  return field;
}

function busyMark(surface, block, element) {
  const state = surface.state?.(block.block_id, element.action_id);
  if (!state) return { busy: false, mark: null };
  if (state.busy) return { busy: true, mark: h("span", { class: "spinner", "aria-label": "Waiting for the app" }) };
  return { busy: false, mark: h("span", { class: "press-error", role: "alert", title: state.error }, icon("warn"), h("span", { class: "sr-only" }, state.error)) };
}

function button(block, element, surface) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(surface.names.me)) return null;
  const { busy, mark } = busyMark(surface, block, element);
  const style = element.style ? ` ${element.style}` : "";
  const press = () => surface.press(block, element);
  const props = { class: `button${style}`, key: element.action_id, "data-action": element.action_id, "aria-label": element.accessibility_label ?? null, "aria-busy": busy ? "true" : null, onclick: press };
  const href = element.url ? forReader(safeUrl(element.url)) : null;
  const words = h("span", null, textObject(element.text, surface.names));
  const node = href
    ? h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, words)
    : h("button", { ...props, type: "button", disabled: busy || Boolean(surface.frozen) }, words, busy && mark);
  return !busy && mark ? h("span", { class: "pressed", key: element.action_id }, node, mark) : node;
}

function overflow(block, element, surface) {
  const { mark } = busyMark(surface, block, element);
  const items = element.options.map((option) => ({
    label: option.text.text,
    detail: option.description?.text,
    run: () => {
      if (safeUrl(option.url)) window.open(forReader(option.url), "_blank", "noopener");
      surface.press(block, element, option.value);
    },
  }));
  const open = (event) => openMenu(event.currentTarget, "More actions", items);
  return h("span", { class: "pressed", key: element.action_id },
    h("button", { type: "button", class: "button square", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": element.accessibility_label ?? "More actions", "data-action": element.action_id, onclick: open }, icon("dots")), mark);
}

function textInput(field) {
  const { element, surface, block } = field;
  const value = valueOf(surface.scope, block.block_id, element) ?? "";
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => { if (field.tells) surface.press(block, element, valueOf(surface.scope, block.block_id, element) ?? ""); };
  const keep = (event) => {
    keepAndTell({ ...field, tells: false }, event.target.value);
    if (triggers.includes("on_character_entered")) tell();
  };
  const enter = (event) => {
    if (event.key !== "Enter" || event.shiftKey || !field.tells || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    tell();
  };
  const props = { ...field.props, placeholder: element.placeholder?.text ?? null, value, oninput: keep, onkeydown: enter };
  if (element.multiline || element.type === "rich_text_input") return [h("textarea", { ...props, rows: 4 }), over(element, value)];
  const decimal = element.is_decimal_allowed ? "any" : "1";
  const number = element.type === "number_input" ? { step: decimal, min: element.min_value ?? null, max: element.max_value ?? null } : {};
  return [h("input", { ...props, ...number, type: TYPED[element.type] ?? "text", autocomplete: "off" }), over(element, value)];
}

/** How much too long a text is, as soon as it is: Slack takes what is pasted, and refuses to send it. */
function over(element, value) {
  const words = tooLong(element, value);
  return words && h("p", { class: "count", role: "status" }, words);
}

function picker(field) {
  const { element, surface, block } = field;
  const value = valueOf(surface.scope, block.block_id, element) ?? "";
  return h("input", { ...field.props, type: TYPED[element.type], value, onchange: (event) => field.changed(event.target.value || null) });
}

function datetimePicker(field) {
  const { element, surface, block } = field;
  const value = valueOf(surface.scope, block.block_id, element);
  const local = isEmpty(value) ? "" : new Date(value * 1000 - new Date(value * 1000).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const changed = (event) => field.changed(event.target.value ? Math.floor(new Date(event.target.value).getTime() / 1000) : null);
  return h("input", { ...field.props, type: "datetime-local", value: local, onchange: changed });
}

function fileInput(field) {
  const { element, surface, block } = field;
  const files = valueOf(surface.scope, block.block_id, element) ?? [];
  const most = element.max_files ?? 10;
  const take = async (list) => {
    const read = await Promise.all([...list].map(readFile));
    const now = valueOf(surface.scope, block.block_id, element) ?? [];
    field.changed([...now, ...read].slice(0, most));
  };
  const accept = element.filetypes?.length ? element.filetypes.map((type) => `.${type}`).join(",") : null;
  const over = (event) => { event.preventDefault(); event.currentTarget.classList.add("over"); };
  const leave = (event) => event.currentTarget.classList.remove("over");
  const drop = (event) => { event.preventDefault(); event.stopPropagation(); leave(event); take(event.dataTransfer.files); };
  return h("div", { class: "file-input", ondragover: over, ondragleave: leave, ondrop: drop },
    waitingFiles(files, (index) => field.changed(files.filter((_, i) => i !== index))),
    files.length < most && h("label", { class: "drop" }, icon("clip"), h("span", null, files.length ? "Add another file" : "Choose a file, or drop it here"),
      h("small", null, [element.filetypes?.join(", "), `at most ${most}`].filter(Boolean).join(" · ")),
      h("input", { ...field.props, type: "file", multiple: most > 1, accept, onchange: (event) => { take(event.target.files); event.target.value = ""; } })));
}

function feedback(block, element, surface) {
  const one = (part, name) => part && h("button", { type: "button", class: "quiet", "aria-label": part.accessibility_label ?? part.text?.text, title: part.text?.text, onclick: () => surface.press(block, element, part.value) }, icon(name));
  return [one(element.positive_button, "thumbs-up"), one(element.negative_button, "thumbs-down"), busyMark(surface, block, element).mark];
}

function iconButton(block, element, surface) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(surface.names.me)) return null;
  const { mark } = busyMark(surface, block, element);
  return h("button", { type: "button", class: "quiet", "data-action": element.action_id, "aria-label": element.accessibility_label ?? element.text?.text, title: element.text?.text, onclick: () => surface.press(block, element) }, icon(element.icon === "trash" ? "trash" : "info"), mark);
}

const FIELDS = {
  plain_text_input: textInput, rich_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput,
  datepicker: picker, timepicker: picker, datetimepicker: datetimePicker, file_input: fileInput,
  radio_buttons: radioButtons, checkboxes, static_select: select, external_select: select, users_select: select, conversations_select: select, channels_select: select,
  multi_static_select: multiSelect, multi_external_select: multiSelect, multi_users_select: multiSelect, multi_conversations_select: multiSelect, multi_channels_select: multiSelect,
};

/** The id of the control of an element, for its label. */
export { idOf };

/** One element of a block; `inInput` is true for the element of an input block. */
export function element(block, el, surface, inInput = false) {
  if (el.type === "button" || el.type === "workflow_button") return button(block, el, surface);
  if (el.type === "overflow") return overflow(block, el, surface);
  if (el.type === "feedback_buttons") return feedback(block, el, surface);
  if (el.type === "icon_button") return iconButton(block, el, surface);
  const draw = FIELDS[el.type];
  if (!draw) return h("span", { class: "unknown" }, `The element “${el.type}” is not drawn here.`);
  const field = makeField(block, el, surface, inInput);
  const node = draw(field);
  const { mark } = inInput && !block.dispatch_action ? { mark: null } : busyMark(surface, block, el);
  return mark ? h("span", { class: "pressed", key: el.action_id }, node, mark) : node;
}
