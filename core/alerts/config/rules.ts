/** Rules of alerts, as the settings have them. */
import { type FieldReader, isFields, type Path } from "./fields.ts";
import { parseClock, parseDays, type Window } from "../rules/windows.ts";
import type { Filter } from "../rules/filter.ts";
import { isName } from "./ways.ts";
import { type Escalation, LEVELS, type Rule, type RuleCondition } from "../types.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const SECOND = 1_000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const KINDS = [
  "event",
  "log",
  "metric",
  "crashloop",
  "unhealthy",
  "hostDown",
  "gap",
  "outdated",
] as const;
/** More in a window are counted as so many. */
const MAX_COUNT = 1_000;
/** The longest expression; characters. */
const MAX_EXPRESSION = 2_000;

/** Reads one rule; undefined where it cannot be used. */
export function readRule(
  r: FieldReader,
  name: string,
  value: unknown,
  path: Path,
  ways: ReadonlySet<string>,
): Rule | undefined {
  if (!isName(name)) {
    return r.problem(path, "has a name that is not of letters, digits, dots and dashes");
  }
  const kinds = isFields(value) ? KINDS.filter((kind) => Object.hasOwn(value, kind)) : [];
  if (!isFields(value) || kinds.length !== 1) {
    return r.problem(path, `must be an object with exactly one of ${KINDS.join(", ")}`);
  }
  if (value.enabled === false) return undefined;
  const kind = kinds[0];
  const condition = readCondition(r, kind, value, path);
  if (condition === undefined) return undefined;
  const rule: Mutable<Rule> = { name, condition, to: [...ways], ...defaultsOf(condition) };
  const time = (field: "for" | "resolve" | "group" | "cooldown", most: number) =>
  (
    v: unknown,
    p: Path,
  ) => void (rule[field] = r.time(v, p, 0, most) ?? 0);
  const nothing = () => {};
  const ofMetric = kind === "metric" && typeof value.metric === "string";
  r.fields(value, path, {
    [kind]: nothing,
    ...(ofMetric && { above: nothing, below: nothing, over: nothing }),
    containers: (v, p) => rule.filter = readFilter(r, v, p),
    by: (v, p) => rule.by = r.word(v, p, ["container", "project", "rule"]) ?? "rule",
    severity: (v, p) => rule.severity = r.word(v, p, ["info", "warning", "critical"]) ?? "info",
    for: time("for", DAY),
    resolve: time("resolve", DAY),
    group: time("group", HOUR),
    cooldown: time("cooldown", 7 * DAY),
    to: (v, p) => rule.to = readTo(r, v, p, ways),
    escalate: (v, p) => rule.escalate = readEscalation(r, v, p, ways),
    windows: (v, p) => rule.windows = readWindows(r, v, p),
    note: (v, p) => rule.note = r.text(v, p),
    enabled: (v, p) => r.flag(v, p),
  });
  return rule;
}

function defaultsOf(
  { kind, ...condition }: RuleCondition,
): Omit<Rule, "name" | "condition" | "to"> {
  const counted = kind === "event" || kind === "log" || kind === "gap";
  return {
    filter: { names: [], labels: [], projects: [], images: [], exclude: [] },
    by: "container",
    severity: "warning",
    for: kind === "hostDown" ? MINUTE : 0,
    resolve: counted
      ? 5 * MINUTE
      : kind === "crashloop" && "within" in condition
      ? condition.within
      : kind === "unhealthy"
      ? 30 * SECOND
      : 0,
    group: counted ? 5 * SECOND : 0,
    cooldown: 15 * MINUTE,
    escalate: [],
    windows: [],
  };
}

function readCondition(
  r: FieldReader,
  kind: (typeof KINDS)[number],
  rule: Record<string, unknown>,
  path: Path,
): RuleCondition | undefined {
  const value = rule[kind];
  const at = [...path, kind];
  switch (kind) {
    case "event":
      return readEvent(r, value, at);
    case "log":
      return readLog(r, value, at);
    case "metric":
      return typeof value === "string"
        ? readMetric(r, { of: value, above: rule.above, below: rule.below, over: rule.over }, path)
        : readMetric(r, value, at);
    case "crashloop": {
      const c = { kind, times: 3, within: 10 * MINUTE };
      if (value === true) return c;
      r.fields(value, at, {
        times: (v, p) => c.times = r.count(v, p, MAX_COUNT) ?? 1,
        within: (v, p) => c.within = r.time(v, p, SECOND, DAY) ?? 1,
      });
      return isFields(value) ? c : undefined;
    }
    case "outdated": {
      const c = { kind, every: DAY };
      if (value === true) return c;
      r.fields(value, at, { every: (v, p) => c.every = r.time(v, p, HOUR, 30 * DAY) ?? DAY });
      return isFields(value) ? c : undefined;
    }
    default:
      return value === true ? { kind } : r.problem(at, "must be true");
  }
}

function readEvent(r: FieldReader, value: unknown, path: Path): RuleCondition | undefined {
  const c = {
    kind: "event" as const,
    type: "container",
    actions: [] as string[],
    attributes: {} as Record<string, string>,
    count: 1,
    within: MINUTE,
  };
  if (!isFields(value)) c.actions = r.texts(value, path) ?? [];
  else {
    r.fields(value, path, {
      action: (v, p) => c.actions = r.texts(v, p) ?? [],
      type: (v, p) => c.type = r.text(v, p) ?? "",
      attributes: (v, p) =>
        r.named(v, p, 100, (name, v) => c.attributes[name] = r.text(v, [...p, name]) ?? ""),
      count: (v, p) => c.count = r.count(v, p, MAX_COUNT) ?? 1,
      within: (v, p) => c.within = r.time(v, p, SECOND, HOUR) ?? MINUTE,
    });
  }
  if (c.actions.length > 0) return c;
  return r.problem(path, 'must name an action, such as "die" or "oom"');
}

function readLog(r: FieldReader, value: unknown, path: Path): RuleCondition | undefined {
  const c: Mutable<RuleCondition & { kind: "log" }> = {
    kind: "log",
    ignoreCase: false,
    count: 1,
    within: MINUTE,
  };
  const match = (v: unknown, p: Path) => {
    c.match = r.text(v, p);
    if (c.match !== undefined && c.match.length > MAX_EXPRESSION) {
      r.problem(p, `is longer than ${MAX_EXPRESSION} characters`);
    }
    if (c.match === "") c.match = r.problem(p, "must not be empty");
  };
  if (typeof value === "string") match(value, path);
  else {
    r.fields(value, path, {
      match,
      ignoreCase: (v, p) => c.ignoreCase = r.flag(v, p) ?? false,
      level: (v, p) => c.level = r.word(v, p, LEVELS),
      stream: (v, p) => c.stream = r.word(v, p, ["stdout", "stderr"]),
      count: (v, p) => c.count = r.count(v, p, MAX_COUNT) ?? 1,
      within: (v, p) => c.within = r.time(v, p, SECOND, HOUR) ?? MINUTE,
    });
  }
  if (c.match !== undefined || c.level !== undefined) return c;
  return r.problem(path, 'must have an expression as "match", or a "level"');
}

function readMetric(r: FieldReader, value: unknown, path: Path): RuleCondition | undefined {
  const c: Partial<Mutable<RuleCondition & { kind: "metric" }>> = { kind: "metric", over: MINUTE };
  if (!isFields(value)) return r.problem(path, 'must be "cpu", "memory", "restarts" or an object');
  const given = Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined));
  r.fields(given, path, {
    of: (v, p) => c.of = r.word(v, p, ["cpu", "memory", "restarts"]),
    above: (v, p) => c.above = r.number(v, p, 0, 1e6),
    below: (v, p) => c.below = r.number(v, p, 0, 1e6),
    over: (v, p) => {
      c.over = r.time(v, p, 5 * SECOND, DAY);
      if (c.over !== undefined && c.over > MINUTE && c.over % MINUTE !== 0) {
        r.problem(p, "must be whole minutes where it is more than one");
      }
    },
  });
  if (c.of === undefined || c.over === undefined) {
    return r.problem(path, 'must say of what it is: "cpu", "memory" or "restarts"');
  }
  if (c.above === undefined && (c.below === undefined || c.of === "restarts")) {
    return r.problem(path, 'must have a bound, such as "above": 90');
  }
  return c as RuleCondition;
}

function readFilter(r: FieldReader, value: unknown, path: Path): Filter {
  const filter: Mutable<Filter> = { names: [], labels: [], projects: [], images: [], exclude: [] };
  if (typeof value === "string" || Array.isArray(value)) {
    filter.names = r.texts(value, path) ?? [];
    return filter;
  }
  const list = (field: keyof Filter) => (v: unknown, p: Path) =>
    void (filter[field] = r.texts(v, p) ?? []);
  r.fields(value, path, {
    names: list("names"),
    labels: list("labels"),
    projects: list("projects"),
    images: list("images"),
    exclude: list("exclude"),
  });
  return filter;
}

function readTo(r: FieldReader, value: unknown, path: Path, ways: ReadonlySet<string>): string[] {
  const to = r.texts(value, path) ?? [];
  for (const [i, way] of to.entries()) {
    if (ways.has(way)) continue;
    const known = [...ways].slice(0, 10).map((w) => `"${w}"`).join(", ");
    r.problem(
      Array.isArray(value) ? [...path, i] : path,
      known === "" ? "names a way, and alerts.to has none" : `is no way of alerts.to: ${known}`,
    );
  }
  return [...new Set(to)];
}

function readEscalation(
  r: FieldReader,
  value: unknown,
  path: Path,
  ways: ReadonlySet<string>,
): Escalation[] {
  if (!Array.isArray(value) || value.length > 10) {
    r.problem(path, "must be a list of at most 10 steps");
    return [];
  }
  const steps = value.map((v, i): Escalation => {
    const step: Mutable<Escalation> = { after: 0, to: [] };
    if (!isFields(v)) r.problem([...path, i], 'must be {"after": TIME, "to": [WAY]}');
    else {
      r.fields(v, [...path, i], {
        after: (v, p) => step.after = r.time(v, p, SECOND, 7 * DAY) ?? 0,
        to: (v, p) => step.to = readTo(r, v, p, ways),
      });
      if (step.after === 0) r.problem([...path, i], 'must say "after" how long');
    }
    return step;
  });
  if (steps.some((s, i) => i > 0 && s.after < steps[i - 1].after)) {
    r.problem(path, "must be in the order of time");
  }
  return steps;
}

function readWindows(r: FieldReader, value: unknown, path: Path): Window[] {
  if (!Array.isArray(value) || value.length > 50) {
    r.problem(path, "must be a list of at most 50 windows");
    return [];
  }
  return value.map((v, i) => {
    const window: Mutable<Window> = { days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 };
    const clock = (field: "from" | "to") => (v: unknown, p: Path) => {
      const minutes = parseClock(String(v));
      if (minutes === undefined) r.problem(p, 'must be a time of day, such as "08:30"');
      else window[field] = minutes;
    };
    if (!isFields(v)) r.problem([...path, i], "must be an object");
    else {
      r.fields(v, [...path, i], {
        days: (v, p) => {
          const days = typeof v === "string" ? parseDays(v) : undefined;
          if (days === undefined) r.problem(p, 'must be days, such as "mon-fri" or "sat,sun"');
          else window.days = days;
        },
        from: clock("from"),
        to: clock("to"),
        zone: (v, p) => {
          const zone = r.text(v, p);
          if (zone !== undefined && !isZone(zone)) {
            r.problem(p, 'is no time zone, such as "Europe/Berlin"');
          } else window.zone = zone;
        },
      });
      if (window.from === window.to) r.problem([...path, i], "is never open");
    }
    return window;
  });
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
