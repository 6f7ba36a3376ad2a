/** Usage lines, and the options that every command takes. */
import { ExitError } from "./types.ts";
import type { AnyCommandSpec, ArgSpec, OptionSpec, OptionSpecs } from "./types.ts";
import { nearest } from "./registry.ts";

/**
 * What the program calls itself in usage lines and messages: docker where it was called by that
 * name (a link), as its users do not know another.
 */
export const PROGRAM: "docker" | "dockerctl" = calledAs() === "docker" ? "docker" : "dockerctl";

/** The name that this process was started by; undefined where the system does not tell. */
function calledAs(): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const [first] = Deno.readTextFileSync("/proc/self/cmdline").split("\0", 1);
    return first.slice(first.lastIndexOf("/") + 1);
  } catch {
    return undefined;
  }
}

/** Options that every command takes, beside its own. */
export const COMMON_OPTIONS = {
  json: { type: "boolean", summary: "Print JSON: one object a line in lists", hidden: true },
  demo: { type: "boolean", summary: "Use an engine simulated in the process", hidden: true },
} as const satisfies OptionSpecs;

/** Options that commands which work over several hosts take. */
export const HOSTS_OPTIONS = {
  hosts: {
    type: "list",
    value: "hosts",
    summary: "Work on these hosts: names, @group or @all, with commas between (see hosts ls)",
    complete: "host",
  },
  "hosts-file": {
    type: "string",
    value: "path",
    summary: "Read the hosts from this file: JSON, or ENDPOINT [NAME [GROUP]] a line",
    complete: "file",
  },
} as const satisfies OptionSpecs;

/** Beside them, where something is ended or removed. */
export const YES_OPTION = {
  yes: { type: "boolean", summary: "With --hosts: do not ask before several containers" },
} as const satisfies OptionSpecs;

/** The options that a command takes because it works over several hosts. */
export function hostsOptions(spec: Pick<AnyCommandSpec, "hosts" | "dangerous">): OptionSpecs {
  if (spec.hosts === undefined) return {};
  return spec.dangerous ? { ...HOSTS_OPTIONS, ...YES_OPTION } : HOSTS_OPTIONS;
}

/** Commands that can show the past. */
const PAST: ReadonlySet<string> = new Set([
  "container inspect",
  "container logs",
  "container ls",
  "container stats",
  "inspect",
  "net graph",
  "net ls",
]);

/** The option that such commands take. */
const PAST_OPTIONS = {
  at: {
    type: "string",
    value: "time",
    summary: 'Show it as it was then, from the record (e.g. "10m", "2026-11-30T12:00:00")',
  },
} as const satisfies OptionSpecs;

/** The options that a command takes because it can show the past. */
export function pastOptions(spec: Pick<AnyCommandSpec, "path">): OptionSpecs {
  return PAST.has(spec.path) ? PAST_OPTIONS : {};
}

/** What a flag's value is called in help: docker's own words. */
export function valueName(spec: OptionSpec): string {
  if (spec.type === "boolean") return "";
  if (spec.value !== undefined) return spec.value;
  return spec.type === "number" ? "int" : spec.type === "list" ? "list" : "string";
}

/** A positional argument as the usage line shows it: `CONTAINER [CONTAINER...]`. */
function argUsage(arg: ArgSpec): string {
  const name = arg.name.toUpperCase().replaceAll("-", "_");
  if (!arg.variadic) return arg.optional ? `[${name}]` : name;
  return arg.optional ? `[${name}...]` : `${name} [${name}...]`;
}

/** The usage lines of a command below `shown`, its path as typed: `dockerctl stop [OPTIONS] …`. */
export function usageLines(spec: AnyCommandSpec, shown: string = spec.path): string[] {
  const start = `${PROGRAM} ${shown}`;
  if (spec.usage !== undefined) {
    const forms: readonly string[] = typeof spec.usage === "string" ? [spec.usage] : spec.usage;
    return forms.map((form) => `${start} ${form}`.trimEnd());
  }
  const options = Object.values(spec.options as OptionSpecs ?? {}).some((o) => !o.hidden);
  const args = (spec.args as readonly ArgSpec[] ?? []).map(argUsage);
  return [[start, ...(options ? ["[OPTIONS]"] : []), ...args].join(" ")];
}

/** The usage lines as they stand in an error: the first after `Usage:  `, more of them indented. */
export function usageBlock(lines: readonly string[]): string {
  return `Usage:  ${lines.join("\n\t")}`;
}

/** What docker says to a flag it cannot read: 125, the reason, the usage, the way to the help. */
export function flagProblem(
  path: string,
  usage: readonly string[],
  message: string,
  suggestion?: string,
): ExitError {
  const full = path === "" ? PROGRAM : `${PROGRAM} ${path}`;
  const hint = suggestion === undefined ? "" : `\nHint: did you mean ${suggestion}?`;
  return new ExitError(
    125,
    `${message}\n\n${usageBlock(usage)}\n\nRun '${full} --help' for more information${hint}`,
  );
}

/** The flag that was probably meant by `typed` (a long name without dashes), with its dashes. */
export function nearestFlag(typed: string, options: OptionSpecs): string | undefined {
  if (typed.length < 2) return undefined;
  const names = Object.entries(options).filter(([, o]) => !o.hidden)
    .flatMap(([name, o]) => [name, ...o.aliases ?? []]);
  const name = nearest(typed, names);
  return name === undefined ? undefined : `--${name}`;
}

/** Throws docker's complaint (exit 1) when `count` arguments are not what the command takes. */
export function checkArgCount(
  spec: AnyCommandSpec,
  shown: string,
  count: number,
  given: ReadonlySet<string> = new Set(),
): void {
  const args = spec.args as readonly ArgSpec[] ?? [];
  const [min, max] = spec.argCount?.(given) ?? [
    args.filter((a) => !a.optional).length,
    args.some((a) => a.variadic) ? Infinity : args.length,
  ];
  if (count >= min && count <= max) return;
  const full = `${PROGRAM} ${shown}`;
  throw new ExitError(
    1,
    `${PROGRAM}: '${full}' ${wanted(min, max)}\n\n${usageBlock(usageLines(spec, shown))}\n\n` +
      `${max === Infinity ? "See" : "Run"} '${full} --help' for more information`,
  );
}

function wanted(min: number, max: number): string {
  const arguments_ = (n: number) => `${n} ${n === 1 ? "argument" : "arguments"}`;
  if (max === 0) return "accepts no arguments";
  if (min === max) return `requires ${arguments_(min)}`;
  if (max === Infinity) return `requires at least ${arguments_(min)}`;
  if (min === 0) return `requires at most ${arguments_(max)}`;
  return `requires at least ${min} and at most ${arguments_(max)}`;
}

/** What docker says to a command that does not exist (exit 1), with the nearest that does. */
export function unknownCommand(
  group: string,
  word: string,
  suggestion?: string,
  usageEnd = "",
): ExitError {
  const full = group === "" ? PROGRAM : `${PROGRAM} ${group}`;
  const usage = group === "" ? "" : `\n\nUsage:  ${`${full} ${usageEnd}`.trimEnd()}`;
  const hint = suggestion === undefined ? "" : `\nHint: did you mean '${full} ${suggestion}'?`;
  return new ExitError(
    1,
    `${PROGRAM}: unknown command: ${full} ${word}${usage}\n\n` +
      `Run '${full} --help' for more information${hint}`,
  );
}
