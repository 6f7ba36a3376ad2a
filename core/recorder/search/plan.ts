/**
 * How lines are searched for a regular expression many at a time: texts of which each match holds
 * one are looked for in the bytes of a whole block; or the expression is rewritten so that one run
 * over the block's text finds every line that may match. Each of those is then asked by itself. Both
 * may find too much, never too little.
 */
import type { Texts } from "./kernel/kernel.ts";
import { literalsOf } from "./literals.ts";

/** What a search does with a block of lines. */
export interface SearchPlan {
  /** The expression itself, for one line's data: no `g`, `y`, `m`. */
  line: RegExp;
  /** Finds lines in a block; absent where only line by line is safe. */
  block?: RegExp;
  /** One of these bytes is in every line that matches. */
  texts?: Texts;
  /**
   * What matches is these texts and nothing else: where they are found no line has to be asked.
   * {@link line} is made of them, so that it cannot backtrack.
   */
  exact?: true;
  /** A letter of {@link texts} is one in another case that ASCII does not have: {@link WIDE}. */
  wide?: true;
  /** A text that every match holds. */
  literal?: string;
  /** The expression is that text and nothing else: no line has to be asked. */
  plain?: true;
  /** Both can be used: the quicker one is found out by trying. */
  choice?: Choice;
  /** The same for {@link texts} and {@link block}. */
  either?: Choice;
}

/** How many blocks are searched in turns before the choice is made. */
const TRIALS = 8;

/**
 * Which of two ways through a block is quicker, by the time they take: that depends on how often
 * the parts of a literal are in the text, and on what an expression begins with.
 */
export class Choice {
  #trials = 0;
  /** The least that each has taken for a character: what else the machine did is not in it. */
  #least = { literal: Infinity, block: Infinity };

  /** Runs one of both over `size` characters. */
  run<T>(size: number, ways: { literal: () => T; block: () => T }): T {
    const { literal, block } = this.#least;
    const way = this.#trials < TRIALS
      ? this.#trials % 2 === 0 ? "literal" : "block"
      : literal < block
      ? "literal"
      : "block";
    if (this.#trials >= TRIALS) return ways[way]();
    this.#trials++;
    const start = performance.now();
    const result = ways[way]();
    const took = (performance.now() - start) / Math.max(1, size);
    this.#least[way] = Math.min(this.#least[way], took);
    return result;
  }
}

/** Shorter texts are found too often to be worth looking for. */
const MIN_LITERAL = 3;

/** Names one of the expressions that V8 is quick with by itself: it starts with plain text. */
const STARTS_PLAIN = /^[\w =:"'/,<>@#%&;~!-]{3}/;

/** Of other characters a half could be found. */
const ASCII = /^[ -~]*$/;

/** Rewrites an expression of JavaScript; flags other than `i` and `u` are left out. */
export function planSearch(expression: RegExp): SearchPlan {
  const flags = expression.flags.replace(/[^iu]/g, "");
  const ignoreCase = flags.includes("i");
  const literals = literalsOf(expression.source, ignoreCase);
  const source = literals?.exact ? literals.texts.map(quoted).join("|") : expression.source;
  const plan: SearchPlan = { line: new RegExp(source, flags) };
  if (literals !== undefined) {
    const encoder = new TextEncoder();
    plan.texts = { texts: literals.texts.map((text) => encoder.encode(text)), ignoreCase };
    if (literals.exact) plan.exact = true;
    if (ignoreCase && literals.texts.some((text) => /[ks]/.test(text))) plan.wide = true;
  }
  const block = walk(source)?.block;
  if (block === undefined) return plan;
  plan.block = new RegExp(block, flags + "gm");
  const literal = walk(expression.source)?.literal ?? "";
  if (!ignoreCase && literal.length >= MIN_LITERAL) {
    plan.literal = literal;
    if (ASCII.test(source) && source.replace(/\\([^A-Za-z0-9])/g, "$1") === literal) {
      plan.plain = true;
    }
    if (!STARTS_PLAIN.test(block)) plan.choice = new Choice();
  }
  return plan;
}

/** A text as an expression. */
function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** The letters that are `k` and `s` in another case (U+212A and U+017F), under Unicode's rules. */
export const WIDE: Texts = {
  texts: [new Uint8Array([0xe2, 0x84, 0xaa]), new Uint8Array([0xc5, 0xbf])],
  ignoreCase: false,
};

let last: { source: string; flags: string; plan: SearchPlan } | undefined;

/** The plan of a search's every file: what was compiled and found out for one serves all. */
export function planOf(source: string, flags: string): SearchPlan {
  if (last?.source !== source || last.flags !== flags) {
    last = { source, flags, plan: planSearch(new RegExp(source, flags)) };
  }
  return last.plan;
}

interface Walked {
  block: string;
  literal: string;
}

/** What a group was opened in. */
interface Group {
  atStart: boolean;
}

const QUANTIFIER = /[*+?]\??|\{\d+(?:,\d*)?\}\??/y;
const CLASS = /\[(\^?)((?:\\[^]|[^\]\\])*)\]/y;
const ESCAPE =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/y;
const OPEN = /\((?:\?:|\?<[A-Za-z_$][\w$]*>)?/y;
const LEADING = /^\^?(?:\.[*+]\??)+/;

/** Undefined for what cannot be judged out of its line: looking around, and back references. */
function walk(source: string): Walked | undefined {
  const groups: Group[] = [];
  let block = "";
  let atStart = true;
  let alternatives = false;
  const literals: string[] = [""];
  const cut = () => {
    if (literals[literals.length - 1] !== "") literals.push("");
  };
  /** Adds an atom and what says how often it comes. */
  const atom = (text: string, plain: string | undefined, next: number): number => {
    QUANTIFIER.lastIndex = next;
    const often = QUANTIFIER.exec(source)?.[0] ?? "";
    block += often === "" ? text : text + often;
    atStart = false;
    if (plain === undefined || groups.length > 0 || often !== "") cut();
    else literals[literals.length - 1] += plain;
    return next + often.length;
  };
  const stripped = depthZeroBar(source) ? 0 : LEADING.exec(source)?.[0].length ?? 0;
  for (let at = stripped; at < source.length;) {
    const char = source[at];
    if (char === "\\") {
      ESCAPE.lastIndex = at;
      const escape = ESCAPE.exec(source)?.[0];
      if (escape === undefined || /^\\[1-9k]/.test(escape)) return undefined;
      const next = at + escape.length;
      if (/^\\[bB]$/.test(escape)) {
        block += escape;
        atStart = false;
        cut();
        at = next;
      } else at = atom(withoutBreak(escape), plainOf(escape), next);
    } else if (char === "[") {
      CLASS.lastIndex = at;
      const found = CLASS.exec(source);
      if (found === null) return undefined;
      const [whole, not, inside] = found;
      const text = not === "^"
        ? `[^${inside}\\n]`
        : /\\[sDWP]/.test(inside)
        ? `(?:(?!\\n)${whole})`
        : whole;
      at = atom(text, undefined, at + whole.length);
    } else if (char === "(") {
      OPEN.lastIndex = at;
      const open = OPEN.exec(source)![0];
      if (source[at + open.length] === "?") return undefined;
      block += open;
      groups.push({ atStart });
      cut();
      at += open.length;
    } else if (char === ")") {
      groups.pop();
      // Whatever the group held may be left out: literals inside it were never counted.
      at = atom(")", undefined, at + 1);
    } else if (char === "|") {
      if (groups.length === 0) alternatives = true;
      block += "|";
      atStart = groups.at(-1)?.atStart ?? true;
      at++;
    } else if (char === "^") {
      // The last character before a line's data; where a match cannot begin it, anything goes.
      block += atStart ? "[ ~]" : "(?:)";
      atStart = false;
      cut();
      at++;
    } else if (char === "$") {
      block += "$";
      atStart = false;
      cut();
      at++;
    } else at = atom(char, char === "." ? undefined : char, at + 1);
  }
  const literal = alternatives ? "" : literals.reduce((a, b) => b.length > a.length ? b : a);
  return { block: block === "" ? "(?:)" : block, literal };
}

/** Whether the expression has alternatives outside of all groups. */
function depthZeroBar(source: string): boolean {
  let depth = 0;
  const tokens = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|[()|]/g;
  for (const [token] of source.matchAll(tokens)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (token === "|" && depth === 0) return true;
  }
  return false;
}

/** An escape that does not match the end of a line. */
function withoutBreak(escape: string): string {
  switch (escape) {
    case "\\s":
      return "[^\\S\\n]";
    case "\\D":
      return "[^\\d\\n]";
    case "\\W":
      return "[^\\w\\n]";
  }
  return escape.startsWith("\\P") ? `(?:(?!\\n)${escape})` : escape;
}

/** The character an escape stands for, where it is one that is written so to be taken plainly. */
function plainOf(escape: string): string | undefined {
  return escape.length === 2 && /[^A-Za-z0-9]/.test(escape[1]) ? escape[1] : undefined;
}
