// Files: cards of what was shared, and the bytes of what a person picks.

import { h, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { ui } from "./store.js";

/** "1.2 MB", "340 KB", "12 bytes". */
export function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} KB` : `${bytes} bytes`;
}

/** `{name, size, base64}` of a picked file. */
export function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, size: file.size, base64: String(reader.result).split(",")[1] ?? "" });
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });
}

/** Where the sandbox gives the bytes of a file to this person. */
export function fileUrl(file, me) {
  return safeUrl(file.content_url) ?? `/sandbox/files/${encodeURIComponent(file.id)}?as=${encodeURIComponent(me)}`;
}

/** The permalink of a file, said with who opens it: all people of the sandbox share one browser. */
export function forReader(href) {
  if (!href?.startsWith(`${window.location.origin}/files/`)) return href;
  return `${href}?as=${encodeURIComponent(ui.as)}`;
}

/** A shared file with its name, kind, size and a link that saves it. */
export function fileCard(file, me) {
  const url = fileUrl(file, me);
  const kind = (file.filetype || file.name?.split(".").pop() || "file").toUpperCase();
  if (String(file.mimetype).startsWith("image/")) {
    return h("figure", { class: "file-image", key: file.id }, h("figcaption", null, file.name),
      h("a", { href: url, download: file.name }, h("img", { src: url, alt: file.alt_txt ?? file.name })));
  }
  return h("a", { class: "file-card", key: file.id, href: url, download: file.name, "aria-label": `Download ${file.name}` },
    h("span", { class: "file-kind" }, icon("file")),
    h("span", { class: "file-words" }, h("strong", null, file.name), h("small", null, [kind, sizeWords(file.size)].filter(Boolean).join(" · "))),
    icon("down"));
}

/** Files that wait to be sent, each with a button that takes it out. */
export function waitingFiles(files, remove) {
  return files.length > 0 && h("ul", { class: "waiting-files", "aria-label": "Files to send" }, files.map((file, index) =>
    h("li", { key: `${file.name}-${index}` }, icon("file"), h("span", null, file.name), h("small", null, sizeWords(file.size)),
      h("button", { type: "button", class: "quiet", "aria-label": `Take out ${file.name}`, onclick: () => remove(index) }, icon("close")))));
}
