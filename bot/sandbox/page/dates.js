// Times as a person reads them, and the date tokens of Slack.

const LOCALE = "en-GB";
const DAY = 86_400_000;

function make(options) {
  return new Intl.DateTimeFormat(LOCALE, options);
}

const FORMATS = {
  date_num: make({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date_slash: make({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date_long: make({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  date_long_full: make({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  date: make({ year: "numeric", month: "long", day: "numeric" }),
  date_short: make({ year: "numeric", month: "short", day: "numeric" }),
  time: make({ hour: "2-digit", minute: "2-digit" }),
  time_secs: make({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};

/** The moment of a message's `ts` (seconds since 1970 with a fraction). */
export function momentOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** "09:41". */
export function clock(date) {
  return FORMATS.time.format(date);
}

/** "Tuesday, 24 November 2026 at 09:41". */
export function full(date) {
  return `${FORMATS.date_long.format(date)} at ${clock(date)}`;
}

/** Days from the day of `now` to the day of `date`, by the local calendar. */
function daysFrom(date, now) {
  const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(date) - midnight(now)) / DAY);
}

/** "Today", "Yesterday", "Tomorrow" or null. */
function nearDay(date, now) {
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[daysFrom(date, now)] ?? null;
}

/** The words of a day divider. */
export function dayName(date, now = new Date()) {
  return nearDay(date, now) ?? FORMATS.date_long.format(date);
}

/** "just now", "4 minutes ago", "in 2 days". */
export function ago(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

function token(name, date, now) {
  if (name === "ago") return ago(date, now);
  if (name === "date_num") return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  if (name === "day_divider_pretty") return dayName(date, now);
  if (name.endsWith("_pretty")) {
    const near = nearDay(date, now);
    const plain = FORMATS[name.slice(0, -"_pretty".length)];
    return near ?? (plain ? plain.format(date) : null);
  }
  return FORMATS[name]?.format(date) ?? null;
}

/** Fills `{date_short_pretty} at {time}`; null where a token is unknown, so that the fallback is shown. */
export function fillDate(format, seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  let unknown = false;
  const text = format.replaceAll(/\{([a-z_]+)\}/g, (_, name) => {
    const filled = token(name, date, now);
    if (filled === null) unknown = true;
    return filled ?? "";
  });
  if (unknown) return null;
  // Slack writes "today" small inside a sentence and leaves the first letter alone.
  return text.replaceAll(/(?<=\S\s)(Today|Yesterday|Tomorrow)\b/g, (word) => word.toLowerCase());
}
