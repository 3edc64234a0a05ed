// Reads Slack's mrkdwn into nodes; text can only ever become text.

import { fillDate } from "./dates.js";
import { h, safeUrl } from "./dom.js";
import { emoji, EMOJI_NAME } from "./emoji.js";
import { forReader } from "./files.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const BARE_URL = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]]/;
const WORD = /[\p{L}\p{N}]/u;

/** `&amp;`, `&lt;` and `&gt;` as the three characters that Slack escapes. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link that opens beside the page, or only its words where the address is not a safe one. */
export function link(url, label) {
  const href = safeUrl(url);
  if (!href) return label;
  return h("a", { href: forReader(href), target: "_blank", rel: "noopener noreferrer" }, label);
}

/** `@Rhea Lindqvist`; `me` marks the reader's own name. */
export function userMention(id, names, label) {
  const user = names.user(id);
  const shown = user ? (user.real_name ?? user.name) : (label ?? id);
  const mine = id === names.me ? " mine" : "";
  return h("span", { class: `mention${mine}` }, `@${shown}`);
}

/** `#hiring-ai`, or "private channel" where the reader may not know its name. */
export function channelMention(id, names, label) {
  const channel = names.channel(id);
  if (!channel) return h("span", { class: "mention" }, label ? `#${label}` : "private channel");
  return h("a", { class: "mention", href: `?channel=${encodeURIComponent(id)}`, "data-channel": id }, `#${channel.name}`);
}

function special(body, label) {
  const [word, ...rest] = body.split("^");
  if (word === "date") {
    const [seconds, format, url] = rest;
    const text = fillDate(format ?? "", Number(seconds)) ?? label ?? "";
    const time = h("time", { title: label ?? null }, text);
    return url ? link(url, time) : time;
  }
  if (word.startsWith("subteam")) return h("span", { class: "mention" }, label ?? `@${rest[0] ?? "group"}`);
  if (["here", "channel", "everyone"].includes(word)) return h("span", { class: "mention mine" }, `@${word}`);
  return label ?? `<!${body}>`;
}

function angle(inner, names) {
  const bar = inner.indexOf("|");
  const body = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescape(inner.slice(bar + 1));
  if (/^@[UW]\w+$/.test(body)) return userMention(body.slice(1), names, label);
  if (/^#[CGD]\w+$/.test(body)) return channelMention(body.slice(1), names, label);
  if (body.startsWith("!")) return special(body.slice(1), label);
  const url = unescape(body);
  return /^(https?:\/\/|mailto:)/i.test(url) ? link(url, label ?? url.replace(/^mailto:/i, "")) : null;
}

/** Where the closing mark of a style stands, or -1; marks inside `<…>` and code do not count. */
function closing(text, mark, from) {
  for (let at = from; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] === "<" || text[at] === "`") {
      const end = text.indexOf(text[at] === "<" ? ">" : "`", at + 1);
      if (end > 0 && !text.slice(at, end).includes("\n")) at = end;
    } else if (text[at] === mark && at > from && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? "")) {
      return at;
    }
  }
  return -1;
}

function styled(text, at, names, options) {
  const mark = text[at];
  const opens = !WORD.test(text[at - 1] ?? "") && /\S/.test(text[at + 1] ?? " ") && text[at + 1] !== mark;
  const end = opens ? closing(text, mark, at + 1) : -1;
  if (end < 0) return null;
  return [h(STYLES[mark], null, inline(text.slice(at + 1, end), names, options)), end + 1];
}

function code(text, at) {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1 || text.slice(at, end).includes("\n")) return null;
  return [h("code", null, unescape(text.slice(at + 1, end))), end + 1];
}

function special_at(text, at, names, options) {
  const character = text[at];
  if (character === "\n") return [h("br"), at + 1];
  if (character === "`") return code(text, at);
  if (character in STYLES) return styled(text, at, names, options);
  if (character === "<") {
    const end = text.indexOf(">", at);
    const node = end < 0 ? null : angle(text.slice(at + 1, end), names);
    return node === null ? null : [node, end + 1];
  }
  if (character === ":") {
    const found = EMOJI_NAME.exec(text.slice(at));
    const drawn = found ? emoji(found[1]) : null;
    return drawn && typeof drawn === "object" ? [drawn, at + found[0].length] : null;
  }
  if (character === "h" && !options.verbatim && !WORD.test(text[at - 1] ?? "")) {
    const found = BARE_URL.exec(text.slice(at));
    return found ? [link(unescape(found[0]), unescape(found[0])), at + found[0].length] : null;
  }
  return null;
}

/** One run of mrkdwn, without quotes and code fences, as nodes. */
export function inline(text, names, options = {}) {
  const out = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = special_at(text, at, names, options);
    if (found) {
      out.push(unescape(plain), found[0]);
      plain = "";
      at = found[1];
    } else {
      plain += text[at];
      at += 1;
    }
  }
  out.push(unescape(plain));
  return out;
}

function paragraphs(text, names, options) {
  const out = [];
  let lines = [];
  let quoted = false;
  const flush = () => {
    if (lines.length === 0) return;
    const nodes = inline(lines.join("\n"), names, options);
    out.push(quoted ? h("blockquote", null, nodes) : h("span", { class: "run" }, nodes));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    if (Boolean(quote) !== quoted) flush();
    quoted = Boolean(quote);
    lines.push(quote ? quote[1] : line);
  }
  flush();
  return out;
}

function flat(node) {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(flat).join("");
  return node.tag === "br" ? "\n" : flat(node.children);
}

/** The words alone, as a push shows them: names for ids, no marks. */
export function plainWords(text, names) {
  return mrkdwn(text, names).map(flat).join("\n");
}

/** A whole mrkdwn text: code fences, quotes and everything inside a line. */
export function mrkdwn(text, names, options = {}) {
  return text.split("```").flatMap((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [h("pre", null, h("code", null, unescape(part.replace(/^\n|\n$/g, ""))))];
    const whole = index % 2 === 1 ? `\`\`\`${part}` : part;
    const trimmed = index > 0 ? whole.replace(/^\n/, "") : whole;
    return trimmed ? paragraphs(trimmed.replace(index < parts.length - 1 ? /\n$/ : /$^/, ""), names, options) : [];
  });
}
