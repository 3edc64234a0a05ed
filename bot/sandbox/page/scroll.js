// Keeps every scrolled area where it was, and those that follow a conversation at its end.

const NEAR = 48;
const places = new Map();

/** Notes where the areas stand now; the function it returns puts them back after the drawing. */
export function keepScroll(root) {
  const noted = new Map();
  for (const area of root.querySelectorAll("[data-scroll]")) {
    const atEnd = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
    noted.set(area, { top: area.scrollTop, atEnd });
    places.set(area.dataset.scroll, { top: area.scrollTop, atEnd });
  }
  return () => {
    for (const area of root.querySelectorAll("[data-scroll]")) {
      const was = noted.get(area) ?? places.get(area.dataset.scroll);
      const follows = "bottom" in area.dataset && (was?.atEnd ?? true);
      const top = follows ? area.scrollHeight : (was?.top ?? 0);
      if (area.scrollTop !== top) area.scrollTop = top;
    }
  };
}
