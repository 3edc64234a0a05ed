// Reads the standard Markdown of `markdown` blocks into nodes.

import { h, safeUrl } from "./dom.js";
import { emoji, EMOJI_NAME } from "./emoji.js";
import { link } from "./mrkdwn.js";

const PAIRS = [["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]];
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function pair(text, at) {
  for (const [mark, tag] of PAIRS) {
    if (!text.startsWith(mark, at) || !/\S/.test(text[at + mark.length] ?? " ")) continue;
    if (mark[0] === "_" && /\w/.test(text[at - 1] ?? "")) continue;
    const end = text.indexOf(mark, at + mark.length + 1);
    if (end > 0 && /\S/.test(text[end - 1])) {
      return [h(tag, null, inlineMarkdown(text.slice(at + mark.length, end))), end + mark.length];
    }
  }
  return null;
}

function special(text, at) {
  const rest = text.slice(at);
  let found;
  if (text[at] === "\\" && /[\\`*_{}[\]()#+.!~>-]/.test(text[at + 1] ?? "")) return [text[at + 1], at + 2];
  if ((found = /^`([^`]+)`/.exec(rest))) return [h("code", null, found[1]), at + found[0].length];
  if ((found = /^!?\[([^\]]*)\]\(([^)\s]+)\)/.exec(rest))) return [link(found[2], found[1] || found[2]), at + found[0].length];
  if ((found = /^<(https?:[^>]+)>/.exec(rest))) return [link(found[1], found[1]), at + found[0].length];
  if ((found = /^https?:\/\/[^\s<>()]+[^\s<>().,;:!?]/.exec(rest)) && safeUrl(found[0])) {
    return [link(found[0], found[0]), at + found[0].length];
  }
  if ((found = EMOJI_NAME.exec(rest)) && typeof emoji(found[1]) === "object") return [emoji(found[1]), at + found[0].length];
  return "*_~".includes(text[at]) ? pair(text, at) : null;
}

function inlineMarkdown(text) {
  const out = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const found = text[at] === "\n" ? [h("br"), at + 1] : special(text, at);
    if (found) {
      out.push(plain, found[0]);
      plain = "";
      at = found[1];
    } else {
      plain += text[at];
      at += 1;
    }
  }
  out.push(plain);
  return out;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

function table(lines) {
  const [head, , ...rows] = lines.map(cells);
  return h("div", { class: "table-scroll" }, h("table", null,
    h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, inlineMarkdown(cell))))),
    h("tbody", null, rows.map((row) => h("tr", null, row.map((cell) => h("td", null, inlineMarkdown(cell))))))));
}

function list(lines) {
  const first = ITEM.exec(lines[0]);
  const ordered = /\d/.test(first[2]);
  const items = lines.map((line) => {
    const [, space, , words] = ITEM.exec(line) ?? [null, "", "", line.trim()];
    return h("li", { class: `indent-${Math.min(Math.floor(space.length / 2), 8)}` }, inlineMarkdown(words));
  });
  return h(ordered ? "ol" : "ul", null, items);
}

const KINDS = [
  [/^\s*([-*_])(\s*\1){2,}\s*$/, () => h("hr")],
  [/^#{1,6}\s/, (lines) => {
    const [, marks, words] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0]);
    return h(`h${Math.min(marks.length + 2, 6)}`, { class: "md-heading" }, inlineMarkdown(words));
  }],
  [/^>/, (lines) => h("blockquote", null, inlineMarkdown(lines.map((l) => l.replace(/^>\s?/, "")).join("\n"))), /^>/],
  [ITEM, list, ITEM],
];

function takeFence(lines) {
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith("```"));
  const last = end < 0 ? lines.length : end;
  return [h("pre", null, h("code", null, lines.slice(1, last).join("\n"))), last + 1];
}

function takeWhile(lines, pattern) {
  const end = lines.findIndex((line, index) => index > 0 && !pattern.test(line));
  return end < 0 ? lines.length : end;
}

function takeBlock(lines) {
  if (lines[0].startsWith("```")) return takeFence(lines);
  if (lines[0].includes("|") && /^[\s|:-]+$/.test(lines[1] ?? "") && lines[1].includes("-")) {
    const count = takeWhile(lines, /\|/);
    return [table(lines.slice(0, count)), count];
  }
  for (const [start, draw, more] of KINDS) {
    if (start.test(lines[0])) {
      const count = more ? takeWhile(lines, more) : 1;
      return [draw(lines.slice(0, count)), count];
    }
  }
  const end = lines.findIndex((line, i) => i > 0 && (!line.trim() || line.startsWith("```") || KINDS.some(([s]) => s.test(line))));
  const count = end < 0 ? lines.length : end;
  return [h("p", null, inlineMarkdown(lines.slice(0, count).join("\n"))), count];
}

/** A Markdown text as block nodes. */
export function markdown(text) {
  const out = [];
  let lines = text.split("\n");
  while (lines.length > 0) {
    if (!lines[0].trim()) {
      lines = lines.slice(1);
      continue;
    }
    const [node, count] = takeBlock(lines);
    out.push(node);
    lines = lines.slice(count);
  }
  return out;
}
