/** What the prunes share: the question, what would go, filters, and what is printed. */
import { humanSize } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { table } from "../../format/table.ts";
import { type CommandContext, ExitError, type ParsedOption } from "../../spec/types.ts";
import { addFilter, type FilterMap } from "./options.ts";
import { configDirOf } from "./where.ts";

/** `--filter` of prune commands, which has no short form: `-f` is `--force`. */
export const PRUNE_FILTER: ParsedOption<FilterMap> & { default: FilterMap } = {
  type: "parsed",
  value: "filter",
  summary: 'Provide filter values (e.g. "until=<timestamp>")',
  repeat: true,
  default: {},
  parse: addFilter,
};

/** Something that a prune would take. */
export interface Doomed {
  kind: string;
  name: string;
  /** Bytes, where they are known. */
  size?: number;
}

/** How many things a question names one by one; the rest are counted. */
const NAMED = 40;

/**
 * Asks before a prune: docker's warning, then, where there is a terminal, exactly what would go with
 * sizes. True is yes, also by `force`; without a terminal a line of stdin is the answer, as with
 * docker. `sure` is what stands between the warning and docker's question.
 */
export async function askToPrune(
  ctx: CommandContext,
  force: boolean,
  warning: string,
  list: () => Promise<readonly Doomed[]>,
  sure = "\n",
): Promise<boolean> {
  if (force) return true;
  const { stdin, stdout, stderr } = ctx.streams;
  if (!stdin.isTerminal || !stdout.isTerminal) {
    if (ctx.caller !== "tui") {
      return await ctx.confirm(`${warning}${sure}Are you sure you want to continue?`);
    }
    throw new ExitError(
      1,
      `${warning}\nNobody can be asked without a terminal: use --force to remove them`,
    );
  }
  const doomed = await list();
  if (doomed.length === 0) {
    await stdout.write("Nothing to remove.\n");
    return false;
  }
  const rows = doomed.slice(0, NAMED).map((d) => [
    `  ${d.kind}`,
    sanitise(d.name),
    d.size === undefined ? "" : humanSize(d.size),
  ]);
  await stderr.write(`${warning}\n${table(rows)}`);
  if (doomed.length > NAMED) await stderr.write(`  and ${doomed.length - NAMED} more\n`);
  const total = doomed.reduce((sum, d) => sum + (d.size ?? 0), 0);
  const count = doomed.length === 1 ? "this 1 thing" : `these ${doomed.length} things`;
  return await ctx.confirm(`Remove ${count} (${humanSize(total)})?`);
}

/**
 * The filters of a prune with those of `pruneFilters` in docker's config.json, which count less: one
 * that says the opposite of a flag's label is left out.
 */
export async function withConfigured(ctx: CommandContext, filters: FilterMap): Promise<FilterMap> {
  const { readConfigFile } = await import("../../../core/config/config_file.ts");
  const { pruneFilters } = await readConfigFile(await configDirOf(ctx));
  if (!Array.isArray(pruneFilters)) return filters;
  let all = filters;
  for (const text of pruneFilters) {
    const at = typeof text === "string" ? text.indexOf("=") : -1;
    if (at < 0) continue;
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const opposite = key === "label" ? "label!" : key === "label!" ? "label" : undefined;
    if (opposite !== undefined && filters[opposite]?.includes(value)) continue;
    if (all[key]?.includes(value)) continue;
    all = { ...all, [key]: [...all[key] ?? [], value] };
  }
  return all;
}

/** What a prune did, as docker prints it: a heading and a line each. */
export function pruned(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${heading}:\n${lines.join("\n")}\n\n`;
}

/** The last line of a prune. */
export function reclaimed(bytes: number): string {
  return `Total reclaimed space: ${humanSize(bytes)}\n`;
}

/** Whether something of that age and labels is meant by a prune's filters, as far as we can tell. */
export function matchesFilters(
  item: { created?: Date; labels: Readonly<Record<string, string>> },
  filters: FilterMap,
  now: Date,
): boolean {
  const has = (text: string) => {
    const at = text.indexOf("=");
    const [key, value] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    return Object.hasOwn(item.labels, key) && (value === undefined || item.labels[key] === value);
  };
  if (!(filters.label ?? []).every(has)) return false;
  if ((filters["label!"] ?? []).some(has)) return false;
  return (filters.until ?? []).every((until) => {
    const limit = untilTime(until, now);
    return limit === undefined || item.created === undefined || item.created < limit;
  });
}

/** `24h`, `1h30m` ago, a time, or Unix seconds; undefined where only the engine understands it. */
function untilTime(text: string, now: Date): Date | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return new Date(Number(text) * 1000);
  if (/^(\d+(\.\d+)?(h|m|s|ms))+$/.test(text)) {
    const UNIT: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
    let span = 0;
    for (const [, n, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
      span += Number(n) * UNIT[unit];
    }
    return new Date(now.getTime() - span);
  }
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
