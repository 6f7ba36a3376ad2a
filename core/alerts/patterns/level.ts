/** How serious a line of a log says it is. */
import { type Level, LEVELS } from "../types.ts";

/** The level stands near the beginning. */
const LOOKED_AT = 400;
/** Words that name a level, in small letters; the first in a line counts. */
const WORDS: Readonly<Record<string, Level>> = {
  trace: "trace",
  trc: "trace",
  debug: "debug",
  dbg: "debug",
  dbug: "debug",
  info: "info",
  inf: "info",
  information: "info",
  notice: "info",
  warn: "warn",
  wrn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  eror: "error",
  severe: "error",
  fatal: "fatal",
  ftl: "fatal",
  crit: "fatal",
  critical: "fatal",
  panic: "fatal",
  emerg: "fatal",
  emergency: "fatal",
  alert: "fatal",
};
/** pino and bunyan say it as a number. */
const NUMBERS: Readonly<Record<string, Level>> = {
  "10": "trace",
  "20": "debug",
  "30": "info",
  "40": "warn",
  "50": "error",
  "60": "fatal",
};
const KLOG: Readonly<Record<string, Level>> = { I: "info", W: "warn", E: "error", F: "fatal" };
const FIELD =
  /["']?\b(?:(?:level|lvl|severity|loglevel|log\.level)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z]{3,11})|level["']?[:=][ "']{0,2}([1-6]0))\b/i;
const WORD = new RegExp(`\\b(?:${Object.keys(WORDS).join("|")})\\b`, "gi");

/** Its level; undefined where it says none. */
export function levelOf(line: string): Level | undefined {
  const text = line.slice(0, LOOKED_AT);
  const field = FIELD.exec(text);
  if (field !== null) {
    const word = field[1]?.toLowerCase() ?? "";
    const level = Object.hasOwn(WORDS, word) ? WORDS[word] : NUMBERS[field[2] ?? ""];
    if (level !== undefined) return level;
  }
  const klog = /^([IWEF])\d{4} \d\d:/.exec(text);
  if (klog !== null) return KLOG[klog[1]];
  WORD.lastIndex = 0;
  for (const [word] of text.matchAll(WORD)) {
    // In the middle of a sentence it is a word like any other: `no error`.
    if (word === word.toUpperCase()) return WORDS[word.toLowerCase()];
  }
  const first = /^(?:[^A-Za-z\s]\S*[ \t]){0,4}?\W?([A-Za-z]{3,11})(?:\W|$)/.exec(text)?.[1]
    .toLowerCase();
  if (first !== undefined && Object.hasOwn(WORDS, first)) return WORDS[first];
  const bracket = /[[<(]([A-Za-z]{3,11})[\])>]/.exec(text)?.[1].toLowerCase();
  if (bracket !== undefined && Object.hasOwn(WORDS, bracket)) return WORDS[bracket];
  const lead = /^\s{0,8}([A-Za-z]{3,11}):/.exec(text)?.[1].toLowerCase();
  return lead !== undefined && Object.hasOwn(WORDS, lead) ? WORDS[lead] : undefined;
}

/** Whether a line is at least so serious. */
export function isAtLeast(line: string, least: Level): boolean {
  const level = levelOf(line);
  return level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/**
 * Expressions, to be used in whatever case, of which one has a match in every line that is at least
 * so serious; in others, too. None can backtrack, and they begin with letters: V8 is quick with that.
 */
export function sourcesOfLevel(least: Level): string[] {
  const from = LEVELS.indexOf(least);
  const keys = (map: Readonly<Record<string, Level>>) =>
    Object.keys(map).filter((key) => LEVELS.indexOf(map[key]) >= from);
  const words = keys(WORDS);
  // A word within another one needs not be looked for itself, nor does what a shorter one finds.
  const roots = words.filter((w) => !words.some((other) => other !== w && w.includes(other)));
  // klog's stands where the data of a line begins.
  return [
    ...roots,
    ...keys(NUMBERS).map((n) => `level["']?[:=][ "']{0,2}${n}`),
    ...keys(KLOG).map((letter) => `(?<=[tr][ ~])${letter}[01][0-9]{3} `),
  ];
}
