// Draws rich_text blocks: sections, lists, quotes and code, each run with its styles.

import { fillDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, link, userMention } from "./mrkdwn.js";

const STYLE_TAGS = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

function dressed(node, style = {}) {
  return STYLE_TAGS.reduce((inner, [name, tag]) => (style[name] ? h(tag, null, inner) : inner), node);
}

function lines(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

function run(element, names) {
  switch (element.type) {
    case "text":
      return lines(element.text ?? "");
    case "link":
      return link(element.url, element.text || element.url);
    case "user":
      return userMention(element.user_id, names);
    case "channel":
      return channelMention(element.channel_id, names);
    case "usergroup":
      return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention mine" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name);
    case "date":
      return h("time", null, fillDate(element.format ?? "", element.timestamp) ?? element.fallback ?? "");
    case "color":
      return h("code", null, element.value);
    default:
      return element.text ?? "";
  }
}

function runs(elements, names) {
  return (elements ?? []).map((element) => {
    const drawn = run(element, names);
    return dressed(drawn, element.style);
  });
}

function list(part, names) {
  const ordered = part.style === "ordered";
  const items = (part.elements ?? []).map((item) => h("li", null, runs(item.elements, names)));
  const props = { class: `indent-${Math.min(part.indent ?? 0, 8)}${part.border ? " ruled" : ""}` };
  if (ordered && part.offset) props.start = part.offset + 1;
  return h(ordered ? "ol" : "ul", props, items);
}

/** The parts of a rich_text block (or of a table cell of that type). */
export function richText(block, names) {
  return (block.elements ?? []).map((part) => {
    switch (part.type) {
      case "rich_text_list":
        return list(part, names);
      case "rich_text_quote":
        return h("blockquote", null, runs(part.elements, names));
      case "rich_text_preformatted":
        return h("pre", null, h("code", null, (part.elements ?? []).map((el) => (el.type === "text" ? el.text : run(el, names)))));
      default:
        return h("div", { class: "run" }, runs(part.elements, names));
    }
  });
}
