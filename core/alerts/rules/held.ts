/** What is known of one rule and one container: whether the rule's condition holds, and since when. */
import type { Ends, Proof, Rule, Subject } from "../types.ts";

/** One rule and one container (of rules about the host: the host). Plain data: it is kept. */
export interface Held {
  rule: string;
  subject: Subject;
  /** It holds. */
  on: boolean;
  since: number;
  /** Of conditions that hold or do not: what was heard last. */
  level: boolean;
  /** When that went off. */
  offSince?: number;
  /** Of conditions that are counted: how many in which second, the oldest first. */
  recent: { second: number; count: number; first: Proof }[];
  lastHit: number;
  /** What came in the second that is looked at. */
  fresh?: { count: number } & Ends;
  value?: string;
}

/** Nothing is known yet. */
export function newHeld(rule: string, subject: Subject): Held {
  return { rule, subject, on: false, since: 0, level: false, recent: [], lastHit: 0 };
}

/** Whether nothing of it has to be kept. */
export function isEmpty(held: Held): boolean {
  return !held.on && !held.level && held.recent.length === 0;
}

/** Whether a rule counts what comes, rather than holding or not. */
export function isCounted({ condition }: Rule): boolean {
  return ["event", "log", "gap", "crashloop"].includes(condition.kind);
}

/** How many within how long make a counted rule hold. */
export function threshold({ condition }: Rule): { count: number; within: number } {
  switch (condition.kind) {
    case "event":
    case "log":
      return condition;
    case "crashloop":
      return { count: condition.times, within: condition.within };
    default:
      return { count: 1, within: 1_000 };
  }
}

/** Something came in the second that ends at `end`. */
export function hit(
  held: Held,
  counted: boolean,
  end: number,
  count: number,
  first: Proof,
  last: Proof,
): void {
  const second = end / 1000;
  const newest = held.recent.at(-1);
  // What holds already has no need of a count to begin.
  if (newest?.second === second) newest.count += count;
  else if (!(counted && held.on)) held.recent.push({ second, count, first });
  held.lastHit = end;
  if (held.fresh === undefined) held.fresh = { count, first, last };
  else {
    held.fresh.count += count;
    if (first.time < held.fresh.first.time) held.fresh.first = first;
    if (last.time >= held.fresh.last.time) held.fresh.last = last;
  }
}

/** Finds out whether it holds at `end`, the end of a second. */
export function settle(held: Held, rule: Rule, end: number): void {
  if (isCounted(rule)) {
    const { count, within } = threshold(rule);
    forget(held, end - within);
    const sum = sumOf(held);
    if (!held.on && sum >= count && held.lastHit === end) {
      held.on = true;
      held.since = end;
      held.fresh = { ...held.fresh!, count: sum, first: held.recent[0].first };
      held.recent = [];
    } else if (held.on && end - held.lastHit >= rule.resolve) held.on = false;
    return;
  }
  const { condition } = rule;
  if (condition.kind === "metric" && condition.of === "restarts") {
    forget(held, end - condition.over);
    const sum = sumOf(held);
    held.level = condition.above !== undefined && sum > condition.above;
    if (held.level) held.value = `${sum} restarts`;
  }
  if (held.level) {
    delete held.offSince;
    if (!held.on) {
      held.on = true;
      held.since = end;
    }
  } else if (held.on) {
    held.offSince ??= end;
    if (end - held.offSince >= rule.resolve) {
      held.on = false;
      delete held.offSince;
    }
  }
}

function sumOf({ recent }: Held): number {
  return recent.reduce((sum, { count }) => sum + count, 0);
}

function forget(held: Held, until: number): void {
  while (held.recent.length > 0 && held.recent[0].second * 1000 <= until) held.recent.shift();
}

/** When it has to be looked at again though nothing comes; Infinity: not. */
export function dueOf(held: Held, rule: Rule): number {
  const { condition } = rule;
  if (isCounted(rule)) {
    if (held.on) return held.lastHit + rule.resolve;
    return held.recent.length > 0 ? held.lastHit + threshold(rule).within : Infinity;
  }
  let due = held.offSince === undefined ? Infinity : held.offSince + rule.resolve;
  if (condition.kind === "metric" && condition.of === "restarts" && held.recent.length > 0) {
    due = Math.min(due, held.recent[0].second * 1000 + condition.over);
  }
  return due;
}
