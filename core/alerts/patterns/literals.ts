/**
 * Texts of which one is in every line that an expression matches: most lines have none of them, and
 * need not be asked. What cannot be judged has no such texts, and every line is asked.
 */

/** Shorter ones are in too many lines. */
const MIN = 3;
/** More are not quicker than asking. */
const MAX_TEXTS = 20;

/** What every match holds one of. */
export interface Literals {
  texts: readonly string[];
  /** In whatever case. */
  ignoreCase: boolean;
}

/**
 * The texts of an expression of RE2; undefined where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { literalsOf } from "./literals.ts";
 *
 * const { texts } = literalsOf("(?i)timed? out|code=\\d+ refused", false)!;
 * assert.deepEqual(texts, ["time", " refused"]);
 * assert.equal(literalsOf("a|b", false), undefined);
 * ```
 */
export function literalsOf(source: string, ignoreCase: boolean): Literals | undefined {
  const flags = /^\(\?([imsU]+)\)/.exec(source);
  const rest = flags === null ? source : source.slice(flags[0].length);
  const any = ignoreCase || flags?.[1].includes("i") === true;
  const texts = new Parser(rest).alternatives();
  if (texts === undefined || texts.length > MAX_TEXTS) return undefined;
  // Under Unicode's rules `K` and `ſ` are letters of ASCII in another case: not looked for here.
  // deno-lint-ignore no-control-regex
  if (any && texts.some((t) => !/^[\x00-\x7f]*$/.test(t) || /[ks]/i.test(t) && wide(t))) {
    return undefined;
  }
  return { texts, ignoreCase: any };
}

/** Whether nothing but letters that have a third form is in it. */
function wide(text: string): boolean {
  return !/[^ksKS]{3}/.test(text);
}

/** Goes through an expression; gives up by undefined at whatever it does not know. */
class Parser {
  #at = 0;

  constructor(private readonly source: string) {}

  /** One text of each alternative; undefined where one has none. */
  alternatives(): string[] | undefined {
    const all = this.#either();
    return this.#at === this.source.length ? all : undefined;
  }

  #either(): string[] | undefined {
    const all: string[] = [];
    let known = true;
    for (;;) {
      const one = this.#sequence();
      if (one === undefined) known = false;
      else all.push(...one);
      if (this.source[this.#at] !== "|") return known ? all : undefined;
      this.#at++;
    }
  }

  /** The best of what must be in a sequence: a text, or one of a group's texts. */
  #sequence(): string[] | undefined {
    let best: string[] | undefined;
    let run = "";
    const offer = (texts: string[] | undefined) => {
      if (texts === undefined || texts.some((t) => t.length < MIN)) return;
      const worth = (list: string[]) => Math.min(...list.map((t) => t.length)) - list.length;
      if (best === undefined || worth(texts) > worth(best)) best = texts;
    };
    const cut = () => {
      if (run.length >= MIN) offer([run]);
      run = "";
    };
    while (this.#at < this.source.length) {
      const c = this.source[this.#at];
      if (c === "|" || c === ")") break;
      if (c === "(") {
        cut();
        const inside = this.#group();
        const least = this.#repeat();
        if (least > 0) offer(inside);
        continue;
      }
      const plain = this.#atom();
      const from = this.#at;
      const least = this.#repeat();
      if (plain === undefined || from !== this.#at) {
        // Of what comes at least once the first is there, but what follows does not join it.
        if (plain !== undefined && least > 0) run += plain;
        cut();
      } else run += plain;
    }
    cut();
    return best;
  }

  #group(): string[] | undefined {
    this.#at++;
    if (this.source[this.#at] === "?") {
      const open = /^\?(?::|P?<[A-Za-z_]\w*>)/.exec(this.source.slice(this.#at, this.#at + 80));
      if (open === null) {
        // Flags for a part: what is in it is not judged.
        this.#at = this.source.length + 1;
        return undefined;
      }
      this.#at += open[0].length;
    }
    const inside = this.#either();
    if (this.source[this.#at] === ")") this.#at++;
    else this.#at = this.source.length + 1;
    return inside;
  }

  /** How often at least the atom before comes; 1 without a quantifier. */
  #repeat(): number {
    let least = 1;
    for (;;) {
      const c = this.source[this.#at];
      if (c === "*" || c === "?") least = 0;
      else if (c === "{") {
        const m = /^\{(\d+)(?:,\d*)?\}/.exec(this.source.slice(this.#at, this.#at + 20));
        if (m === null) return least;
        least = Math.min(least, Number(m[1]));
        this.#at += m[0].length - 1;
      } else if (c !== "+") return least;
      this.#at++;
    }
  }

  /** One character that stands for itself; undefined for what stands for others. */
  #atom(): string | undefined {
    const c = this.source[this.#at++];
    if (c === ".") return undefined;
    if (c === "^" || c === "$") return undefined;
    if (c === "[") {
      if (this.source[this.#at] === "^") this.#at++;
      if (this.source[this.#at] === "]") this.#at++;
      for (; this.#at < this.source.length && this.source[this.#at] !== "]"; this.#at++) {
        if (this.source[this.#at] === "\\") this.#at++;
        else if (this.source.startsWith("[:", this.#at)) {
          const end = this.source.indexOf(":]", this.#at);
          if (end > 0) this.#at = end + 1;
        }
      }
      this.#at++;
      return undefined;
    }
    if (c !== "\\") return c;
    const escaped = this.source[this.#at++] ?? "";
    if (/[^A-Za-z0-9]/.test(escaped)) return escaped;
    if (/[dDwWsSbBAzC]/.test(escaped)) return undefined;
    // Of Unicode, in hexadecimal, quoted: passed over as a whole.
    this.#at = this.source.length + 1;
    return undefined;
  }
}
