/** The settings of alerts: rules, ways, and what is wrong with them, by file and line. */
import { jsonProblem } from "../../config/json_problem.ts";
import { readSettingsText, settingsFile } from "../../config/settings_file.ts";
import { checkOwn } from "../../own_path.ts";
import type { Rule } from "../types.ts";
import { FieldReader, isFields, type Path, type Problem } from "./fields.ts";
import { linesOf } from "./json_lines.ts";
import { readRule } from "./rules.ts";
import { readWay, type Way } from "./ways.ts";

/** What the settings say of alerts. */
export interface AlertsConfig {
  rules: readonly Rule[];
  ways: readonly Way[];
}

/** Settings, and what is wrong with them. */
export interface LoadedAlertsConfig {
  file: string;
  config: AlertsConfig;
  /** Of the broken parts; what is not broken can be used all the same. */
  problems: readonly (Problem & { line?: number })[];
  /** What is worth a word and no mistake. */
  remarks: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

const MAX_RULES = 2_000;
const MAX_WAYS = 200;
/** No rules, no ways. */
export const NO_ALERTS: AlertsConfig = { rules: [], ways: [] };

/** Reads the `alerts` part of dockerctl's settings. A file that is not there says nothing. */
export async function loadAlertsConfig(env: Env): Promise<LoadedAlertsConfig> {
  const file = settingsFile(env);
  let text: string;
  try {
    // Programs are run as it says: nobody else may write it.
    checkOwn(file, { what: "settings" });
    text = await readSettingsText(file);
  } catch (e) {
    const none = e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory;
    const says = `cannot be read: ${(e as Error).message}`;
    return {
      file,
      config: NO_ALERTS,
      problems: none ? [] : [{ path: [], text: says }],
      remarks: [],
    };
  }
  const loaded = parseAlertsConfig(text, file);
  return { ...loaded, remarks: [...loaded.remarks, ...await openSecrets(file, loaded.config)] };
}

/** Reads the text of the settings. */
export function parseAlertsConfig(text: string, file: string): LoadedAlertsConfig {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (e) {
    const { line, says } = jsonProblem(text, e as Error);
    return {
      file,
      config: NO_ALERTS,
      problems: [{
        path: [],
        text: `is no JSON: ${says}`,
        line,
      }],
      remarks: [],
    };
  }
  const { config, problems } = readAlertsConfig(isFields(root) ? root.alerts : undefined);
  const lines = problems.length === 0 ? [] : linesOf(text, problems.map((p) => p.path));
  return {
    file,
    config,
    problems: problems.map((p, i) => ({ ...p, line: lines[i] })),
    remarks: [],
  };
}

/** Checks the value of `alerts`. A rule or a way with something wrong in it is left out. */
export function readAlertsConfig(
  value: unknown,
): { config: AlertsConfig; problems: readonly Problem[] } {
  const r = new FieldReader();
  const rules: Rule[] = [];
  const ways: Way[] = [];
  const root: Path = ["alerts"];
  const given = isFields(value) ? value : {};
  const nothing = () => {};
  r.fields(value, root, { to: nothing, rules: nothing });
  r.named(given.to, [...root, "to"], MAX_WAYS, (name, v) => {
    const way = readWay(r, name, v, [...root, "to", name]);
    if (way !== undefined) ways.push(way);
  });
  // A rule that names a way which is broken is none the worse for it.
  const names = new Set(isFields(given.to) ? Object.keys(given.to) : []);
  r.named(given.rules, [...root, "rules"], MAX_RULES, (name, v) => {
    let rule: Rule | undefined;
    const broken = r.within(name, () => {
      rule = readRule(r, name, v, [...root, "rules", name], names);
    });
    if (!broken && rule !== undefined) rules.push(rule);
  });
  return { config: { rules, ways }, problems: r.problems };
}

/** A problem as a line: `FILE:12: "alerts.rules.x.for" must be …`. */
export function problemLine(file: string, { text, line }: Problem & { line?: number }): string {
  return `${file}${line === undefined ? "" : `:${line}`}: ${text}`;
}

/** Whether others can read secrets that stand in the file. */
async function openSecrets(file: string, { ways }: AlertsConfig): Promise<string[]> {
  const secret = ways.some((w) =>
    w.kind === "webhook" && ("text" in w.url || Object.values(w.headers).some((h) => "text" in h))
  );
  if (!secret) return [];
  try {
    await Promise.resolve(checkOwn(file, { what: "settings", others: "nothing" }));
    return [];
  } catch {
    return [`${file} holds addresses or headers, and others can read it: chmod 600 ${file}`];
  }
}
