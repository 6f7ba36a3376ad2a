/** What a recorder tells of its alerts: how many fire, wait and are broken, and what is wrong. */
import { MAX_TROUBLE, type SinkStatus } from "../../recorder/write/sink.ts";
import { clean } from "../patterns/clean.ts";
import type { RuleEngine } from "../rules/engine.ts";
import type { Outbox } from "../send/outbox.ts";

/** What there is to tell of. */
export interface SinkParts {
  ways: ReturnType<Outbox["status"]>;
  /** Why a rule cannot be looked at, by its name; "" for the settings as a whole. */
  broken: Readonly<Record<string, string>>;
  engine: Pick<RuleEngine, "alerts" | "overflow">;
  /** How many rules there are. */
  rules: number;
  /** What keeps alerts from being kept. */
  trouble: string | undefined;
}

/** The state of the alerts, for `record status` and those who watch it. */
export function sinkStatus({ ways, broken, engine, rules, trouble }: SinkParts): SinkStatus {
  const failing = ways.filter((w) => w.error !== undefined);
  const reasons = Object.entries(broken);
  const firing = [...engine.alerts].filter((a) => a.phase === "firing").length;
  const words = [
    ...(trouble === undefined ? [] : [trouble]),
    ...failing.map((w) => `${w.name} fails: ${w.error}`),
    ...reasons.slice(0, 3).map(([name, why]) => name === "" ? why : `${name} ${why}`),
    ...(engine.overflow > 0 ? ["too many pairs of rules and containers"] : []),
  ];
  return {
    rules,
    broken: failing.length + reasons.length,
    firing,
    waiting: ways.reduce((n, w) => n + w.waiting, 0),
    ...(words.length > 0 && { trouble: clean(words.join("; "), MAX_TROUBLE) }),
  };
}
