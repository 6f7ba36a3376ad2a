/** Colours of the command line: few, and only where a person looks. */

/** What a colour says; or a colour that a person chose, for a host. */
export type Tone =
  | "good"
  | "warning"
  | "bad"
  | "faint"
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "magenta"
  | "cyan";

const CODES: Readonly<Record<Tone, number>> = {
  good: 32,
  warning: 33,
  bad: 31,
  faint: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** The text in a tone's colour, by the terminal's own palette. */
export function paint(text: string, tone: Tone | undefined): string {
  return tone === undefined || text === "" ? text : `\x1b[${CODES[tone]}m${text}\x1b[0m`;
}

/** The text without what paint() added. */
export function unpainted(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.includes("\x1b") ? text.replace(/\x1b\[[0-9]+m/g, "") : text;
}

/**
 * Whether to colour what goes to this output: a terminal that is not dumb, unless NO_COLOR is set
 * to anything (no-color.org).
 */
export function wantsColour(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
}
