// Light, dark, or as the computer says; remembered on this computer.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { redraw } from "./store.js";

const KEY = "plumbline-sandbox-theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const LOOK = { auto: ["auto", "Theme: as the system"], light: ["sun", "Theme: light"], dark: ["moon", "Theme: dark"] };

let theme = "auto";

function wear(name) {
  theme = name in NEXT ? name : "auto";
  document.documentElement.dataset.theme = theme;
}

/** Takes the theme of the address, else the remembered one. */
export function startTheme() {
  wear(new URLSearchParams(window.location.search).get("theme") ?? window.localStorage.getItem(KEY) ?? "auto");
}

/** The button that goes round the three. */
export function themeButton() {
  const [mark, words] = LOOK[theme];
  const turn = () => {
    wear(NEXT[theme]);
    window.localStorage.setItem(KEY, theme);
    redraw();
  };
  return h("button", { type: "button", class: "tool", title: words, "aria-label": words, onclick: turn }, icon(mark));
}
