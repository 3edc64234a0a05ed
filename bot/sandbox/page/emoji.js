// Short names of emoji, as Slack writes them, to the characters; a small set on purpose.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", pray: "🙏", clap: "👏", raised_hands: "🙌",
  tada: "🎉", rocket: "🚀", eyes: "👀", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔",
  white_check_mark: "✅", heavy_check_mark: "✔", ballot_box_with_check: "☑", x: "❌", no_entry: "⛔",
  no_entry_sign: "🚫", warning: "⚠", rotating_light: "🚨", information_source: "ℹ", question: "❓",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock1: "🕐", calendar: "📅", date: "📅",
  lock: "🔒", unlock: "🔓", key: "🔑", bell: "🔔", no_bell: "🔕", mag: "🔍", pencil: "📝", memo: "📝",
  page_facing_up: "📄", clipboard: "📋", paperclip: "📎", link: "🔗", file_folder: "📁", wastebasket: "🗑",
  bar_chart: "📊", chart_with_upwards_trend: "📈", speech_balloon: "💬", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", scales: "⚖", balance_scale: "⚖", gear: "⚙", star: "⭐", sparkles: "✨", bulb: "💡",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", arrow_right: "➡", arrow_up: "⬆", arrow_down: "⬇", repeat: "🔁",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", zap: "⚡", robot_face: "🤖", heart: "❤", see_no_evil: "🙈",
};

// Signs that carry meaning are drawn, so that they look the same where no emoji font is.
const DRAWN = {
  white_check_mark: ["check", "good"], heavy_check_mark: ["check", "good"], x: ["close", "bad"], warning: ["warn", "care"],
  lock: ["lock", ""], eyes: ["eye", ""], bell: ["bell", ""], zap: ["bolt", "care"], paperclip: ["clip", ""], link: ["shared", ""],
  page_facing_up: ["file", ""], information_source: ["info", ""], speech_balloon: ["chat", ""], wastebasket: ["trash", ""],
  hourglass_flowing_sand: ["hourglass", ""], hourglass: ["hourglass", ""], bust_in_silhouette: ["person", ""], "+1": ["up", ""], thumbsup: ["up", ""],
};

export const EMOJI_NAME = /^:([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?/;

/** The emoji of a short name, or the name between colons where the set does not know it. */
export function emoji(name) {
  const character = EMOJI[name];
  if (!character) return `:${name}:`;
  const drawn = DRAWN[name];
  return h("span", { class: "emoji", role: "img", "aria-label": `${name.replaceAll("_", " ")} emoji` }, drawn ? icon(drawn[0], drawn[1]) : character);
}

/** Text with its short names drawn; everything else stays as it is written. */
export function withEmoji(text) {
  const out = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const found = text[at] === ":" ? EMOJI_NAME.exec(text.slice(at)) : null;
    if (found && found[1] in EMOJI) {
      out.push(plain, emoji(found[1]));
      plain = "";
      at += found[0].length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  out.push(plain);
  return out;
}
