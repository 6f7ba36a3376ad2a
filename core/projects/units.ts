/** Durations, sizes, booleans and command lines as a project's file writes them. */

const PARTS: Record<string, number> = {
  h: 3_600_000_000_000,
  m: 60_000_000_000,
  s: 1_000_000_000,
  ms: 1_000_000,
  us: 1000,
  "µs": 1000,
  ns: 1,
};

/** Nanoseconds of `1h30m`, `1.5s`, `2d`, `1w`. Throws RangeError. */
export function parseDuration(text: string): number {
  if (text === "0") return 0;
  let rest = text, total = 0;
  while (rest !== "") {
    const part = /^(\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})(ns|us|µs|ms|s|m|h|d|w|y)/.exec(rest);
    if (part === null) {
      throw new RangeError(
        `"${text}" is no duration: a number and a unit, as in 30s, 1m30s, 500ms`,
      );
    }
    const days = { d: 24, w: 168, y: 8760 }[part[2]];
    total += Number(part[1]) * (days === undefined ? PARTS[part[2]] : days * PARTS.h);
    rest = rest.slice(part[0].length);
  }
  if (text === "") throw new RangeError("a duration is a number and a unit, as in 30s");
  return Math.round(total);
}

/** A duration in Go's words, as `config` shows it: `1m30s`. */
export function durationText(ns: number): string {
  if (ns === 0) return "0s";
  const short = (n: number, unit: string) => `${Number(n.toFixed(9))}${unit}`;
  if (ns < 1000) return `${ns}ns`;
  if (ns < 1_000_000) return short(ns / 1000, "µs");
  if (ns < 1_000_000_000) return short(ns / 1_000_000, "ms");
  const h = Math.floor(ns / PARTS.h), m = Math.floor(ns % PARTS.h / PARTS.m);
  const s = short(ns % PARTS.m / PARTS.s, "s");
  return h > 0 ? `${h}h${m}m${s}` : m > 0 ? `${m}m${s}` : s;
}

const POWERS: Record<string, number> = { b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Bytes of `512m`, `1.5gb`, `64KiB`, `1024`; units are of 1024, as docker has it. Throws RangeError. */
export function parseBytes(value: string | number): number {
  if (typeof value === "number") {
    if (!Number.isInteger(value)) throw new RangeError(`${value} is no whole number of bytes`);
    return value;
  }
  const match = /^(-?\d{1,18}(?:\.\d{1,18})?) ?(?:([kmgtp])i?b?|(b))?$/i.exec(value.trim());
  if (match === null) {
    throw new RangeError(`"${value}" is no size: a number and b, k, m, g, t or p, as in 512m`);
  }
  return Math.trunc(Number(match[1]) * 1024 ** POWERS[(match[2] ?? "b").toLowerCase()]);
}

/** A boolean of any spelling that the check lets through. */
export function parseBoolean(value: unknown): boolean {
  return typeof value === "string" ? /^(true|yes|on|y|1|t)$/i.test(value) : value === true;
}

/** The words of a command line, as a shell without any expansion splits it. Throws RangeError. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined, quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote === "'") {
      if (c === "'") quote = "";
      else word += c;
    } else if (c === "\\") {
      const next = text[++i];
      if (next === undefined) throw new RangeError("the command ends with a lone backslash");
      if (next === "\n") continue;
      // Inside double quotes a backslash means itself before most letters.
      word = (word ?? "") + (quote === '"' && !'"\\$`'.includes(next) ? "\\" + next : next);
    } else if (quote === '"') {
      if (c === '"') quote = "";
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= "";
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + c;
  }
  if (quote !== "") throw new RangeError(`the command has no closing ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}
