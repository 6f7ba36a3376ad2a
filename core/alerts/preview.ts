/** What a rule would have said of the past: the same rules as live, on what is recorded. */
import { millisOf } from "../logs/time.ts";
import type { RecordedContainer, RecordReader } from "../recorder/types.ts";
import { LineScanner } from "./patterns/scanner.ts";
import { lookBack, RuleEngine } from "./rules/engine.ts";
import { fits } from "./rules/filter.ts";
import { threshold } from "./rules/held.ts";
import { subjectOf } from "./rules/subject.ts";
import type { Change, Input, Rule, Subject } from "./types.ts";

/** What is looked at. */
export interface PreviewOptions {
  rule: Rule;
  reader: RecordReader;
  /** What the record does not hold and the live rules were fed with. */
  facts: readonly Input[];
  since: number;
  until: number;
  host: string;
  /** As {@link BookOptions.key}: then ids are those of the live ones. */
  key?: string;
  signal: AbortSignal;
}

/** What would have been. */
export interface Preview {
  changes: Change[];
  /** Names of the containers that the rule is for. */
  names: string[];
  /** What the record cannot say, in words. */
  lacks: string[];
}

const MINUTE = 60_000, HOUR = 60 * MINUTE;
/** What came before counts as far as a rule looks back, and no further than this. */
const MAX_BEFORE = 12 * HOUR;
/** Events and samples are read for so long at once. */
const CHUNK = HOUR;

/**
 * Replays the record for one rule. What it says is what the live rule said, but for mutes, and for
 * what the record no longer holds as it was.
 */
export async function previewRule(options: PreviewOptions): Promise<Preview> {
  const { rule, reader, since, until, signal } = options;
  const all = await reader.containers(signal);
  const wanted = all.filter((c) => fits(rule.filter, subjectOf(c)));
  const replay = new Replay(options, all, wanted);
  const changes = await replay.run();
  const lacks: string[] = [];
  const { condition } = rule;
  if (condition.kind === "metric" && condition.over < MINUTE && until - since > HOUR) {
    lacks.push("Of what is older than the fine samples are kept, one sample a minute is known");
  }
  for (const [, why] of replay.scanner.broken) lacks.push(`The rule ${why}`);
  return {
    changes: changes.filter((c) => c.time > since),
    names: [...new Set(wanted.map((c) => c.name))].sort(),
    lacks,
  };
}

class Replay {
  readonly scanner: LineScanner;
  readonly #engine: RuleEngine;
  readonly #subjects: ReadonlyMap<string, Subject>;
  readonly #changes: Change[] = [];
  /** All before was fed. */
  #at: number;
  #fact = 0;

  constructor(
    readonly options: PreviewOptions,
    all: readonly RecordedContainer[],
    private readonly wanted: readonly RecordedContainer[],
  ) {
    const { rule, since, host, key } = options;
    this.scanner = new LineScanner([rule]);
    this.#at = Math.floor((since - before(rule)) / 1000) * 1000;
    this.#engine = new RuleEngine([rule], { host, key }, { at: this.#at });
    this.#subjects = new Map(all.map((c) => [c.id, subjectOf(c)]));
  }

  async run(): Promise<Change[]> {
    const { rule, until, reader, signal } = this.options;
    const { kind } = rule.condition;
    if ((kind === "log" || kind === "gap") && this.wanted.length > 0) {
      const query = {
        containers: this.wanted.map((c) => c.id),
        since: new Date(this.#at),
        until: new Date(until),
        signal,
      };
      for await (const item of reader.lines(query)) {
        const time = Math.floor(millisOf(item.time));
        if (time >= this.#at + CHUNK) await this.#goOn(time);
        const subject = this.#subjects.get(item.containerId)!;
        if (item.type === "mark") {
          if (kind === "gap" && item.mark === "gap") {
            this.#engine.feed({ kind: "gap", time: millisOf(item.time), subject });
          }
        } else if (kind === "log") {
          for (const hits of this.scanner.one(subject, item.data, item.stream, time)) {
            this.#engine.feed({ ...hits, time });
          }
        }
      }
    }
    await this.#goOn(until);
    return this.#changes;
  }

  /** Feeds events, samples and facts up to there, and lets the rule judge. */
  async #goOn(to: number): Promise<void> {
    while (this.#at < to) {
      this.options.signal.throwIfAborted();
      const end = Math.min(to, this.#at + CHUNK);
      await this.#feed(this.#at, end);
      this.#changes.push(...this.#engine.advance(end));
      this.#at = end;
    }
  }

  async #feed(since: number, end: number): Promise<void> {
    const { rule, reader, facts, signal } = this.options;
    const { condition } = rule;
    // Both ends count for the record; here the end does not.
    const span = { since: new Date(since), until: new Date(end), signal };
    const isIn = (time: number) => time >= since && time < end;
    for (; this.#fact < facts.length && facts[this.#fact].time < end; this.#fact++) {
      this.#engine.feed(facts[this.#fact]);
    }
    const ofEvents = ["event", "crashloop", "unhealthy", "outdated"].includes(condition.kind) ||
      condition.kind === "metric" && condition.of === "restarts";
    if (ofEvents) {
      for await (const e of reader.events(span)) {
        const time = Number(e.time) / 1e6;
        if (!isIn(time) || e.type === "container" && !this.#subjects.has(e.id)) continue;
        const { type, action, id, attributes } = e;
        this.#engine.feed({ kind: "event", time, type, action, id, attributes });
      }
    }
    if (condition.kind === "metric" && condition.of !== "restarts" && this.wanted.length > 0) {
      const containers = this.wanted.map((c) => c.id);
      for (const s of await reader.samples({ ...span, containers })) {
        const subject = this.#subjects.get(s.containerId);
        const time = s.time.getTime();
        if (subject === undefined || !isIn(time)) continue;
        const { cpu, memory, memoryLimit, span } = s;
        this.#engine.feed({ kind: "sample", time, subject, cpu, memory, memoryLimit, span });
      }
    }
  }
}

/** How far back what happened can still matter to a rule. */
function before(rule: Rule): number {
  const { within } = threshold(rule);
  const over = rule.condition.kind === "metric" ? rule.condition.over : 0;
  const all = lookBack([rule]) + within + over + rule.for + rule.resolve + rule.cooldown +
    (rule.escalate.at(-1)?.after ?? 0);
  return Math.min(MAX_BEFORE, all);
}
