// Keeps every scrolled area where it was, and those that follow a conversation at its end.

const NEAR = 48;
const places = new Map();

function note(area) {
  // A pane that is not shown has no place of its own; what it had before counts.
  if (area.clientHeight === 0) return;
  const atEnd = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
  places.set(area.dataset.scroll, { top: area.scrollTop, atEnd });
}

function areas(root) {
  return root.querySelectorAll("[data-scroll]");
}

function settle(root) {
  for (const area of areas(root)) {
    const was = places.get(area.dataset.scroll);
    const follows = "bottom" in area.dataset && (was?.atEnd ?? true);
    const top = follows ? area.scrollHeight : (was?.top ?? 0);
    if (area.scrollTop !== top) area.scrollTop = top;
  }
}

/** Notes where the areas stand now; the function it returns puts them back after the drawing. */
export function keepScroll(root) {
  areas(root).forEach(note);
  return () => settle(root);
}

/** Keeps the places too when the window changes or a picture arrives. */
export function watchScroll(root) {
  root.addEventListener("scroll", (event) => { if (event.target.dataset?.scroll) note(event.target); }, true);
  root.addEventListener("load", () => settle(root), true);
  window.addEventListener("resize", () => settle(root));
}
