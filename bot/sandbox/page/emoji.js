// Short names of emoji, as Slack writes them, to the characters; a small set on purpose.

import { h } from "./dom.js";

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

export const EMOJI_NAME = /^:([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?/;

/** The emoji of a short name, or the name between colons where the set does not know it. */
export function emoji(name) {
  const character = EMOJI[name];
  if (!character) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": `${name.replaceAll("_", " ")} emoji` }, character);
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
