// Draws the surfaces of the app besides messages: the Home tab and the stack of modals.

import { blocks } from "./blocks.js";
import { textObject } from "./choices.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { botAvatar } from "./people.js";
import { ask } from "./popups.js";
import { act, memory, names, redraw, store, surfaceOf, viewScope } from "./store.js";
import { complaints, forget, valuesOf } from "./values.js";

/** Asks the question of a confirm object; resolves to the answer. */
export function confirmFirst(confirm) {
  const known = names();
  return ask({
    title: confirm.title?.text ?? "Are you sure?",
    words: textObject(confirm.text, known),
    confirm: confirm.confirm?.text ?? "Yes",
    deny: confirm.deny?.text ?? "Cancel",
    danger: confirm.style === "danger",
  });
}

/** The Home tab, or why there is none yet. */
export function home(view) {
  if (!view) {
    return h("div", { class: "empty" }, botAvatar("large"), h("h2", null, "Nothing here yet"),
      h("p", null, store.data.bot.connected ? "The app has not published its Home tab for you." : "The bot is not connected; start it and open Home again."));
  }
  const surface = surfaceOf(`${names().me}:home`, { home: true }, view.blocks, confirmFirst);
  return h("div", { class: "home blocks", "data-view": "home" }, blocks(view.blocks, surface));
}

async function submit(view) {
  const scope = viewScope(view.id);
  const mind = memory(scope);
  mind.errors = complaints(scope, view.blocks);
  mind.problem = null;
  redraw();
  if (Object.keys(mind.errors).length > 0) {
    queueMicrotask(() => document.querySelector('dialog.modal[data-top] [aria-invalid="true"], dialog.modal[data-top] .wrong input')?.focus());
    return;
  }
  mind.sending = true;
  redraw();
  const values = valuesOf(scope, view.blocks.filter((block) => block.type === "input"));
  for (const fields of Object.values(values)) {
    for (const [action, value] of Object.entries(fields)) {
      if (Array.isArray(value)) fields[action] = value.map((item) => (item?.base64 === undefined ? item : { name: item.name, base64: item.base64 }));
    }
  }
  const outcome = await act({ do: "submit", view_id: view.id, values });
  mind.sending = false;
  if (!outcome.ok) mind.problem = outcome.error;
  redraw();
}

function close(view) {
  forget(viewScope(view.id));
  act({ do: "close", view_id: view.id });
}

function firstField(dialog) {
  return dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input, select, textarea):not(:disabled)");
}

/** The element that had the focus before the first modal opened; it gets it back. */
let before = null;

const HOOK = {
  mount(dialog) {
    if (!document.querySelector("dialog.modal[open]")) before = document.activeElement;
    dialog.showModal();
    firstField(dialog)?.focus();
  },
  update(dialog) {
    // A loading modal that became a form: bring the person to its first field.
    const typing = dialog.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
    if (dialog.dataset.hash !== dialog.dataset.drawn && !typing && "top" in dialog.dataset) firstField(dialog)?.focus();
    dialog.dataset.drawn = dialog.dataset.hash;
  },
  unmount(dialog) {
    dialog.close();
    if (!document.querySelector("dialog.modal[open]") && before?.isConnected) before.focus();
  },
};

function modalErrors(view, mind) {
  return Object.keys(mind.errors ?? {}).length > 0 ? mind.errors : (view.errors ?? {});
}

function head(view, isTop) {
  return h("header", { class: "modal-head" }, botAvatar("small"),
    h("h2", { id: `title-${view.id}` }, textObject(view.title, names())),
    h("button", { type: "button", class: "quiet", "aria-label": "Close", disabled: !isTop, onclick: () => close(view) }, icon("close")));
}

function buttons(view, mind) {
  const hasInput = view.blocks.some((block) => block.type === "input");
  return h("footer", { class: "modal-foot" },
    h("button", { type: "button", class: "button", onclick: () => close(view) }, view.close ? textObject(view.close, names()) : hasInput ? "Cancel" : "Close"),
    (view.submit || hasInput) && h("button", { type: "submit", class: "button primary", disabled: Boolean(mind.sending), "aria-busy": mind.sending ? "true" : null },
      view.submit ? textObject(view.submit, names()) : "Submit", mind.sending && h("span", { class: "spinner" })));
}

function form(view, isTop) {
  const scope = viewScope(view.id);
  const mind = memory(scope);
  const surface = surfaceOf(scope, { view_id: view.id }, view.blocks, confirmFirst, { errors: modalErrors(view, mind), frozen: Boolean(mind.sending) });
  // A refusal of fields stands at the fields, and is not said twice.
  const problem = view.problem ?? (Object.keys(surface.errors).length > 0 ? null : mind.problem);
  return h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); if (!mind.sending) submit(view); } },
    head(view, isTop),
    h("div", { class: "modal-body blocks" },
      problem && h("p", { class: "problem", role: "alert" }, icon("warn"), problem),
      blocks(view.blocks, surface)),
    buttons(view, mind));
}

/** The open modals, the first below; only the last can be used. */
export function modals(list) {
  return list.map((view, index) => {
    const isTop = index === list.length - 1;
    const cancel = (event) => { event.preventDefault(); if (isTop) close(view); };
    return h("dialog", { class: "modal", key: view.id, hook: HOOK, oncancel: cancel, "aria-labelledby": `title-${view.id}`, "data-top": isTop ? "" : null, "data-hash": view.hash ?? "", style: { "--below": String(list.length - 1 - index) } },
      form(view, isTop));
  });
}

/** One modal drawn in the page itself, for pictures. */
export function flatModal(view) {
  return h("div", { class: "modal flat", role: "dialog", "aria-labelledby": `title-${view.id}`, key: view.id }, form(view, true));
}
