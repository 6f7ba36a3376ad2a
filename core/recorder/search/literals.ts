/**
 * Texts of which one is in everything that an expression of JavaScript matches: lines without any
 * of them need not be asked. Where the expression matches just these texts, none has to be.
 */

/** What every match holds one of. */
export interface Literals {
  /** In small letters of ASCII where case does not count. */
  texts: readonly string[];
  /** The expression matches these texts and nothing else. */
  exact: boolean;
}

/** More are not looked for at once. */
const MAX_TEXTS = 32;
/** Longer ones are cut; each character may take three bytes. */
const MAX_LENGTH = 60;
/** Shorter ones are in too many lines, unless they are all that is asked for. */
const MIN_LENGTH = 2;
/** What a class stands for is tried one by one, up to so many. */
const MAX_CLASS = 4;
const MAX_DEPTH = 50;

/** What a part of an expression matches. */
interface Part {
  /** All the texts it matches; unset: too many, or not known. */
  all?: readonly string[];
  /** One of these is in each match; unset: not known. */
  some?: readonly string[];
  /** What stands around it is asked for, too: a border of a word, the end of a line. */
  looks?: true;
}

const ANYTHING: Part = {};
const PLACE: Part = { all: [""], looks: true };

/** Thrown where an expression has something that is not known here. */
class Unknown extends Error {}

/**
 * The texts of an expression; undefined where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { literalsOf } from "./literals.ts";
 *
 * assert.deepEqual(literalsOf("user=(bob|carol)", false), {
 *   texts: ["user=bob", "user=carol"],
 *   exact: true,
 * });
 * assert.deepEqual(literalsOf("[0-9]+ Timeout.* ms", false), { texts: [" Timeout"], exact: false });
 * assert.equal(literalsOf("a|.", false), undefined);
 * ```
 */
export function literalsOf(source: string, ignoreCase: boolean): Literals | undefined {
  let whole: Part;
  try {
    whole = new Parser(source, ignoreCase).whole();
  } catch (e) {
    if (e instanceof Unknown) return undefined;
    throw e;
  }
  const { all, looks } = whole;
  const fits = (texts: readonly string[], least: number) =>
    texts.length > 0 && texts.every((t) => t.length >= least && t.length <= MAX_LENGTH);
  if (all !== undefined && !looks && fits(all, 1)) return { texts: distinct(all), exact: true };
  const some = all ?? whole.some;
  if (some === undefined || some.length === 0) return undefined;
  const cut = distinct(some.map((t) => t.slice(0, MAX_LENGTH)));
  return fits(cut, MIN_LENGTH) ? { texts: cut, exact: false } : undefined;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

/** How well lines are told apart by a set of texts. */
function worth(texts: readonly string[]): number {
  const shortest = Math.min(...texts.map((t) => t.length));
  return Math.min(shortest, 8) - Math.log2(texts.length) / 2;
}

function better(a: readonly string[] | undefined, b: readonly string[] | undefined) {
  if (b === undefined || b.length === 0 || b.some((t) => t.length < MIN_LENGTH)) return a;
  return a === undefined || worth(b) > worth(a) ? b : a;
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const CLASS = /\[(\^?)((?:\\[^]|[^\]\\])*)\]/y;
const ESCAPE =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+|[^])/y;
const OPEN = /\((?:\?:|\?<?[=!]|\?<[^>=!][^>]*>|(?!\?))/y;

/** Goes through an expression that is known to be one. */
class Parser {
  #at = 0;
  #depth = 0;

  constructor(private readonly source: string, private readonly ignoreCase: boolean) {}

  whole(): Part {
    const part = this.#either();
    if (this.#at < this.source.length) throw new Unknown();
    return part;
  }

  #either(): Part {
    if (++this.#depth > MAX_DEPTH) throw new Unknown();
    const parts = [this.#sequence()];
    while (this.source[this.#at] === "|") {
      this.#at++;
      parts.push(this.#sequence());
    }
    this.#depth--;
    if (parts.length === 1) return parts[0];
    const together = (of: (part: Part) => readonly string[] | undefined) => {
      const lists = parts.map(of);
      if (lists.some((list) => list === undefined)) return undefined;
      const texts = distinct(lists.flatMap((list) => list!));
      return texts.length <= MAX_TEXTS ? texts : undefined;
    };
    return {
      all: together((part) => part.all),
      some: together((part) => part.all ?? part.some),
      ...(parts.some((part) => part.looks) && { looks: true }),
    };
  }

  #sequence(): Part {
    let run: readonly string[] = [""];
    let best: readonly string[] | undefined;
    let whole = true;
    let looks = false;
    while (this.#at < this.source.length && !"|)".includes(this.source[this.#at])) {
      const part = this.#repeated(this.#atom());
      looks ||= part.looks === true;
      const longer = part.all && product(run, part.all);
      if (longer !== undefined) {
        run = longer;
        continue;
      }
      whole = false;
      best = better(better(best, run), part.some);
      run = part.all ?? [""];
    }
    return {
      ...(whole ? { all: run } : { some: better(best, run) }),
      ...(looks && { looks: true }),
    };
  }

  #repeated(part: Part): Part {
    QUANTIFIER.lastIndex = this.#at;
    const found = QUANTIFIER.exec(this.source);
    if (found === null) return part;
    this.#at += found[0].length;
    const [sign] = found[0];
    const least = sign === "{" ? Number(found[1]) : sign === "+" ? 1 : 0;
    const most = sign === "?"
      ? 1
      : sign !== "{"
      ? Infinity
      : found[2] === undefined
      ? least
      : found[3] === ""
      ? Infinity
      : Number(found[3]);
    const { all, looks } = part;
    const looking = looks && { looks: true as const };
    if (all !== undefined && most <= 8) {
      const texts = powers(all, least, most);
      if (texts !== undefined) return { all: texts, ...looking };
    }
    return { ...(least > 0 && { some: all ?? part.some }), ...looking };
  }

  #atom(): Part {
    const { source } = this;
    const char = source[this.#at];
    if (char === "(") return this.#group();
    if (char === "[") return this.#class();
    if (char === "\\") return this.#escape();
    this.#at++;
    if (char === ".") return ANYTHING;
    if (char === "^" || char === "$") return PLACE;
    return this.#plain(char);
  }

  #plain(char: string): Part {
    const code = char.charCodeAt(0);
    // What is no character by itself, or could stand for bytes that are none.
    if (code < 0x20 && code !== 9 || code === 0x7f || code >= 0xd800 && code < 0xe000) {
      return ANYTHING;
    }
    if (code === 0xfffd || code === 0xfeff || this.ignoreCase && code > 0x7f) return ANYTHING;
    return { all: [this.ignoreCase ? char.toLowerCase() : char] };
  }

  #group(): Part {
    OPEN.lastIndex = this.#at;
    const open = OPEN.exec(this.source)?.[0];
    // Flags for a part.
    if (open === undefined) throw new Unknown();
    this.#at += open.length;
    const inside = this.#either();
    if (this.source[this.#at] !== ")") throw new Unknown();
    this.#at++;
    return /[=!]$/.test(open) && open !== "(" ? PLACE : inside;
  }

  #class(): Part {
    CLASS.lastIndex = this.#at;
    const found = CLASS.exec(this.source);
    if (found === null) throw new Unknown();
    this.#at += found[0].length;
    const inside = found[2].replace(/\\([^A-Za-z0-9-])/g, "$1");
    const few = inside.length > 0 && inside.length <= MAX_CLASS;
    if (
      found[1] === "^" || !few || !/^[ !"#$%&'()*+,./0-9:;<=>?@A-Z[\]^_`a-z{|}~]+$/.test(inside)
    ) {
      return ANYTHING;
    }
    const parts = [...inside].map((char) => this.#plain(char).all!);
    return { all: distinct(parts.flat()) };
  }

  #escape(): Part {
    ESCAPE.lastIndex = this.#at;
    const escape = ESCAPE.exec(this.source)?.[0];
    if (escape === undefined) throw new Unknown();
    this.#at += escape.length;
    if (escape === "\\b" || escape === "\\B") return PLACE;
    if (escape === "\\t") return { all: ["\t"] };
    return escape.length === 2 && /[^A-Za-z0-9]/.test(escape[1])
      ? this.#plain(escape[1])
      : ANYTHING;
  }
}

/** Each of one behind each of the other; undefined where these are too many, or too long. */
function product(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (a.length * b.length > 4 * MAX_TEXTS) return undefined;
  const texts = distinct(a.flatMap((first) => b.map((second) => first + second)));
  const fits = texts.length <= MAX_TEXTS && texts.every((t) => t.length <= MAX_LENGTH);
  return fits ? texts : undefined;
}

/** So many of them behind one another. */
function powers(
  texts: readonly string[],
  least: number,
  most: number,
): readonly string[] | undefined {
  let last: readonly string[] | undefined = [""];
  const all: string[] = least === 0 ? [""] : [];
  for (let i = 1; i <= most; i++) {
    last = product(last, texts);
    if (last === undefined) return undefined;
    if (i >= least) all.push(...last);
  }
  const some = distinct(all);
  return some.length > 0 && some.length <= MAX_TEXTS ? some : undefined;
}
