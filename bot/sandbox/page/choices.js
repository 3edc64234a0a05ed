// Draws the elements in which a person chooses: selects, radio buttons and check boxes.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { setValue, valueOf } from "./values.js";

/** A text object as nodes. */
export function textObject(object, names) {
  if (!object) return "";
  if (typeof object === "string") return withEmoji(object);
  if (object.type !== "mrkdwn") return lines(object.text ?? "", object.emoji);
  return mrkdwn(object.text ?? "", names, { verbatim: object.verbatim });
}

function lines(text, emoji) {
  return text.split("\n").flatMap((line, i) => [i ? h("br") : null, emoji === false ? line : withEmoji(line)]);
}

function plain(object) {
  return typeof object === "string" ? object : (object?.text ?? "");
}

/** `[{label, choices: [{value, label, detail}]}]`; one group without a label where the app gave none. */
function groups(element, names) {
  const choice = (option) => ({ value: option.value, label: plain(option.text), detail: plain(option.description) });
  if (element.type.includes("users_")) {
    return [{ label: null, choices: names.users().map((u) => ({ value: u.id, label: u.real_name ?? u.name, detail: u.title })) }];
  }
  if (element.type.includes("conversations_") || element.type.includes("channels_")) {
    const fits = (c) => (element.type.includes("channels_") ? c.kind === "public" : true);
    return [{ label: null, choices: names.channels().filter(fits).map((c) => ({ value: c.id, label: c.kind === "im" ? c.name : `# ${c.name}` })) }];
  }
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: plain(group.label), choices: group.options.map(choice) }));
  }
  return [{ label: null, choices: (element.options ?? element.initial_options ?? []).map(choice) }];
}

function optionNodes(groupList, leaveOut = []) {
  return groupList.map((group) => {
    const options = group.choices.filter((c) => !leaveOut.includes(c.value)).map((c) =>
      h("option", { key: c.value, value: c.value }, c.detail ? `${c.label} · ${c.detail}` : c.label));
    return group.label ? h("optgroup", { label: group.label }, options) : options;
  });
}

/** One of many, as the native select: works with keyboard, touch and screen readers. */
export function select(field) {
  const { element, surface, block } = field;
  const value = valueOf(surface.scope, block.block_id, element);
  const change = (event) => field.changed(event.target.value || null);
  return h("span", { class: "select" },
    h("select", { ...field.props, value: value ?? "", onchange: change },
      h("option", { key: "\u0000none", value: "", disabled: !field.optional && value !== null }, plain(element.placeholder) || "Choose…"),
      optionNodes(groups(element, surface.names))));
}

/** Several of many: what is chosen stands as chips, the select adds to it. */
export function multiSelect(field) {
  const { element, surface, block } = field;
  const chosen = valueOf(surface.scope, block.block_id, element) ?? [];
  const groupList = groups(element, surface.names);
  const labels = new Map(groupList.flatMap((g) => g.choices.map((c) => [c.value, c.label])));
  const full = element.max_selected_items && chosen.length >= element.max_selected_items;
  const add = (event) => { if (event.target.value) field.changed([...chosen, event.target.value]); };
  return h("span", { class: "multi" },
    chosen.map((value) => h("span", { class: "chip", key: value }, labels.get(value) ?? value,
      h("button", { type: "button", "aria-label": `Remove ${labels.get(value) ?? value}`, onclick: () => field.changed(chosen.filter((v) => v !== value)) }, icon("close")))),
    !full && h("span", { class: "select", key: "add" }, h("select", { ...field.props, value: "", onchange: add },
      h("option", { key: "\u0000none", value: "" }, chosen.length ? "Add…" : plain(element.placeholder) || "Choose…"),
      optionNodes(groupList, chosen))));
}

function choiceRow(field, option, kind, checked, change) {
  const id = `${field.props.id}-${option.value}`;
  return h("label", { class: "choice", key: option.value, for: id },
    h("input", { type: kind, id, name: field.props.id, checked, disabled: field.props.disabled, onchange: change }),
    h("span", null, textObject(option.text, field.surface.names),
      option.description && h("small", null, textObject(option.description, field.surface.names))));
}

/** Radio buttons. */
export function radioButtons(field) {
  const value = valueOf(field.surface.scope, field.block.block_id, field.element);
  return h("div", { class: "choices", role: "radiogroup", "aria-labelledby": field.labelId, "aria-describedby": field.props["aria-describedby"], "aria-label": field.labelId ? null : field.props["aria-label"] },
    field.element.options.map((option) => choiceRow(field, option, "radio", value === option.value, () => field.changed(option.value))));
}

/** Check boxes; the value is the list of what is checked, in the order of the options. */
export function checkboxes(field) {
  const value = valueOf(field.surface.scope, field.block.block_id, field.element) ?? [];
  const flip = (option) => field.element.options.map((o) => o.value).filter((v) => (v === option.value) !== value.includes(v));
  return h("div", { class: "choices", role: "group", "aria-labelledby": field.labelId, "aria-describedby": field.props["aria-describedby"], "aria-label": field.labelId ? null : field.props["aria-label"] },
    field.element.options.map((option) => choiceRow(field, option, "checkbox", value.includes(option.value), () => field.changed(flip(option)))));
}

/** Keeps the value of a field and tells the app where it asked to be told. */
export function keepAndTell(field, value) {
  const { surface, block, element } = field;
  const before = valueOf(surface.scope, block.block_id, element);
  setValue(surface.scope, block.block_id, element, value);
  surface.redraw();
  if (!field.tells) return;
  surface.press(block, element, value).then((sent) => {
    if (sent) return;
    setValue(surface.scope, block.block_id, element, before);
    surface.redraw();
  });
}
