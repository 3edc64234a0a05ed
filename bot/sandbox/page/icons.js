// The few line drawings of the page, as nodes.

import { h } from "./dom.js";

const PATHS = {
  hash: "M6.2 2.5 4.8 13.5M11.2 2.5 9.8 13.5M2.8 5.8h10.7M2.5 10.2h10.7",
  lock: "M4 7.2h8v6.3H4zM5.6 7V5.1a2.4 2.4 0 0 1 4.8 0V7",
  archive: "M2.5 3h11v3h-11zM3.5 6v7.2h9V6M6.4 8.6h3.2",
  shared: "M6.4 9.6a2.4 2.4 0 0 1 0-3.4l2-2a2.4 2.4 0 0 1 3.4 3.4l-1 1M9.6 6.4a2.4 2.4 0 0 1 0 3.4l-2 2a2.4 2.4 0 0 1-3.4-3.4l1-1",
  bolt: "M9 1.8 3.6 9.2h3.8L6.8 14.2 12.4 6.6H8.5z",
  clip: "M12.6 7.4 7.7 12.3a2.9 2.9 0 0 1-4.1-4.1l5.2-5.2a1.9 1.9 0 0 1 2.7 2.7l-5 5a.9.9 0 0 1-1.3-1.3l4.4-4.4",
  send: "M2.6 2.8 13.6 8 2.6 13.2 4.2 8zM4.2 8h5",
  dots: "M3.2 7.2h.6v1.6h-.6zM7.7 7.2h.6v1.6h-.6zM12.2 7.2h.6v1.6h-.6z",
  reply: "M2.6 3.2h10.8v7.4H7.6L4.8 13v-2.4H2.6z",
  eye: "M1.6 8S4 3.8 8 3.8 14.4 8 14.4 8 12 12.2 8 12.2 1.6 8 1.6 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  bell: "M4 11.2V7.4a4 4 0 0 1 8 0v3.8l1 1H3zM6.8 13.6h2.4",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M9.8 3.4 5.2 8l4.6 4.6",
  file: "M4 2h5.2L12.4 5.2V14H4zM9 2.2v3.2h3.2",
  down: "M8 2.8v7.4M4.8 7.2 8 10.4l3.2-3.2M3.2 13.2h9.6",
  warn: "M8 2.4 14.2 13.2H1.8zM8 6.4v3.2M8 11.4v.1",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4v3.4M8 5.2v.1",
  check: "M3.2 8.4 6.4 11.6 12.8 4.8",
  trash: "M3.2 4.4h9.6M6.2 4.2V2.8h3.6v1.4M4.6 4.6 5.2 13.4h5.6l.6-8.8",
  home: "M2.6 7.4 8 2.8l5.4 4.6M4 6.6v6.6h8V6.6",
  chat: "M2.6 3.2h10.8v7.4H7.6L4.8 13v-2.4H2.6z",
  sun: "M8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM8 1.6v1.5M8 12.9v1.5M1.6 8h1.5M12.9 8h1.5M3.5 3.5l1 1M11.5 11.5l1 1M12.5 3.5l-1 1M4.5 11.5l-1 1",
  moon: "M12.8 9.8A5.4 5.4 0 0 1 6.2 3.2a5.4 5.4 0 1 0 6.6 6.6z",
  auto: "M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2zM8 2.4v11.2",
  fault: "M8 1.8v4.4M4.6 3.8a5.4 5.4 0 1 0 6.8 0",
  phone: "M4.8 1.8h6.4v12.4H4.8zM7.2 12.2h1.6",
  desktop: "M2 3h12v7.6H2zM5.6 13.4h4.8M8 10.8v2.4",
  up: "M5 13V7.2L7.4 2.4c1.2 0 1.7.9 1.5 2L8.5 6.6h3.4c.8 0 1.3.7 1.1 1.5l-.9 3.8c-.2.7-.7 1.1-1.4 1.1zM2.6 7.2H5V13H2.6z",
  hourglass: "M4 2.4h8M4 13.6h8M5 2.6v2.2L8 8l3-3.2V2.6M5 13.4v-2.2L8 8l3 3.2v2.2",
  person: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.6c.4-2.6 2.4-4 5-4s4.6 1.4 5 4",
};

/** A 16 x 16 line drawing; hidden from screen readers, the control beside it carries the words. */
export function icon(name, className = "") {
  const turned = name === "thumbs-down" ? "icon turned" : "icon";
  return h(
    "svg",
    { class: `${turned} ${className}`.trim(), viewBox: "0 0 16 16", "aria-hidden": "true" },
    h("path", { d: PATHS[name === "thumbs-down" || name === "thumbs-up" ? "up" : name] ?? PATHS.info }),
  );
}
