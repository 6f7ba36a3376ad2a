/**
 * Texts of which one is in every line that an expression matches: most lines have none of them, and
 * need not be asked. What cannot be judged has no such texts, and every line is asked.
 */

/** Shorter ones are in too many lines. */
const MIN = 3;
/** Of what must come more often, the first so many are looked for. */
const MAX_REPEAT = 32;
/** More are not quicker than asking. */
const MAX_TEXTS = 20;

/** What every match holds one of. */
export interface Literals {
  texts: readonly string[];
  /**
   * The same as expressions of JavaScript, with what must stand beside the texts, too. Their
   * matches have one length: they cannot backtrack.
   */
  sources: readonly string[];
  /** In whatever case. */
  ignoreCase: boolean;
  /** The expression is that one text, and nothing else. */
  exact: boolean;
}

/** A text that must be there, and what must stand around it. */
interface Run {
  text: string;
  source: string;
}

/** A character, or one of several, in an expression. */
interface Atom {
  plain?: string;
  source: string;
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
  const runs = new Parser(rest, any).alternatives();
  if (runs === undefined || runs.length > MAX_TEXTS) return undefined;
  const texts = runs.map((run) => run.text);
  // Under Unicode's rules `K` and `ſ` are letters of ASCII in another case: not looked for here.
  // deno-lint-ignore no-control-regex
  if (any && texts.some((t) => !/^[\x00-\x7f]*$/.test(t) || /[ks]/i.test(t) && wide(t))) {
    return undefined;
  }
  const exact = texts.length === 1 && !any && texts[0] === rest && runs[0].source === quoted(rest);
  return { texts, sources: runs.map((run) => run.source), ignoreCase: any, exact };
}

/** A text as an expression. */
function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** The longest text among neighbours. */
function textOf(atoms: readonly Atom[]): string {
  let best = "", run = "";
  for (const { plain } of atoms) {
    run = plain === undefined ? "" : run + plain;
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Whether nothing but letters that have a third form is in it. */
function wide(text: string): boolean {
  return !/[^ksKS]{3}/.test(text);
}

/** Goes through an expression; gives up by undefined at whatever it does not know. */
class Parser {
  #at = 0;

  constructor(private readonly source: string, private readonly ignoreCase: boolean) {}

  /** One text of each alternative; undefined where one has none. */
  alternatives(): Run[] | undefined {
    const all = this.#either();
    return this.#at === this.source.length ? all : undefined;
  }

  #either(): Run[] | undefined {
    const all: Run[] = [];
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
  #sequence(): Run[] | undefined {
    let best: Run[] | undefined;
    let atoms: Atom[] = [];
    const worth = (runs: readonly Run[]) =>
      Math.min(...runs.map((r) => r.text.length)) - runs.length;
    const offer = (runs: Run[] | undefined) => {
      if (runs === undefined || runs.some((r) => r.text.length < MIN)) return;
      if (best === undefined || worth(runs) > worth(best)) best = runs;
    };
    const cut = () => {
      offer([{ text: textOf(atoms), source: atoms.map((a) => a.source).join("") }]);
      atoms = [];
    };
    while (this.#at < this.source.length) {
      const c = this.source[this.#at];
      if (c === "|" || c === ")") break;
      if (c === "(") {
        cut();
        const inside = this.#group();
        if (this.#repeat().least > 0) offer(inside);
        continue;
      }
      const atom = this.#atom();
      const { least, most } = this.#repeat();
      if (atom === undefined) cut();
      else {
        // What must be there is, so often; what may follow does not join it.
        for (let i = 0; i < Math.min(least, MAX_REPEAT); i++) atoms.push(atom);
        if (least !== most || least > MAX_REPEAT) cut();
      }
    }
    cut();
    return best;
  }

  #group(): Run[] | undefined {
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

  /** How often the atom before comes: once without a quantifier. */
  #repeat(): { least: number; most: number } {
    let least = 1, most = 1;
    for (;;) {
      const c = this.source[this.#at];
      if (c === "*" || c === "?") {
        least = 0;
        most = Infinity;
      } else if (c === "+") most = Infinity;
      else if (c === "{") {
        const m = /^\{(\d+)(,(\d*))?\}/.exec(this.source.slice(this.#at, this.#at + 20));
        if (m === null) {
          // A brace like any other: it stands for itself, and is taken as the end of what is known.
          return { least, most };
        }
        least = Math.min(least, Number(m[1]));
        if (least > 0) least = Number(m[1]);
        most = m[2] === undefined ? Number(m[1]) : Infinity;
        this.#at += m[0].length - 1;
      } else return { least, most };
      this.#at++;
    }
  }

  /** One character, or one of several of ASCII; undefined for what stands for others. */
  #atom(): Atom | undefined {
    const c = this.source[this.#at++];
    if (c === "." || c === "^" || c === "$") return undefined;
    if (c === "[") return this.#class();
    if (c !== "\\") return plainAtom(c);
    const escaped = this.source[this.#at++] ?? "";
    if (/[^A-Za-z0-9]/.test(escaped)) return plainAtom(escaped);
    if (escaped === "d") return { source: "[0-9]" };
    if (escaped === "w" && !this.ignoreCase) return { source: "\\w" };
    if (escaped === "s") return { source: "\\s" };
    if (/[DwWSbBAzC]/.test(escaped)) return undefined;
    // Of Unicode, in hexadecimal, quoted: passed over as a whole.
    this.#at = this.source.length + 1;
    return undefined;
  }

  /** A class; undefined for one that is more than a few characters of ASCII. */
  #class(): Atom | undefined {
    const from = this.#at;
    if (this.source[this.#at] === "^") this.#at++;
    if (this.source[this.#at] === "]") this.#at++;
    for (; this.#at < this.source.length && this.source[this.#at] !== "]"; this.#at++) {
      if (this.source[this.#at] === "\\") this.#at++;
      else if (this.source.startsWith("[:", this.#at)) {
        const end = this.source.indexOf(":]", this.#at);
        if (end > 0) this.#at = end + 1;
      }
    }
    const inside = this.source.slice(from, this.#at++);
    const simple = this.ignoreCase ? /^[0-9-]+$/ : /^[A-Za-z0-9_ .,:;=/-]+$/;
    return simple.test(inside) ? { source: `[${inside}]` } : undefined;
  }
}

function plainAtom(c: string): Atom {
  return { plain: c, source: quoted(c) };
}
