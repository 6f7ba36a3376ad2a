/** What is wrong with the settings of alerts, and what is odd about them, in sentences. */
import type { RecordConfig } from "../recorder/types.ts";
import { type LoadedAlertsConfig, problemLine } from "./config/config.ts";
import { linesOf } from "./config/json_lines.ts";
import { LineScanner } from "./patterns/scanner.ts";
import { fits } from "./rules/filter.ts";
import { subjectOf } from "./rules/subject.ts";
import type { Rule } from "./types.ts";

/** So many rules that fit nothing are told one by one. */
const FEW = 5;

/** What rules are held against. */
export interface CheckAgainst {
  /** The containers there are; unset: nobody knows. */
  containers?: readonly Parameters<typeof subjectOf>[0][];
  record: RecordConfig;
}

/** All of it, as lines: `FILE:LINE: what`. */
export function checkAlerts(
  loaded: LoadedAlertsConfig,
  { containers, record }: CheckAgainst,
): { problems: string[]; remarks: string[] } {
  const { file, config } = loaded;
  const problems = loaded.problems.map((p) => problemLine(file, p));
  const scanner = new LineScanner(config.rules);
  const places = [...scanner.broken.keys()].map((name) => ["alerts", "rules", name, "log"]);
  const lines = places.length === 0 ? [] : linesIn(file, places);
  [...scanner.broken].forEach(([name, why], i) => {
    const text = `"alerts.rules.${name}.log" ${why}`;
    problems.push(problemLine(file, { path: places[i], text, line: lines[i] }));
  });
  const remarks = [...loaded.remarks];
  const subjects = containers?.map(subjectOf);
  const lonely: string[] = [];
  for (const rule of config.rules) {
    const off = turnedOff(rule, record);
    if (off !== undefined) {
      remarks.push(`The rule ${rule.name} needs ${off}, which the record leaves out`);
    }
    const { condition } = rule;
    if (condition.kind === "hostDown") continue;
    if (condition.kind === "event" && condition.type !== "container") continue;
    if (subjects !== undefined && !subjects.some((s) => fits(rule.filter, s))) {
      lonely.push(rule.name);
    }
  }
  if (lonely.length <= FEW) {
    remarks.push(...lonely.map((name) => `The rule ${name} fits no container`));
  } else {
    const some = lonely.slice(0, FEW).join(", ");
    remarks.push(`${lonely.length} rules fit no container: ${some} … ("alerts ls" has them all)`);
  }
  const used = new Set(config.rules.flatMap((r) => [...r.to, ...r.escalate.flatMap((s) => s.to)]));
  for (const way of config.ways) {
    if (!used.has(way.name)) remarks.push(`No rule tells by ${way.name}`);
  }
  return { problems, remarks };
}

function turnedOff({ condition }: Rule, { logs, stats, events }: RecordConfig): string | undefined {
  switch (condition.kind) {
    case "log":
    case "gap":
      return logs.enabled ? undefined : "logs";
    case "metric":
      if (condition.of === "restarts") return events.enabled ? undefined : "events";
      return stats.enabled ? undefined : "stats";
    case "event":
    case "crashloop":
    case "unhealthy":
      return events.enabled ? undefined : "events";
  }
  return undefined;
}

function linesIn(file: string, places: readonly string[][]): (number | undefined)[] {
  try {
    return linesOf(Deno.readTextFileSync(file), places);
  } catch {
    return [];
  }
}
