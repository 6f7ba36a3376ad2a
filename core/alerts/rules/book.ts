/** Alerts: what waits, fires, is told, told again and resolved. Pure, like the rest of the rules. */
import { createHash } from "node:crypto";
import type { Held } from "./held.ts";
import { isCounted } from "./held.ts";
import { isOpen } from "./windows.ts";
import {
  type AlertKey,
  type AlertState,
  type Change,
  type Ends,
  MAX_NAMES,
  type Notice,
  type NoticeKind,
  type Proof,
  type Rule,
} from "../types.ts";

/** What a book needs beside its rules. */
export interface BookOptions {
  /** The engine, as messages name it. */
  host: string;
  /** What tells it from every other engine: part of every alert's id. Default: `host`. */
  key?: string;
  /** Whether somebody muted it; the windows are looked at here. */
  muted?(key: AlertKey, time: number): boolean;
}

/** What may not be told now is looked at again after so long. */
const LOOK_AGAIN = 10_000;

/** All alerts of all rules. */
export class AlertBook {
  readonly #alerts = new Map<string, AlertState>();
  /** Whose condition holds now, by alert. */
  readonly #raised = new Map<string, Set<string>>();
  readonly #dirty = new Set<string>();

  constructor(
    private readonly rules: ReadonlyMap<string, Rule>,
    private readonly options: BookOptions,
    alerts: readonly AlertState[],
  ) {
    for (const alert of alerts) {
      if (rules.has(alert.rule)) this.#alerts.set(keyOf(alert), alert);
    }
  }

  get alerts(): Iterable<AlertState> {
    return this.#alerts.values();
  }

  /** The alerts that changed, and undefined for those that are gone; each is said once. */
  dirt(): [string, AlertState | undefined][] {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    return keys.map((key) => [key, this.#alerts.get(key)]);
  }

  /** What a rule says of a container now, and what came of it within this second. */
  note(rule: Rule, held: Held, fresh: ({ count: number } & Ends) | undefined): void {
    const who = whoOf(rule, held);
    const key = keyOf({ rule: rule.name, who });
    let alert = this.#alerts.get(key);
    const raised = this.#raised.get(key) ?? new Set();
    this.#raised.set(key, raised);
    if (!held.on) raised.delete(held.subject.name);
    else {
      const known = raised.has(held.subject.name);
      raised.add(held.subject.name);
      if (alert === undefined || alert.phase === "quiet") {
        alert = begun(rule, who, held.since, alert?.toldAt);
        this.#alerts.set(key, alert);
        this.#dirty.add(key);
      }
      if (!known || alert.names.length === 0) addName(alert, held.subject.name);
      if (held.value !== undefined) alert.value = held.value;
    }
    if (alert === undefined || fresh === undefined || !isCounted(rule)) return;
    alert.count += fresh.count;
    alert.untold += fresh.count;
    alert.first = earlier(alert.first, fresh.first);
    alert.untoldFirst = earlier(alert.untoldFirst, fresh.first);
    if (alert.last === undefined || fresh.last.time >= alert.last.time) alert.last = fresh.last;
    this.#dirty.add(key);
  }

  /** Goes on to the end of this second. */
  settle(end: number, changes: Change[]): void {
    for (const [key, alert] of this.#alerts) {
      const rule = this.rules.get(alert.rule)!;
      const holds = (this.#raised.get(key)?.size ?? 0) > 0;
      if (alert.phase === "quiet") {
        if (end >= (alert.toldAt ?? 0) + rule.cooldown) this.#drop(key);
      } else if (!holds) this.#over(key, alert, rule, end, changes);
      else {
        if (alert.phase === "pending" && end - alert.since >= rule.for) {
          alert.phase = "firing";
          alert.firedAt = end;
          alert.id = idOf(this.options.key ?? this.options.host, alert, end);
          this.#dirty.add(key);
          changes.push({ kind: "fired", time: end, alert: copy(alert) });
        }
        if (alert.phase === "firing") this.#tell(key, alert, rule, end, changes);
      }
    }
  }

  #over(key: string, alert: AlertState, rule: Rule, end: number, changes: Change[]): void {
    this.#raised.delete(key);
    this.#dirty.add(key);
    if (alert.phase === "firing") {
      changes.push({ kind: "resolved", time: end, alert: copy(alert) });
      if (alert.told) {
        const to = [...new Set([...rule.to, ...stepsOf(rule, alert).flatMap((s) => s.to)])];
        changes.push(this.#notice(rule, alert, "resolved", end, to));
      }
    }
    if (alert.toldAt === undefined || end >= alert.toldAt + rule.cooldown) this.#drop(key);
    else alert.phase = "quiet";
  }

  #drop(key: string): void {
    this.#alerts.delete(key);
    this.#dirty.add(key);
  }

  #tell(key: string, alert: AlertState, rule: Rule, end: number, changes: Change[]): void {
    const due = this.#firstDue(alert, rule);
    const step = rule.escalate[alert.escalated];
    const steps = step !== undefined && end >= alert.firedAt! + step.after;
    if (end < due && !steps || this.#isHeld(alert, rule, end)) return;
    if (end >= due) {
      changes.push(this.#notice(rule, alert, alert.told ? "again" : "firing", end, rule.to));
      alert.told = true;
      alert.toldAt = end;
      alert.untold = 0;
      delete alert.untoldFirst;
    }
    if (steps) {
      alert.escalated++;
      changes.push(this.#notice(rule, alert, "escalation", end, step.to));
    }
    this.#dirty.add(key);
  }

  /** When the next message that is no escalation may go out. */
  #firstDue(alert: AlertState, rule: Rule): number {
    if (!alert.told) {
      return Math.max(alert.firedAt! + rule.group, (alert.toldAt ?? -Infinity) + rule.cooldown);
    }
    return alert.untold > 0 ? alert.toldAt! + rule.cooldown : Infinity;
  }

  #isHeld(alert: AlertState, rule: Rule, time: number): boolean {
    return !isOpen(rule.windows, time) || this.options.muted?.(alert, time) === true;
  }

  #notice(
    rule: Rule,
    alert: AlertState,
    kind: NoticeKind,
    time: number,
    to: readonly string[],
  ): Change {
    const part = kind === "again" || kind === "firing";
    const mark = kind === "again"
      ? `again-${time / 1000}`
      : kind === "escalation"
      ? `escalation-${alert.escalated}`
      : kind;
    const notice: Notice = {
      id: `${alert.id}-${mark}`,
      alert: alert.id,
      kind,
      rule: rule.name,
      who: alert.who,
      host: this.options.host,
      severity: rule.severity,
      time,
      since: alert.since,
      firedAt: alert.firedAt,
      count: part ? alert.untold : alert.count,
      first: part ? alert.untoldFirst : alert.first,
      last: alert.last,
      names: [...alert.names],
      more: alert.more,
      to,
      ...(kind === "resolved" && { resolvedAt: time }),
      ...(alert.value !== undefined && { value: alert.value }),
      ...(rule.note !== undefined && { note: rule.note }),
    };
    return { kind: "notice", time, notice };
  }

  /** When something is due though nothing comes; Infinity: never. */
  due(now: number): number {
    let due = Infinity;
    for (const alert of this.#alerts.values()) {
      const rule = this.rules.get(alert.rule)!;
      due = Math.min(due, this.#dueOf(alert, rule, now));
    }
    return due;
  }

  #dueOf(alert: AlertState, rule: Rule, now: number): number {
    if (alert.phase === "quiet") return (alert.toldAt ?? 0) + rule.cooldown;
    if (alert.phase === "pending") return alert.since + rule.for;
    const step = rule.escalate[alert.escalated];
    const due = Math.min(
      this.#firstDue(alert, rule),
      step === undefined ? Infinity : alert.firedAt! + step.after,
    );
    // Nobody knows when a mute ends.
    if (due <= now) return Math.floor(now / LOOK_AGAIN) * LOOK_AGAIN + LOOK_AGAIN;
    return due;
  }

  /** No time is later than `to`. */
  setBack(to: number): void {
    for (const [key, alert] of this.#alerts) {
      alert.since = Math.min(alert.since, to);
      if (alert.firedAt !== undefined) alert.firedAt = Math.min(alert.firedAt, to);
      if (alert.toldAt !== undefined) alert.toldAt = Math.min(alert.toldAt, to);
      this.#dirty.add(key);
    }
  }

  /** Says again, after a start, whose condition holds. */
  raise(rule: Rule, held: Held): void {
    const key = keyOf({ rule: rule.name, who: whoOf(rule, held) });
    const raised = this.#raised.get(key) ?? new Set();
    this.#raised.set(key, raised.add(held.subject.name));
  }
}

/** The rules' own key of an alert. */
export function keyOf({ rule, who }: AlertKey): string {
  return `${rule}\0${who}`;
}

function whoOf(rule: Rule, { subject }: Held): string {
  if (rule.by === "rule") return "";
  return rule.by === "project" ? subject.project ?? subject.name : subject.name;
}

function begun(rule: Rule, who: string, since: number, toldAt: number | undefined): AlertState {
  return {
    rule: rule.name,
    who,
    phase: "pending",
    id: "",
    severity: rule.severity,
    since,
    count: 0,
    untold: 0,
    names: [],
    more: 0,
    told: false,
    escalated: 0,
    ...(toldAt !== undefined && { toldAt }),
  };
}

function addName(alert: AlertState, name: string): void {
  if (name === "" || alert.names.includes(name)) return;
  if (alert.names.length < MAX_NAMES) alert.names.push(name);
  else alert.more++;
}

function earlier(a: Proof | undefined, b: Proof): Proof {
  return a === undefined || b.time < a.time ? b : a;
}

function stepsOf(rule: Rule, alert: AlertState) {
  return rule.escalate.slice(0, alert.escalated);
}

function idOf(engine: string, { rule, who }: AlertKey, firedAt: number): string {
  const text = [engine, rule, who, firedAt].join("\0");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function copy(alert: AlertState): AlertState {
  return { ...alert, names: [...alert.names] };
}
