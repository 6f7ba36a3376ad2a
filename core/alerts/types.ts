/**
 * The shapes of alerts: rules, what they are fed, and what comes of them. All times are milliseconds
 * since 1970, all lengths of time milliseconds.
 */
import type { Filter } from "./rules/filter.ts";
import type { Window } from "./rules/windows.ts";

/** What a rule looks at. */
export type RuleKind =
  | "event"
  | "log"
  | "metric"
  | "crashloop"
  | "unhealthy"
  | "hostDown"
  | "gap"
  | "outdated";

/** How serious it is; a template shows it, nothing else depends on it. */
export type Severity = "info" | "warning" | "critical";

/** Levels of log lines, the least serious first. */
export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
/** One of them. */
export type Level = (typeof LEVELS)[number];

/** An event of the engine. */
export interface EventCondition {
  kind: "event";
  /** `container`, `image`, `network`, `volume`, `daemon`, …. */
  type: string;
  /** Globs; one must fit the action. */
  actions: readonly string[];
  /** Globs that attributes must fit, by name. */
  attributes: Readonly<Record<string, string>>;
  /** So many within so long. */
  count: number;
  within: number;
}

/** Lines of a log. */
export interface LogCondition {
  kind: "log";
  /** An expression of RE2; absent: only the level counts. */
  match?: string;
  ignoreCase: boolean;
  /** At least this serious. */
  level?: Level;
  stream?: "stdout" | "stderr";
  count: number;
  within: number;
}

/** What a container uses. */
export interface MetricCondition {
  kind: "metric";
  /**
   * `cpu`: percent of one CPU. `memory`: percent of its limit (without one: never). `restarts`: how
   * often it started again within `over`.
   */
  of: "cpu" | "memory" | "restarts";
  above?: number;
  below?: number;
  /** The mean (of `restarts`, the sum) over so long. */
  over: number;
}

/** It ends, unasked, again and again. */
export interface CrashloopCondition {
  kind: "crashloop";
  times: number;
  within: number;
}

/** Whatever a rule looks at. */
export type RuleCondition =
  | EventCondition
  | LogCondition
  | MetricCondition
  | CrashloopCondition
  | { kind: "unhealthy" }
  | { kind: "hostDown" }
  | { kind: "gap" }
  | { kind: "outdated"; every: number };

/** What is told later, if it still fires. */
export interface Escalation {
  after: number;
  to: readonly string[];
}

/** A rule, checked. */
export interface Rule {
  name: string;
  condition: RuleCondition;
  filter: Filter;
  /** What makes one alert: a container's name, a compose project, or the rule alone. */
  by: "container" | "project" | "rule";
  severity: Severity;
  /** It must hold for so long before it fires. */
  for: number;
  /** It must be over for so long before it is resolved. */
  resolve: number;
  /** The first message waits for so long, and tells what came meanwhile. */
  group: number;
  /** Between two messages of the same alert. */
  cooldown: number;
  /** Names of ways. */
  to: readonly string[];
  escalate: readonly Escalation[];
  windows: readonly Window[];
  /** What is told in addition; a sentence of the person's own. */
  note?: string;
}

/** The container that something concerns. */
export interface Subject {
  id: string;
  name: string;
  image: string;
  project?: string;
  labels: Readonly<Record<string, string>>;
}

/** A line, or the words of an event, that a rule fits. */
export interface Proof {
  time: number;
  text: string;
}

/** What rules are fed. */
export type Input =
  | {
    kind: "event";
    time: number;
    type: string;
    action: string;
    id: string;
    attributes: Readonly<Record<string, string>>;
    subject?: Subject;
  }
  /** Lines of one container that a rule fits, all within the second that begins at `time`. */
  | { kind: "hits"; time: number; rule: string; subject: Subject; count: number } & Ends
  | {
    kind: "sample";
    time: number;
    subject: Subject;
    cpu: number;
    memory: number;
    memoryLimit: number;
    /** It stands for so long. */
    span: number;
  }
  | { kind: "gap"; time: number; subject: Subject }
  /** What a list of the engine says, where no event did. */
  | { kind: "health"; time: number; subject: Subject; unhealthy: boolean }
  /** The engine answers, or no longer. */
  | { kind: "link"; time: number; up: boolean; error?: string }
  /** What a registry says. */
  | { kind: "outdated"; time: number; subject: Subject; newest?: string };

/** The first and the last of what a rule fits. */
export interface Ends {
  first: Proof;
  last: Proof;
}

/** Who an alert is about: the rule's name and a container's, a project's, or "". */
export interface AlertKey {
  rule: string;
  who: string;
}

/** An alert that waits to fire, fires, or was told lately. */
export interface AlertState extends AlertKey {
  /** `quiet`: over, but the next message still has to wait. */
  phase: "pending" | "firing" | "quiet";
  /** The same for the whole of one firing, whoever tells it and how often. */
  id: string;
  severity: Severity;
  /** Since when it holds. */
  since: number;
  firedAt?: number;
  /** How much came, from `since` on; 0 for what holds or does not. */
  count: number;
  first?: Proof;
  last?: Proof;
  /** What came since the last message. */
  untold: number;
  untoldFirst?: Proof;
  /** Containers it is about, at most {@link MAX_NAMES}; `more` are not named. */
  names: string[];
  more: number;
  /** When the last message was made, of this firing or of one before. */
  toldAt?: number;
  /** Whether this firing was told. */
  told: boolean;
  /** How many steps of escalation were told. */
  escalated: number;
  /** In words, what holds: `cpu 97% over 5 min`. */
  value?: string;
}

/** So many containers are named in an alert. */
export const MAX_NAMES = 20;
/** A line is told so long; characters. */
export const MAX_TEXT = 500;

/** What a message is about. */
export type NoticeKind = "firing" | "again" | "escalation" | "resolved" | "test";

/** A message, before any template. */
export interface Notice {
  /** Distinct for each message; the same again when it is sent again. */
  id: string;
  /** The same for all messages of one firing. */
  alert: string;
  kind: NoticeKind;
  rule: string;
  who: string;
  host: string;
  severity: Severity;
  /** When it came about, by the record. */
  time: number;
  since: number;
  firedAt?: number;
  resolvedAt?: number;
  count: number;
  first?: Proof;
  last?: Proof;
  names: readonly string[];
  more: number;
  value?: string;
  note?: string;
  /** Names of ways it goes to. */
  to: readonly string[];
}

/** Something that became of an alert. */
export type Change =
  | { kind: "fired"; time: number; alert: AlertState }
  | { kind: "resolved"; time: number; alert: AlertState }
  | { kind: "notice"; time: number; notice: Notice };
