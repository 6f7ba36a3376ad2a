/** What became of alerts and is not on disk yet: kept until it is. */
import type { AlertStore, Position, Progressed } from "../keep/store.ts";
import type { EngineDirt, EngineState } from "../rules/engine.ts";
import { keyOf } from "../rules/engine.ts";
import type { Held } from "../rules/held.ts";
import type { OutboxEntry } from "../send/outbox.ts";
import type { AlertState, Input } from "../types.ts";

/** More of the past is not kept in memory while nothing can be written. */
const MAX_LIST = 10_000;

/** What a step leaves to be written. */
export interface Step extends EngineDirt, Progressed {
  at: number;
  memory: EngineState["memory"];
  waiting: readonly Input[];
  positions: ReadonlyMap<string, Position | undefined>;
}

/** Gathers until it can be written. */
export class Unsaved {
  #step: Omit<Step, "held" | "alerts" | "positions"> | undefined;
  #held = new Map<string, Held | undefined>();
  #alerts = new Map<string, AlertState | undefined>();
  #positions = new Map<string, Position | undefined>();
  #written = "";
  #rulesBefore: Unsaved["rules"];
  fired: AlertState[] = [];
  resolved: { alert: AlertState; time: number }[] = [];
  told: string[] = [];
  outbox: OutboxEntry[] = [];
  facts: Input[] = [];
  #gone: OutboxEntry[] = [];
  /** By name what makes each rule what it is. */
  rules: Readonly<Record<string, string>> | undefined;

  add({ held, alerts, positions, ...step }: Step): void {
    this.#step = step;
    for (const [key, state] of held) this.#held.set(key, state);
    for (const [key, state] of alerts) this.#alerts.set(key, state);
    for (const [container, position] of positions) this.#positions.set(container, position);
    for (const list of [this.fired, this.resolved, this.told, this.outbox, this.facts]) {
      if (list.length > MAX_LIST) list.splice(0, list.length - MAX_LIST);
    }
  }

  /** Whether there is more than time that went by. */
  get urgent(): boolean {
    return this.#held.size + this.#alerts.size + this.fired.length + this.resolved.length +
            this.told.length + this.outbox.length + this.facts.length + this.#gone.length > 0 ||
      this.#written === "" || this.#rulesBefore !== this.rules;
  }

  /** A rule is gone: its alert ends. */
  dropAlert(alert: AlertState, time: number): void {
    this.#alerts.set(keyOf(alert.rule, alert.who), undefined);
    if (alert.phase === "firing") this.resolved.push({ alert, time });
  }

  dropHeld(held: Held): void {
    this.#held.set(keyOf(held.rule, held.subject.name), undefined);
  }

  /** An entry needs not be written any more; `stored`: it has to be removed. */
  sent(entry: OutboxEntry, stored = false): void {
    const at = this.outbox.indexOf(entry);
    if (at >= 0) this.outbox.splice(at, 1);
    if (stored) this.#gone.push(entry);
  }

  /** All is to be written, into another file. */
  all(state: EngineState): void {
    this.#written = "";
    for (const held of state.held) this.#held.set(keyOf(held.rule, held.subject.name), held);
    for (const alert of state.alerts) {
      this.#alerts.set(keyOf(alert.rule, alert.who), alert);
      if (alert.phase === "firing") this.fired.push(alert);
      if (alert.told) this.told.push(alert.id);
    }
  }

  /** Writes all of it; where that fails it is kept, and the error thrown. */
  write(store: AlertStore, meta: Readonly<Record<string, unknown>>): void {
    const step = this.#step;
    if (step === undefined) return;
    const rest = JSON.stringify([meta, this.rules]);
    store.write({
      ...step,
      ...(rest !== this.#written && { meta: { ...meta, rules: this.rules ?? {} } }),
      held: this.#held,
      alerts: this.#alerts,
      positions: this.#positions,
      fired: this.fired,
      resolved: this.resolved,
      told: this.told,
      outbox: this.outbox,
      facts: this.facts,
      gone: this.#gone,
    });
    this.#held = new Map();
    this.#alerts = new Map();
    this.#positions = new Map();
    this.fired = [];
    this.resolved = [];
    this.told = [];
    this.outbox = [];
    this.facts = [];
    this.#gone = [];
    this.#rulesBefore = this.rules;
    this.#written = rest;
  }
}
