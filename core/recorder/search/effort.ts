/**
 * How much an expression of JavaScript can be made to try over a line, at worst: one that can only
 * be made to try little may be asked where nobody could stop it.
 */

/** The worst there is over a line of so many characters: `times` that number, `degree` times over. */
export interface Effort {
  degree: number;
  times: number;
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;
const ESCAPE = /\\(?:u\{[0-9a-fA-F]+\}|[pP]\{[^}]*\}|[^])/y;
const OPEN = /\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/y;
/** More is never allowed, so that it need not be told apart. */
const MOST = 1e12;

/** What stands between two brackets. */
interface Group {
  /** The product of its alternatives' ways, and theirs so far. */
  ways: number;
  sum: number;
  /** Whether it can match in more than one way. */
  varies: boolean;
}

/**
 * Undefined for what may need years: a repetition of what itself can be matched in several ways, a
 * reference back; and for what is not known, as looking around.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { effortOf } from "./effort.ts";
 *
 * assert.deepEqual(effortOf("[0-9]+ Timeout.* 97[0-9] ms"), { degree: 3, times: 1 });
 * assert.deepEqual(effortOf("^(GET|POST) .*x?$"), { degree: 2, times: 4 });
 * assert.equal(effortOf("(a+)+b"), undefined);
 * assert.equal(effortOf("(a|ab)*c"), undefined);
 * ```
 */
export function effortOf(source: string): Effort | undefined {
  // It is tried at each place of a line.
  let degree = 1;
  const groups: Group[] = [{ ways: 1, sum: 0, varies: false }];
  for (let at = 0; at < source.length;) {
    const group = groups.at(-1)!;
    const char = source[at];
    let closed: Group | undefined;
    if (char === "|") {
      group.sum += group.ways;
      group.ways = 1;
      group.varies = true;
      at++;
      continue;
    }
    if (char === "(") {
      const open = sticky(OPEN, source, at);
      if (open === undefined) return undefined;
      groups.push({ ways: 1, sum: 0, varies: false });
      at += open.length;
      continue;
    }
    if (char === ")") {
      closed = groups.pop()!;
      if (groups.length === 0) return undefined;
      at++;
    } else if (char === "\\") {
      const escape = sticky(ESCAPE, source, at);
      if (escape === undefined || /^\\[0-9k]/.test(escape)) return undefined;
      at += escape.length;
    } else if (char === "[") {
      const whole = sticky(CLASS, source, at);
      if (whole === undefined) return undefined;
      at += whole.length;
    } else at++;
    const around = groups.at(-1)!;
    QUANTIFIER.lastIndex = at;
    const often = QUANTIFIER.exec(source);
    if (often !== null) at += often[0].length;
    const { least, most } = often === null ? { least: 1, most: 1 } : countsOf(often);
    if (closed?.varies && most > 1) return undefined;
    around.varies ||= closed?.varies === true || least !== most;
    around.ways *= closed === undefined ? 1 : closed.sum + closed.ways;
    if (most === Infinity) degree++;
    else around.ways *= Math.max(1, most, most - least + 1);
    if (!(around.ways + around.sum < MOST)) return undefined;
  }
  const [whole] = groups;
  return groups.length === 1 ? { degree, times: whole.sum + whole.ways } : undefined;
}

/** The longest line that may be asked for an expression with no more effort than `most` steps. */
export function longestFor({ degree, times }: Effort, most: number): number {
  return Math.floor((most / times) ** (1 / degree));
}

function sticky(expression: RegExp, source: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(source)?.[0];
}

function countsOf([whole, from, more, to]: RegExpExecArray): { least: number; most: number } {
  if (whole[0] === "?") return { least: 0, most: 1 };
  if (whole[0] !== "{") return { least: whole[0] === "+" ? 1 : 0, most: Infinity };
  const least = Number(from);
  return { least, most: more === undefined ? least : to === "" ? Infinity : Number(to) };
}
