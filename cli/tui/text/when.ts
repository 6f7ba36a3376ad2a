/** Moments as a person writes them: `2h ago`, `14:05`, a date. */

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

/**
 * The moment (ms since 1970) that a person means: `2h ago`, `1h30m`, `14:05`, `14:05:30`,
 * `yesterday 14:05`, `2026-01-15 14:05`, `01-15 14:05`, `2026-01-15T14:05:30Z`; undefined for what
 * is none. Times without a zone are those of a wall `offset` minutes east of UTC, and a time of day
 * is the last one that has been.
 */
export function parseWhen(text: string, now: number, offset: number): number | undefined {
  const words = text.trim().toLowerCase();
  if (words === "now") return now;
  const ago = parseAgo(words.replace(/\s+ago$/, ""));
  if (ago !== undefined) return now - ago;
  if (/t.*(z|[+-]\d\d:?\d\d)$/.test(words)) {
    const at = Date.parse(text.trim());
    return Number.isNaN(at) ? undefined : at;
  }
  const match =
    /^(?:(yesterday|today|(?:\d{4}-)?\d{1,2}-\d{1,2})(?:[\st]+|$))?(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/
      .exec(words);
  if (match === null || words === "") return undefined;
  const [, day, hour, minute, second] = match;
  const wall = new Date(now + offset * 60_000);
  const date = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()));
  if (day === "yesterday") date.setUTCDate(date.getUTCDate() - 1);
  const numbers = day?.includes("-") ? day.split("-").map(Number) : [];
  if (numbers.length > 0) {
    const [year, month, dayOfMonth] = numbers.length === 3
      ? numbers
      : [wall.getUTCFullYear(), ...numbers];
    date.setTime(Date.UTC(year, month - 1, dayOfMonth));
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== dayOfMonth) return undefined;
  }
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) {
    return undefined;
  }
  const time = ((Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0)) * 1000;
  const at = date.getTime() + time - offset * 60_000;
  return day === undefined && at > now ? at - 86_400_000 : at;
}

/** `1h30m`, `2 hours`, `90s` in ms. */
function parseAgo(words: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/.test(words)) return undefined;
  let sum = 0;
  for (const [, number, unit] of words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const ms = UNITS[unit] ?? UNITS[unit.replace(/s$/, "")];
    if (ms === undefined) return undefined;
    sum += Number(number) * ms;
  }
  return sum;
}
