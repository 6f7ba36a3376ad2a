/**
 * Which lines of a block fit which rules. One run over the whole block finds the lines that may fit
 * any of them; those alone are asked. What comes of it is counted by rule and second.
 */
import { decodeFileLine, isHeaderAt, TEXT_DATA } from "../../recorder/format/line_codec.ts";
import { millisOf } from "../../logs/time.ts";
import type { RecordFormat } from "../../recorder/types.ts";
import { fits } from "../rules/filter.ts";
import {
  type Input,
  type LogCondition,
  MAX_TEXT,
  type Proof,
  type Rule,
  type Subject,
} from "../types.ts";
import { clean, withoutColours } from "./clean.ts";
import { compileExpression, type Expression, ExpressionError, MAX_LINE } from "./expression.ts";
import { isAtLeast, sourcesOfLevel } from "./level.ts";
import { type Literals, literalsOf } from "./literals.ts";

/** Lines of one rule within one second. */
export type Hits = Input & { kind: "hits" };

/** A line may take a rule so long, and so much of a stretch of time; milliseconds. */
const ONE_LINE = 500;
const STRETCH = 10_000;
const SHARE = 3_000;
/** So many texts are looked for by one expression, about. */
const MAX_ALTERNATIVES = 16;
/** A block that takes longer (ms), and is read slower than so many bytes a microsecond, is slow. */
const LONG = 20, SPEED = 10;
/** More kinds of plans are made anew. */
const MAX_PLANS = 1_000;

/** A rule about lines, ready for use. */
interface Asked {
  rule: Rule;
  condition: LogCondition;
  expression?: Expression;
  /** One of these finds every line that may fit; absent: all may. */
  sources?: readonly string[];
  literals?: Literals;
  /** Tells of one line whether it may fit: where there are others that are found with it. */
  own?: RegExp;
  /** Why it is no longer asked. */
  broken?: string;
  /** Milliseconds since {@link Asked.from}. */
  spent: number;
  from: number;
}

/** Rules whose lines one expression finds in a block. */
interface Pass {
  asked: Asked[];
  block: RegExp;
}

interface Plan {
  passes: Pass[];
  /** Those that every line is asked for. */
  all: Asked[];
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Looks for what rules are about in lines. */
export class LineScanner {
  readonly #asked: Asked[] = [];
  readonly #plans = new Map<string, Plan>();
  readonly #ofSubject = new Map<string, Plan>();
  /** The last block took long: who is to blame is found out. */
  #slow = false;
  /** Rules that cannot be used, and why. */
  readonly broken = new Map<string, string>();

  constructor(rules: readonly Rule[], private readonly clock = () => performance.now()) {
    for (const rule of rules) {
      const { condition } = rule;
      if (condition.kind !== "log") continue;
      try {
        this.#asked.push({ rule, condition, spent: 0, from: 0, ...prepare(condition) });
      } catch (e) {
        if (!(e instanceof ExpressionError)) throw e;
        this.broken.set(rule.name, e.message);
      }
    }
  }

  /** Whether any rule is about lines of this container. */
  concerns(subject: Subject): boolean {
    return !isIdle(this.#planOf(subject));
  }

  /** Looks at whole lines as they stand in a file of the record; older ones than `since` (ms) not. */
  scan(subject: Subject, bytes: Uint8Array, format: RecordFormat, since: number): Hits[] {
    const plan = this.#planOf(subject);
    if (isIdle(plan)) return [];
    const tally = new Tally(subject);
    const start = this.clock();
    if (format === "text") this.#scanText(plan, decoder.decode(bytes), since, tally);
    else this.#scanJson(plan, subject, bytes, since, tally);
    const took = this.clock() - start;
    this.#slow = took > LONG && took * 1_000 > bytes.length / SPEED;
    return tally.hits();
  }

  /** Looks at one line. */
  one(subject: Subject, data: Uint8Array, stream: "stdout" | "stderr", time: number): Hits[] {
    const plan = this.#planOf(subject);
    if (isIdle(plan)) return [];
    const tally = new Tally(subject);
    this.#line(plan, decoder.decode(data), stream, () => time, tally);
    return tally.hits();
  }

  #scanText(plan: Plan, text: string, since: number, tally: Tally): void {
    const { passes, all } = plan;
    const visit = (asked: readonly Asked[], start: number, end: number) => {
      const stream = text[start + 31] === "o" ? "stdout" : text[start + 31] === "e" ? "stderr" : "";
      if (stream === "" || text[start] === "#") return;
      const time = () => timeOf(text, start);
      if (since > 0 && time() < since) return;
      this.#ask(asked, text.slice(start + TEXT_DATA, end), stream, time, tally);
    };
    for (const { block, asked } of passes) {
      for (let from = TEXT_DATA; from < text.length;) {
        block.lastIndex = from;
        const at = block.exec(text)?.index ?? -1;
        if (at < 0) break;
        const start = text.lastIndexOf("\n", at) + 1;
        if (at < start + TEXT_DATA - 1) {
          from = start + TEXT_DATA - 1; // the space before the data may be part of a match
          continue;
        }
        const end = text.indexOf("\n", at);
        visit(asked, start, end < 0 ? text.length : end);
        if (end < 0) break;
        from = end + 1 + TEXT_DATA - 1;
      }
    }
    if (all.length === 0) return;
    for (let start = 0; start < text.length;) {
      let end = text.indexOf("\n", start);
      if (end < 0) end = text.length;
      visit(all, start, end);
      start = end + 1;
    }
  }

  #scanJson(plan: Plan, { id }: Subject, bytes: Uint8Array, since: number, tally: Tally): void {
    for (let at = 0; at < bytes.length;) {
      let end = bytes.indexOf(10, at);
      if (end < 0) end = bytes.length;
      const item = isHeaderAt(bytes, at) ? undefined : decodeFileLine("json", bytes, at, end, id);
      at = end + 1;
      if (item?.type !== "line") continue;
      const time = millisOf(item.time);
      if (time < since) continue;
      this.#line(plan, decoder.decode(item.data), item.stream, () => time, tally);
    }
  }

  #line(plan: Plan, line: string, stream: "stdout" | "stderr", time: () => number, tally: Tally) {
    const { passes, all } = plan;
    for (const { block, asked } of passes) {
      block.lastIndex = 0;
      if (block.test("out " + line)) this.#ask(asked, line, stream, time, tally);
    }
    if (all.length > 0) this.#ask(all, line, stream, time, tally);
  }

  #ask(
    asked: readonly Asked[],
    raw: string,
    stream: "stdout" | "stderr",
    time: () => number,
    tally: Tally,
  ): void {
    const cut = raw.length > MAX_LINE ? raw.slice(0, MAX_LINE) : raw;
    const line = withoutColours(cut.endsWith("\r") ? cut.slice(0, -1) : cut);
    for (const a of asked) {
      const { condition, expression, own, rule } = a;
      if (a.broken !== undefined) continue;
      if (condition.stream !== undefined && condition.stream !== stream) continue;
      if (own !== undefined && !own.test(line)) continue;
      if (condition.level !== undefined && !isAtLeast(line, condition.level)) continue;
      if (expression !== undefined && !this.#test(a, expression, line)) continue;
      tally.add(rule.name, time(), line);
    }
  }

  /** Asks an expression, and leaves it alone from now on where that takes too long. */
  #test(a: Asked, expression: Expression, line: string): boolean {
    // A clock costs as much as many an expression: it is looked at where a block took long.
    if (!this.#slow) return expression.test(line);
    const start = this.clock();
    if (start - a.from > STRETCH) {
      a.from = start;
      a.spent = 0;
    }
    const does = expression.test(line);
    const took = this.clock() - start;
    a.spent += took;
    if (took > ONE_LINE || a.spent > SHARE) {
      a.broken = took > ONE_LINE
        ? `took ${Math.round(took)} ms for one line, and is not looked for any more`
        : `took ${(SHARE / 1000)} s of ${STRETCH / 1000}, and is not looked for any more`;
      this.broken.set(a.rule.name, a.broken);
    }
    return does;
  }

  #planOf(subject: Subject): Plan {
    const key = `${subject.id}\0${subject.name}`;
    let plan = this.#ofSubject.get(key);
    if (plan !== undefined) return plan;
    const asked = this.#asked.filter(({ rule }) => fits(rule.filter, subject));
    const names = asked.map(({ rule }) => rule.name).join("\0");
    plan = this.#plans.get(names);
    if (plan === undefined) {
      if (this.#plans.size >= MAX_PLANS) this.#plans.clear();
      this.#plans.set(names, plan = planFor(asked));
    }
    if (this.#ofSubject.size >= 20 * MAX_PLANS) this.#ofSubject.clear();
    this.#ofSubject.set(key, plan);
    return plan;
  }
}

function prepare(
  condition: LogCondition,
): Pick<Asked, "expression" | "sources" | "literals" | "own"> {
  const { match, ignoreCase, level } = condition;
  const ofLevel = () => {
    const sources = sourcesOfLevel(level!);
    return { sources, own: new RegExp([...sources, "^[IWEF][01][0-9]{3} "].join("|"), "i") };
  };
  if (match === undefined) return ofLevel();
  const expression = compileExpression(match, ignoreCase);
  const literals = literalsOf(match, ignoreCase);
  if (literals === undefined) {
    return { expression, ...(level !== undefined && ofLevel()) };
  }
  const { sources } = literals;
  const own = new RegExp(sources.join("|"), literals.ignoreCase ? "i" : "");
  // A text that is nothing else needs no other expression.
  return { own, sources, literals, ...(!literals.exact && { expression }) };
}

function isIdle({ passes, all }: Plan): boolean {
  return passes.length + all.length === 0;
}

function planFor(asked: readonly Asked[]): Plan {
  const plan: Plan = { passes: [], all: asked.filter((a) => a.sources === undefined) };
  const exact = (a: Asked) => a.literals !== undefined && !a.literals.ignoreCase;
  // Where case counts V8 has more to go by; one expression for few is quicker than for many.
  for (const same of [true, false]) {
    const group = asked.filter((a) => a.sources !== undefined && exact(a) === same);
    for (let at = 0; at < group.length;) {
      const chosen: Asked[] = [];
      const sources = new Set<string>();
      while (at < group.length && (chosen.length === 0 || sources.size < MAX_ALTERNATIVES)) {
        for (const source of group[at].sources!) sources.add(source);
        chosen.push(group[at++]);
      }
      const block = new RegExp([...sources].join("|"), same ? "g" : "gi");
      plan.passes.push({ asked: chosen, block });
    }
  }
  return plan;
}

/** Milliseconds since 1970 of the line that begins there. */
function timeOf(text: string, start: number): number {
  return Date.parse(text.slice(start, start + 23) + "Z");
}

/** Counts by rule and second. */
class Tally {
  readonly #all = new Map<
    string,
    { rule: string; second: number; count: number; first: Proof; last: Proof }
  >();

  constructor(private readonly subject: Subject) {}

  add(rule: string, time: number, line: string): void {
    const second = Math.floor(time / 1000) * 1000;
    const key = `${rule}\0${second}`;
    const known = this.#all.get(key);
    if (known === undefined) {
      const proof = { time, text: clean(line, MAX_TEXT) };
      this.#all.set(key, { rule, second, count: 1, first: proof, last: proof });
      return;
    }
    known.count++;
    // The text of what is last is made once, below.
    known.last = { time, text: line };
  }

  hits(): Hits[] {
    return [...this.#all.values()].map(({ rule, second, count, first, last }) => ({
      kind: "hits",
      time: second,
      rule,
      subject: this.subject,
      count,
      first,
      last: last === first ? last : { time: last.time, text: clean(last.text, MAX_TEXT) },
    }));
  }
}
