// Small things that open over the page: menus and questions; both give the focus back.

import { h, reconcile } from "./dom.js";

const EDGE = 8;

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + 4 + size.height + EDGE <= window.innerHeight;
  const top = below ? at.bottom + 4 : Math.max(EDGE, at.top - size.height - 4);
  const left = Math.min(Math.max(EDGE, at.left), window.innerWidth - size.width - EDGE);
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
}

function move(menu, event) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const now = items.indexOf(document.activeElement);
  const to = { ArrowDown: (now + 1) % items.length, ArrowUp: (now - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

/** Opens a menu at `anchor`; items are `{label, detail, danger, run}`, a null is a rule between groups. */
export function openMenu(anchor, label, items) {
  const menu = document.createElement("div");
  const close = (back) => {
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (back) anchor.focus();
  };
  const outside = (event) => { if (!menu.contains(event.target)) close(false); };
  const entry = (item) => item === null
    ? h("div", { class: "menu-rule", role: "separator" })
    : h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : null, onclick: () => { close(true); item.run(); } },
      h("span", null, item.label), item.detail && h("small", null, item.detail));
  menu.className = "menu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  reconcile(menu, items.map(entry));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else {
      move(menu, event);
    }
  });
  // Inside an open dialog only the dialog can be clicked, so the menu lives there.
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  place(menu, anchor);
  menu.querySelector('[role="menuitem"]')?.focus();
}

/** Asks; resolves to true when the person confirms. `words` are nodes. */
export function ask({ title, words, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const before = document.activeElement;
    const done = (answer) => {
      dialog.close();
      dialog.remove();
      before?.focus?.();
      resolve(answer);
    };
    dialog.className = "question";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "question-title");
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(false); });
    reconcile(dialog, [
      h("h2", { id: "question-title" }, title),
      h("div", { class: "words" }, words),
      h("div", { class: "buttons" },
        h("button", { type: "button", class: "button", onclick: () => done(false) }, deny),
        h("button", { type: "button", class: `button ${danger ? "danger filled" : "primary"}`, onclick: () => done(true) }, confirm)),
    ]);
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".buttons .button:last-child").focus();
  });
}
