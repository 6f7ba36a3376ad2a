/**
 * The rules at work: fed with what happened, in any order, it goes on second by second and says what
 * fires, what is resolved and what is to be told. It knows no clock, no disk and no network: the
 * recorder and the preview drive the same one.
 */
import { type AlertEvents, applyEvent } from "./events.ts";
import { dueOf, type Held, hit, isCounted, isEmpty, newHeld, settle } from "./held.ts";
import { isBeyond, isMinuteWise, minuteOf, Series, STALE, valueOf } from "./metrics.ts";
import { fits } from "./filter.ts";
import { AlertBook, type BookOptions } from "./book.ts";
import type { AlertState, Change, Input, MetricCondition, Rule, Subject } from "../types.ts";

/** A second. */
const TICK = 1_000;
const MINUTE = 60_000;
/** So many pairs of a rule and a container are kept at the most; what is more is counted. */
const MAX_HELD = 20_000;

/** What an engine goes on from. */
export interface EngineState {
  /** All up to here was looked at. */
  at: number;
  held: Held[];
  alerts: AlertState[];
  memory: AlertEvents;
}

/** What changed since one asked last. */
export interface EngineDirt {
  held: Iterable<[key: string, held: Held | undefined]>;
  alerts: Iterable<[key: string, alert: AlertState | undefined]>;
}

/** Rules, and all that is known of them. */
export class RuleEngine {
  #at: number;
  #waiting = new Map<number, Input[]>();
  #earliest = Infinity;
  readonly #held = new Map<string, Held>();
  readonly #series = new Map<string, { subject: Subject; series: Series }>();
  readonly #memory: AlertEvents;
  readonly #rules = new Map<string, Rule>();
  readonly #byKind = new Map<string, Rule[]>();
  readonly #book: AlertBook;
  readonly #dirty = new Set<string>();
  /** The longest time that a metric rule looks back. */
  readonly #keep: number;
  readonly #applies = new Map<string, boolean>();
  /** What was not looked at, as there are too many pairs of rules and containers. */
  overflow = 0;

  constructor(rules: readonly Rule[], options: BookOptions, state?: Partial<EngineState>) {
    for (const rule of rules) {
      this.#rules.set(rule.name, rule);
      const { kind } = rule.condition;
      this.#byKind.set(kind, [...this.#byKind.get(kind) ?? [], rule]);
    }
    this.#keep = lookBack(rules);
    this.#at = Math.floor((state?.at ?? 0) / TICK) * TICK;
    this.#memory = state?.memory ?? { fresh: [], killed: [] };
    for (const held of state?.held ?? []) {
      if (this.#rules.has(held.rule)) this.#held.set(keyOf(held.rule, held.subject.name), held);
    }
    this.#book = new AlertBook(this.#rules, options, state?.alerts ?? []);
    for (const held of this.#held.values()) {
      if (held.on) this.#book.raise(this.#rules.get(held.rule)!, held);
    }
    // Their samples are recalled; those of which there are none use nothing any more.
    this.#expectSamples(0);
  }

  /** All up to here was looked at; the end of a second. */
  get at(): number {
    return this.#at;
  }

  /** What does not show in what is kept of rules and containers. */
  get memory(): AlertEvents {
    return this.#memory;
  }

  /** Alerts that wait, fire, or were told lately. */
  get alerts(): Iterable<AlertState> {
    return this.#book.alerts;
  }

  /** What has been fed and not looked at yet. */
  get waiting(): Input[] {
    return [...this.#waiting.values()].flat();
  }

  /** Names of containers that a rule of this kind holds, or held, to be so. */
  levels(kind: Rule["condition"]["kind"]): Subject[] {
    return this.#levelled(kind).map(({ subject }) => subject);
  }

  #levelled(kind: Rule["condition"]["kind"]): Held[] {
    return [...this.#held.values()].filter((held) =>
      held.level && this.#rules.get(held.rule)?.condition.kind === kind
    );
  }

  /** Takes notice of what happened. What is older than {@link at} counts as of now. */
  feed(input: Input): void {
    const second = Math.max(this.#at, Math.floor(input.time / TICK) * TICK);
    const list = this.#waiting.get(second);
    if (list === undefined) this.#waiting.set(second, [input]);
    else list.push(input);
    this.#earliest = Math.min(this.#earliest, second);
  }

  /** Memory of use before {@link at}, which fires nothing by itself. */
  recall(input: Input & { kind: "sample" }): void {
    this.#sample(input);
  }

  /** When something is due though nothing comes; Infinity: never. */
  due(): number {
    let due = Math.min(this.#book.due(this.#at), this.#earliest + TICK);
    for (const held of this.#held.values()) {
      due = Math.min(due, dueOf(held, this.#rules.get(held.rule)!));
    }
    if (this.#minuteRules && this.#series.size > 0) {
      due = Math.min(due, minuteOf(this.#at) + MINUTE);
    }
    for (const { series } of this.#series.values()) {
      due = Math.min(due, Math.max(series.fresh + 1, this.#at + 1));
    }
    return due;
  }

  /** Goes on to `to`, by whole seconds, and says what came of it. */
  advance(to: number): Change[] {
    const changes: Change[] = [];
    const last = Math.floor(to / TICK) * TICK;
    while (this.#at < last) {
      const due = Math.ceil(this.due() / TICK) * TICK;
      if (due > last) {
        this.#at = last;
        break;
      }
      this.#tick(Math.max(this.#at + TICK, due), changes);
    }
    return changes;
  }

  /** The clock was set back: what is known counts from now on. */
  setBack(to: number): void {
    const by = this.#at - Math.floor(to / TICK) * TICK;
    if (by <= 0) return;
    const inputs = this.waiting;
    this.#at -= by;
    for (const held of this.#held.values()) {
      held.since = Math.min(held.since, this.#at);
      held.lastHit = Math.min(held.lastHit, this.#at);
      if (held.offSince !== undefined) held.offSince = Math.min(held.offSince, this.#at);
      for (const r of held.recent) r.second = Math.min(r.second, this.#at / TICK);
      this.#touch(held);
    }
    this.#book.setBack(this.#at);
    this.#series.clear();
    this.#expectSamples(this.#at);
    this.#waiting.clear();
    this.#earliest = Infinity;
    for (const input of inputs) this.feed({ ...input, time: Math.min(input.time, this.#at) });
  }

  /** What changed since one asked last: by key, undefined for what is gone. */
  dirt(): EngineDirt {
    const held = [...this.#dirty].map((key) => [key, this.#held.get(key)] as [string, Held]);
    this.#dirty.clear();
    return { held, alerts: this.#book.dirt() };
  }

  /** All that is known, to go on from. */
  state(): EngineState {
    return {
      at: this.#at,
      held: [...this.#held.values()],
      alerts: [...this.#book.alerts],
      memory: this.#memory,
    };
  }

  #tick(end: number, changes: Change[]): void {
    const before = this.#at;
    const inputs: Input[] = [];
    if (this.#earliest < end) {
      this.#earliest = Infinity;
      for (const [second, list] of this.#waiting) {
        if (second < end) {
          for (const input of list) inputs.push(input);
          this.#waiting.delete(second);
        } else this.#earliest = Math.min(this.#earliest, second);
      }
      inputs.sort((a, b) => a.time - b.time);
    }
    this.#at = end;
    for (const input of inputs) this.#take(input);
    this.#measure(before);
    for (const [key, held] of this.#held) {
      const rule = this.#rules.get(held.rule)!;
      const was = held.on;
      settle(held, rule, end);
      const { fresh } = held;
      if (held.on || was) this.#book.note(rule, held, fresh);
      if (fresh !== undefined || held.on !== was) this.#touch(held);
      delete held.fresh;
      if (isEmpty(held)) {
        this.#held.delete(key);
        this.#dirty.add(key);
      }
    }
    this.#book.settle(end, changes);
  }

  #take(input: Input): void {
    switch (input.kind) {
      case "event":
        return applyEvent(input, this.#memory, {
          rules: (kind) => this.#byKind.get(kind) ?? [],
          hit: (rule, subject, text) => this.#hit(rule, subject, input.time, text),
          level: (kind, subject, on) => this.#level(kind, subject, on),
          rename: (subject, from) => this.#rename(subject, from),
        });
      case "hits": {
        const rule = this.#rules.get(input.rule);
        if (rule === undefined) return;
        const held = this.#hold(rule, input.subject);
        if (held) hit(held, true, this.#at, input.count, input.first, input.last);
        return;
      }
      case "gap":
        for (const rule of this.#byKind.get("gap") ?? []) {
          this.#hit(rule, input.subject, input.time, "lines are missing from its log");
        }
        return;
      case "sample":
        return this.#sample(input);
      case "health":
        return this.#level("unhealthy", input.subject, input.unhealthy);
      case "outdated":
        return this.#level(
          "outdated",
          input.subject,
          input.newest !== undefined,
          input.newest === undefined ? undefined : `${input.newest} is newer`,
        );
      case "link": {
        const host = { id: "", name: "", image: "", labels: {} };
        return this.#level("hostDown", host, !input.up, input.up ? undefined : input.error);
      }
    }
  }

  #sample(input: Input & { kind: "sample" }): void {
    if (!this.#byKind.has("metric")) return;
    const { name } = input.subject;
    let known = this.#series.get(name);
    if (known === undefined) {
      if (this.#series.size >= MAX_HELD) return void this.overflow++;
      this.#series.set(name, known = { subject: input.subject, series: new Series(this.#keep) });
    }
    known.subject = input.subject;
    known.series.add(input);
  }

  /** Of containers that are too busy: where no sample comes any more, that is over, too. */
  #expectSamples(last: number): void {
    for (const { subject } of this.#levelled("metric")) {
      const series = new Series(this.#keep);
      series.last = last;
      this.#series.set(subject.name, { subject, series });
    }
  }

  get #minuteRules(): boolean {
    return (this.#byKind.get("metric") ?? []).some(({ condition }) =>
      isMinuteWise(condition as MetricCondition)
    );
  }

  /** Looks at what is used: at the end of each minute, and at what came within the last second. */
  #measure(before: number): void {
    if (this.#series.size === 0) return;
    const minute = minuteOf(this.#at) > minuteOf(before);
    for (const [name, { subject, series }] of this.#series) {
      const stale = this.#at > series.fresh;
      for (const rule of this.#byKind.get("metric") ?? []) {
        const condition = rule.condition as MetricCondition;
        if (condition.of === "restarts" || !this.#isFor(rule, subject)) continue;
        if (!stale && !(isMinuteWise(condition) ? minute : series.last >= before)) continue;
        const use = stale ? undefined : series.mean(condition.over, this.#at);
        const value = valueOf(condition, use);
        // Too little was measured: what was so is so until it is stale.
        if (value === undefined && !stale) continue;
        const on = value !== undefined && isBeyond(condition, value);
        const held = this.#held.get(keyOf(rule.name, name)) ??
          (on ? this.#hold(rule, subject) : undefined);
        if (held === undefined) continue;
        held.level = on;
        if (on) held.value = `${condition.of} ${value.toFixed(1)}%`;
        this.#touch(held);
      }
      if (stale) this.#series.delete(name);
    }
  }

  #isFor(rule: Rule, subject: Subject): boolean {
    const key = keyOf(rule.name, `${subject.id}/${subject.name}`);
    let does = this.#applies.get(key);
    if (does === undefined) {
      if (this.#applies.size > 4 * MAX_HELD) this.#applies.clear();
      this.#applies.set(key, does = fits(rule.filter, subject));
    }
    return does;
  }

  #hit(rule: Rule, subject: Subject, time: number, text: string): void {
    if (subject.id !== "" && !this.#isFor(rule, subject)) return;
    const held = this.#hold(rule, subject);
    if (held) hit(held, isCounted(rule), this.#at, 1, { time, text }, { time, text });
  }

  #level(
    kind: Rule["condition"]["kind"],
    subject: Subject,
    on: boolean,
    value?: string,
  ): void {
    for (const rule of this.#byKind.get(kind) ?? []) {
      const known = this.#held.get(keyOf(rule.name, subject.name));
      if (!on) {
        // The end of an earlier container of this name says nothing of this one.
        if (known !== undefined && (known.subject.id === subject.id || kind === "outdated")) {
          known.level = false;
          this.#touch(known);
        }
        continue;
      }
      if (subject.id !== "" && !this.#isFor(rule, subject)) continue;
      const held = known ?? this.#hold(rule, subject);
      if (held === undefined) continue;
      held.level = true;
      held.subject = subject;
      if (value !== undefined) held.value = value;
      this.#touch(held);
    }
  }

  #rename(subject: Subject, from: string): void {
    for (const kind of ["unhealthy", "outdated"] as const) {
      const was = (this.#byKind.get(kind) ?? []).some((rule) => {
        const held = this.#held.get(keyOf(rule.name, from));
        return held?.level === true && held.subject.id === subject.id;
      });
      if (!was) continue;
      this.#level(kind, { ...subject, name: from }, false);
      this.#level(kind, subject, true);
    }
  }

  #hold(rule: Rule, subject: Subject): Held | undefined {
    const key = keyOf(rule.name, subject.name);
    let held = this.#held.get(key);
    if (held === undefined) {
      if (this.#held.size >= MAX_HELD) {
        this.overflow++;
        return undefined;
      }
      this.#held.set(key, held = newHeld(rule.name, subject));
    }
    held.subject = subject;
    this.#touch(held);
    return held;
  }

  #touch(held: Held): void {
    this.#dirty.add(keyOf(held.rule, held.subject.name));
  }
}

/** How far back samples are wanted by metric rules; 0: there are none. */
export function lookBack(rules: readonly Rule[]): number {
  return Math.max(
    0,
    ...rules.flatMap(({ condition }) =>
      condition.kind === "metric" && condition.of !== "restarts"
        ? [condition.over + MINUTE + STALE]
        : []
    ),
  );
}

/** A pair of a rule's name and another name as one text. */
export function keyOf(rule: string, who: string): string {
  return `${rule}\0${who}`;
}
