// Draws the blocks of a message, a modal or the Home tab.

import { textObject } from "./choices.js";
import { h } from "./dom.js";
import { element, idOf } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { redraw } from "./store.js";
import { dataTable, table } from "./tables.js";

const GROUPS = new Set(["radio_buttons", "checkboxes"]);

/** The address of a picture if the sandbox itself holds it; pictures from elsewhere are not loaded. */
function pictureUrl(image, names) {
  const file = image.slack_file;
  const id = file?.id ?? /\/(F[A-Z0-9]+)/.exec(file?.url ?? image.image_url ?? "")?.[1];
  if (id) return `/sandbox/files/${encodeURIComponent(id)}?as=${encodeURIComponent(names.me)}`;
  const url = image.image_url ?? "";
  return url.startsWith("/") || url.startsWith(`${window.location.origin}/`) ? url : null;
}

/** Addresses that gave no picture; their words are shown instead. */
const broken = new Set();

function picture(image, names, className) {
  const src = pictureUrl(image, names);
  const fail = () => { broken.add(src); redraw(); };
  if (src && !broken.has(src)) return h("img", { class: className, key: src, src, alt: image.alt_text ?? "", onerror: fail });
  return h("span", { class: `${className} no-picture`, role: "img", "aria-label": image.alt_text ?? "", title: image.alt_text ?? "" }, icon("file"),
    h("span", { "aria-hidden": "true" }, image.alt_text ?? ""));
}

function section(block, surface) {
  const { names } = surface;
  const accessory = block.accessory;
  const drawn = accessory && (accessory.type === "image" ? picture(accessory, names, "thumb") : element(block, accessory, surface));
  return h("div", { class: "section" },
    h("div", { class: "section-words" },
      block.text && h("div", { class: "words" }, textObject(block.text, names)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "words" }, textObject(field, names))))),
    drawn && h("div", { class: "accessory" }, drawn));
}

function context(block, surface) {
  return h("div", { class: "context" }, block.elements.map((el) =>
    el.type === "image" ? picture(el, surface.names, "tiny") : h("span", { class: "words" }, textObject(el, surface.names))));
}

function image(block, surface) {
  const title = block.title && h("figcaption", null, textObject(block.title, surface.names));
  return h("figure", { class: "image" }, title, picture(block, surface.names, "picture"));
}

function input(block, surface) {
  const id = idOf(surface, block, block.element);
  const error = surface.errors?.[block.block_id];
  const group = GROUPS.has(block.element.type);
  return h("div", { class: `input${error ? " wrong" : ""}` },
    h(group ? "span" : "label", { class: "label", id: `${id}-label`, for: group ? null : id },
      textObject(block.label, surface.names), block.optional && h("small", null, " (optional)")),
    element(block, block.element, surface, true),
    error && h("p", { class: "error", id: `${id}-error`, role: "alert" }, icon("warn"), error),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, textObject(block.hint, surface.names)));
}

function card(block, surface) {
  const { names } = surface;
  return h("article", { class: "card" },
    block.hero_image && picture(block.hero_image, names, "hero"),
    h("div", { class: "card-head" }, block.icon && picture(block.icon, names, "tiny"),
      h("div", null, block.title && h("strong", { class: "words" }, textObject(block.title, names)),
        block.subtitle && h("div", { class: "subtitle words" }, textObject(block.subtitle, names)))),
    block.body && h("div", { class: "words" }, textObject(block.body, names)),
    block.actions && h("div", { class: "actions" }, block.actions.map((el) => element(block, el, surface))));
}

const ALERT_ICONS = { warning: "warn", error: "warn", success: "check" };

function alert(block, surface) {
  const level = block.level ?? "default";
  return h("div", { class: `alert ${level}`, role: level === "error" || level === "warning" ? "alert" : "note" },
    icon(ALERT_ICONS[level] ?? "info"), h("div", { class: "words" }, textObject(block.text, surface.names)));
}

function container(block, surface) {
  const memory = surface.memory(block.block_id);
  const title = block.rich_text_title ? richText(block.rich_text_title, surface.names) : textObject(block.title, surface.names);
  const head = [h("strong", null, title), block.subtitle && h("div", { class: "subtitle words" }, textObject(block.subtitle, surface.names))];
  const inside = blocks(block.child_blocks ?? [], surface);
  if (!block.is_collapsible) return h("section", { class: "container" }, h("div", { class: "card-head" }, h("div", null, head)), inside);
  const open = memory.open ?? !block.default_collapsed;
  return h("details", { class: "container", open, ontoggle: (event) => { memory.open = event.target.open; } }, h("summary", null, head), inside);
}

function tasks(block, surface) {
  const list = block.type === "plan" ? (block.tasks ?? []) : [block];
  return h("div", { class: "tasks" }, block.type === "plan" && block.title && h("strong", null, textObject(block.title, surface.names)),
    h("ul", null, list.map((task) => h("li", { class: `task ${task.status}` }, h("span", null, task.title), h("small", null, String(task.status).replace("_", " "))))));
}

const DRAW = {
  section, context, image, input, card, alert, container, task_card: tasks, plan: tasks,
  header: (block, surface) => h("h3", { class: "header" }, textObject(block.text, surface.names)),
  divider: () => h("hr"),
  actions: (block, surface) => h("div", { class: "actions" }, block.elements.map((el) => element(block, el, surface))),
  context_actions: (block, surface) => h("div", { class: "context-actions" }, block.elements.map((el) => element(block, el, surface))),
  rich_text: (block, surface) => h("div", { class: "rich words" }, richText(block, surface.names)),
  markdown: (block) => h("div", { class: "rich words markdown" }, markdown(block.text ?? "")),
  table: (block, surface) => table(block, surface.names),
  data_table: (block, surface) => dataTable(block, surface.names, surface.memory(block.block_id), surface.redraw),
  carousel: (block, surface) => h("div", { class: "carousel", tabindex: "0", role: "region", "aria-label": "Cards" }, (block.elements ?? []).map((el) => card({ ...el, block_id: el.block_id ?? block.block_id }, surface))),
};

/** All blocks of a surface, in order; a type that is not known says so instead of vanishing. */
export function blocks(list, surface) {
  return list.map((block, index) => {
    const draw = DRAW[block.type];
    const drawn = draw ? draw(block, surface) : h("div", { class: "unknown" }, `The block “${block.type}” is not drawn here.`);
    return h("div", { class: "block", key: `${block.block_id ?? index}:${block.type}`, "data-block": block.type }, drawn);
  });
}
