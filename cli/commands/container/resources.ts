/** `resources`: what containers may use, what they used, and what should be changed. */
import type { HostSum, ResourceUse } from "../../../core/resources/types.ts";
import { spanOf } from "../../../core/supervise/rules.ts";
import { mebibytes } from "../../../core/why/proofs.ts";
import { columns, type Listing } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { recordIfAny } from "../_lib/record.ts";
import { containersNamed } from "./_recreate/chosen.ts";

const size = (bytes: number | undefined) => bytes === undefined ? "" : mebibytes(bytes);
const limit = (value: number, shown: (v: number) => string) => value > 0 ? shown(value) : "none";
const percent = (value: number | undefined) => value === undefined ? "" : `${value.toFixed(1)}%`;

const listing: Listing<ResourceUse> = {
  type: "*formatter.ResourcesContext",
  fields: {
    ID: { header: "CONTAINER ID", value: (r) => r.id.slice(0, 12) },
    Container: { header: "CONTAINER", value: (r) => r.name },
    State: { header: "STATE", value: (r) => r.running ? "running" : "stopped" },
    Limit: { header: "MEM LIMIT", value: (r) => limit(r.memory.limit, mebibytes) },
    Peak: {
      header: "MEM PEAK",
      value: (r) => {
        const { peak, limit } = r.memory;
        const share = peak !== undefined && limit > 0
          ? ` (${Math.round(peak / limit * 100)}%)`
          : "";
        return size(peak) + share;
      },
    },
    PeakAt: { header: "PEAK AT", value: (r) => r.memory.peakAt?.toISOString() ?? "" },
    CPULimit: { header: "CPU LIMIT", value: (r) => limit(r.cpu.limit, String) },
    CPUPeak: { header: "CPU PEAK", value: (r) => percent(r.cpu.peak) },
    CPUAverage: { header: "CPU AVG", value: (r) => percent(r.cpu.average) },
    PidsLimit: { header: "PIDS LIMIT", value: (r) => limit(r.pids.limit, String) },
    PidsPeak: { header: "PIDS PEAK", value: (r) => r.pids.peak ?? "" },
    OOMs: {
      header: "OOMS",
      value: (r) => r.memory.ooms,
      tone: (r) => r.memory.ooms > 0 ? "bad" : undefined,
    },
    LimitBytes: { header: "MEM LIMIT", value: (r) => r.memory.limit },
    PeakBytes: { header: "MEM PEAK", value: (r) => r.memory.peak ?? "" },
    Suggestion: {
      header: "SUGGESTION",
      value: (r) => {
        const { advice, lacks } = r;
        if (advice === undefined) return lacks ?? "fits";
        const { memory, cpus, pids } = advice;
        const what = memory !== undefined
          ? mebibytes(memory)
          : cpus !== undefined
          ? `${cpus} CPUs`
          : `${pids} pids`;
        return `${what}: ${advice.reason}`;
      },
      tone: (r) => r.advice === undefined ? "faint" : "warning",
    },
    Command: { header: "COMMAND", value: (r) => r.advice?.command ?? "" },
  },
  table: columns(
    "Container",
    "Limit",
    "Peak",
    "CPULimit",
    "CPUPeak",
    "PidsLimit",
    "PidsPeak",
    "OOMs",
    "Suggestion",
  ),
  quiet: "{{.Container}}",
};

const SORTS: Readonly<Record<string, (r: ResourceUse) => number | string>> = {
  name: (r) => r.name,
  memory: (r) => -(r.memory.peak ?? -1),
  limit: (r) => -r.memory.limit,
  share: (r) => r.memory.limit > 0 ? -(r.memory.peak ?? 0) / r.memory.limit : 1,
  cpu: (r) => -(r.cpu.peak ?? -1),
  pids: (r) => -(r.pids.peak ?? -1),
  ooms: (r) => -r.memory.ooms,
};

/** `resources`: limits, peaks, lacks of memory, advice. */
export const containerResources = defineCommand({
  path: "container resources",
  aliases: ["resources"],
  summary: "Show limits, peaks and lacks of memory, and what limits should be",
  description:
    "Limits are the engine's; peaks, averages and how often memory was lacking come from the record. " +
    "Below the table stands the sum of the limits of all that run against what the host has. " +
    "Nothing is suggested where nothing, or less than an hour, was recorded.",
  args: [{ name: "container", variadic: true, optional: true, complete: "container" }],
  options: {
    all: { type: "boolean", short: "a", summary: "Containers that do not run, too" },
    filter: filterOption("Filter containers as ps does"),
    sort: {
      type: "string",
      value: "column",
      default: "name",
      complete: Object.keys(SORTS),
      summary: `Sort by ${Object.keys(SORTS).join(", ")}`,
    },
    since: {
      type: "string",
      value: "time",
      default: "7d",
      summary: "How far back to look (7d, 12h)",
    },
    host: { type: "boolean", summary: "Only the sum against the host" },
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only names of those that should be changed" },
  },
  examples: [
    { text: "Who needs more, first", command: "dockerctl resources --sort share" },
    { text: "As commands", command: "dockerctl resources --format '{{.Command}}'" },
  ],
  hosts: {
    output: (input: { host: boolean }, { json }) => input.host ? json ? "plain" : "lines" : "rows",
    targets: "container",
  },
  run: async (ctx, input) => {
    const back = spanOf(input.since);
    if (back === undefined) {
      throw new ExitError(125, `invalid argument "${input.since}" for "--since": give 7d or 12h`);
    }
    const order = Object.hasOwn(SORTS, input.sort) ? SORTS[input.sort] : undefined;
    if (order === undefined) {
      const known = Object.keys(SORTS).join(", ");
      throw new ExitError(125, `invalid argument "${input.sort}" for "--sort": one of ${known}`);
    }
    const { resourcesOf } = await import("../../../core/resources/resources.ts");
    const engine = await ctx.engine();
    const all = await engine.containers.list({
      all: input.all || input.container.length > 0,
      filters: input.filter,
      signal: ctx.signal,
    });
    const containers = await containersNamed(ctx, engine, all, input.container);
    // Of a host of several the record is another's.
    const record = ctx.hostName === undefined ? await recordIfAny(ctx) : undefined;
    await using _closed = record ?? { [Symbol.asyncDispose]: () => Promise.resolve() };
    const found = await resourcesOf(engine, {
      containers,
      record,
      since: new Date(ctx.now().getTime() - back),
      signal: ctx.signal,
    });
    const { stdout, stderr } = ctx.streams;
    if (record === undefined) {
      await stderr.write(
        "Nothing is recorded of this engine: peaks and suggestions want dockerctl record start\n",
      );
    }
    if (input.host && ctx.global.json) {
      const host = ctx.hostName === undefined ? {} : { host: ctx.hostName };
      return await stdout.write(JSON.stringify({ ...host, ...found.host }) + "\n");
    }
    if (!input.host) {
      const rows = found.containers.filter((r) => !input.quiet || r.advice !== undefined);
      rows.sort((a, b) => order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0);
      const format = input.format ?? (ctx.global.json ? "json" : "table");
      await printList(ctx, listing, rows, { format, quiet: input.quiet });
      if (format !== "table" || input.quiet || ctx.gather !== undefined) return;
      await stdout.write("\n");
    }
    await stdout.write(hostLines(found.host));
  },
});

function hostLines(host: HostSum): string {
  const peaks = host.memoryPeaks === undefined
    ? ""
    : `, their peaks add up to ${mebibytes(host.memoryPeaks)}`;
  const lines = [
    `Host: ${mebibytes(host.memory)}, ${host.cpus} CPUs. ${host.running} running: limits of ` +
    `${mebibytes(host.memoryLimits)} and ${host.cpuLimits} CPUs${peaks}`,
    ...host.warnings.map((text) => `Warning: ${text}`),
  ];
  return lines.map((line) => sanitise(line) + "\n").join("");
}
