// Draws who a person is: avatars and names.

import { h } from "./dom.js";

const SAFE_COLOUR = /^#[0-9a-f]{6}$/i;

/** Black or white, whichever is easier to read on the colour. Source: WCAG 2.2 relative luminance. */
function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (light + 0.05) / 0.05 > 1.05 / (light + 0.05) ? "#111" : "#fff";
}

/** The square with a person's initials. */
export function avatar(user, size = "") {
  const colour = SAFE_COLOUR.test(user?.colour ?? "") ? user.colour : "#6b7280";
  const initials = user?.avatar ?? (user?.real_name ?? user?.name ?? "?").slice(0, 1);
  return h("span", { class: `avatar ${size}`, "aria-hidden": "true", style: { "--face": colour, "--ink": inkOn(colour) } }, initials);
}

/** The app's own mark: a plumb line. */
export function botAvatar(size = "") {
  return h("span", { class: `avatar bot ${size}`, "aria-hidden": "true" },
    h("svg", { class: "icon", viewBox: "0 0 16 16" }, h("path", { d: "M8 1.5v7M5.6 8.5h4.8L8 14.4z" })));
}

/** A name to show for a user, or the id where nobody is known by it. */
export function nameOf(user, id) {
  return user?.real_name ?? user?.name ?? id ?? "Unknown";
}
