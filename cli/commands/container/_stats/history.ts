/** `stats --history`: what was recorded of the use of resources. */
import type { RecordedContainer, RecordedSample } from "../../../../core/recorder/types.ts";
import { chart, type ChartCurve } from "../../../format/chart.ts";
import { wantsColour } from "../../../format/colour.ts";
import { bytesSize, goTime, humanSize, toFixed } from "../../../format/human.ts";
import { columns, type Listing } from "../../../format/list.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { shortId } from "../../_lib/ids.ts";
import { printList } from "../../_lib/print_list.ts";
import { findRecorded, openRecordOf, tellLacks } from "../../_lib/record.ts";
import { momentOf } from "../_logs/moment_of.ts";

/** How far back it goes where nothing is said, in milliseconds. */
const DEFAULT_SPAN = 3_600_000;

/** Where there is no terminal. */
const COLUMNS = 80;
const ROWS = 24;

const HEADS = 4;

/** What the flags say. */
export interface HistoryOptions {
  since?: string;
  until?: string;
  format?: string;
}

/** Prints charts of containers, or a line for each of all of them, or with `--json` the samples. */
export async function statsHistory(
  ctx: CommandContext,
  names: readonly string[],
  options: HistoryOptions,
): Promise<void> {
  const now = ctx.now().getTime();
  const until = millis(momentOf(ctx, "until", options.until)) ?? now;
  const since = millis(momentOf(ctx, "since", options.since)) ?? until - DEFAULT_SPAN;
  if (since >= until) throw new ExitError(1, "--since must be before --until");
  await using reader = await openRecordOf(ctx);
  await tellLacks(ctx, reader);
  const containers = names.length > 0
    ? await findRecorded(reader, names, ctx.signal)
    : await reader.containers(ctx.signal);
  const samples = await reader.samples({
    containers: names.length > 0 ? containers.map((c) => c.id) : undefined,
    since: new Date(since),
    until: new Date(until),
    signal: ctx.signal,
  });
  const { stdout } = ctx.streams;
  if (ctx.global.json) {
    const host = ctx.hostName === undefined ? {} : { Host: ctx.hostName };
    const name = new Map(containers.map((c) => [c.id, c.name]));
    const lines = samples.map((s) =>
      JSON.stringify({ ...host, name: name.get(s.containerId), ...s }) + "\n"
    );
    return await stdout.write(lines.join(""));
  }
  if (names.length === 0 || options.format) {
    const rows = summaries(containers, samples);
    return await printList(ctx, historyListing, rows, { format: options.format });
  }
  const groups = new Map<string, RecordedSample[]>();
  const byId = new Map(containers.map((c) => [c.id, c]));
  for (const sample of samples) {
    const name = byId.get(sample.containerId)!.name;
    const own = groups.get(name);
    if (own === undefined) groups.set(name, [sample]);
    else own.push(sample);
  }
  const wanted = [...new Set(containers.map((c) => c.name))];
  for (const [i, name] of wanted.entries()) {
    const own = groups.get(name) ?? [];
    if (i > 0) await stdout.write("\n");
    await stdout.write(picture(ctx, name, own, since, until));
  }
}

function millis(moment: string | undefined): number | undefined {
  return moment === undefined ? undefined : Math.round(Number(moment) * 1000);
}

/** The charts of one name. */
function picture(
  ctx: CommandContext,
  name: string,
  samples: readonly RecordedSample[],
  start: number,
  end: number,
): string {
  const shown = (ctx.hostName === undefined ? "" : `${ctx.hostName}/`) + sanitise(name);
  const wall = (time: number) => goTime(new Date(time)).slice(0, 16);
  if (samples.length === 0) {
    return `${shown}: nothing was measured from ${wall(start)} to ${wall(end)}\n`;
  }
  const { columns = COLUMNS, rows = ROWS } = ctx.streams.stdout.isTerminal
    ? ctx.streams.size() ?? {}
    : {};
  const curves = curvesOf(samples);
  // A line before, two for the axis, one for the prompt; a heading for each.
  const height = Math.floor((rows - HEADS) / curves.length) - 1;
  const spans = [...new Set(samples.map((s) => s.span))].sort((a, b) => a - b);
  const every = spans.map((s) => `${s / 1000} s`).join(" and ");
  return `${shown}  ${wall(start)} to ${wall(end)}, ${samples.length} samples over ${every}\n` +
    chart(curves, {
      start,
      end,
      columns,
      rows: Math.max(2, Math.min(10, height)),
      colours: wantsColour(ctx.streams.stdout.isTerminal, ctx.env) && ctx.caller !== "tui",
      offset: (time) => -new Date(time).getTimezoneOffset(),
    });
}

const percent = (value: number) => `${toFixed(value, 1)}%`;
const memory = (value: number) => bytesSize(value, 3);
const rate = (value: number) => `${humanSize(value, 3)}/s`;

function curvesOf(samples: readonly RecordedSample[]): ChartCurve[] {
  const last = samples[samples.length - 1];
  const limit = last.memoryLimit > 0 ? ` of ${memory(last.memoryLimit)}` : "";
  const of = (value: (s: RecordedSample) => number) =>
    samples.map((s) => ({
      from: s.time.getTime() - s.span,
      to: s.time.getTime(),
      value: value(s),
    }));
  const most = (value: (s: RecordedSample) => number, show: (n: number) => string) => {
    const top = samples.reduce((a, b) => value(b) > value(a) ? b : a);
    return `max ${show(value(top))} at ${goTime(top.time).slice(11, 19)}`;
  };
  const note = (
    value: (s: RecordedSample) => number,
    top: (s: RecordedSample) => number,
    show: (n: number) => string,
    more = "",
  ) => `last ${show(value(last))}${more}   mean ${show(mean(samples, value))}   ${most(top, show)}`;
  const network = (s: RecordedSample) => s.networkIn + s.networkOut;
  const disk = (s: RecordedSample) => s.diskRead + s.diskWrite;
  const totals = (a: string, b: string, x: number, y: number) =>
    `${a} ${humanSize(x, 3)}, ${b} ${humanSize(y, 3)}   `;
  return [
    {
      name: "CPU",
      least: 1,
      tone: "good",
      points: of((s) => s.cpu),
      note: note((s) => s.cpu, (s) => s.cpuMax, percent),
      label: percent,
    },
    {
      name: "MEMORY",
      least: 1,
      tone: "warning",
      points: of((s) => s.memory),
      note: note((s) => s.memory, (s) => s.memoryMax, memory, limit),
      label: memory,
    },
    {
      name: "NETWORK",
      least: 1000,
      tone: "good",
      points: of(network),
      note: totals(
        "in",
        "out",
        total(samples, (s) => s.networkIn),
        total(samples, (s) => s.networkOut),
      ) + most(network, rate),
      label: rate,
    },
    {
      name: "DISK",
      least: 1000,
      tone: "warning",
      points: of(disk),
      note: totals(
        "read",
        "written",
        total(samples, (s) => s.diskRead),
        total(samples, (s) => s.diskWrite),
      ) + most(disk, rate),
      label: rate,
    },
  ];
}

/** A sum over time of what is a second's. */
function total(samples: readonly RecordedSample[], value: (s: RecordedSample) => number): number {
  return samples.reduce((sum, s) => sum + value(s) * s.span / 1000, 0);
}

function mean(samples: readonly RecordedSample[], value: (s: RecordedSample) => number): number {
  const time = samples.reduce((sum, s) => sum + s.span, 0);
  return time === 0 ? 0 : total(samples, value) * 1000 / time;
}

/** One container's use over the whole time. */
interface Summary {
  container: RecordedContainer;
  samples: RecordedSample[];
}

function summaries(
  containers: readonly RecordedContainer[],
  samples: readonly RecordedSample[],
): Summary[] {
  const byId = new Map<string, RecordedSample[]>();
  for (const sample of samples) {
    const own = byId.get(sample.containerId);
    if (own === undefined) byId.set(sample.containerId, [sample]);
    else own.push(sample);
  }
  return containers.flatMap((container) => {
    const own = byId.get(container.id);
    return own === undefined ? [] : [{ container, samples: own }];
  });
}

const top = (samples: readonly RecordedSample[], value: (s: RecordedSample) => number) =>
  samples.reduce((a, s) => Math.max(a, value(s)), 0);

/** The rows of `stats --history` without names. */
const historyListing: Listing<Summary> = {
  type: "*record.statsContext",
  fields: {
    ID: { header: "CONTAINER ID", value: ({ container }) => shortId(container.id) },
    Name: { header: "NAME", value: ({ container }) => container.name },
    Samples: { header: "SAMPLES", value: ({ samples }) => samples.length },
    CPUMean: { header: "CPU MEAN", value: ({ samples: s }) => percent(mean(s, (x) => x.cpu)) },
    CPUMax: { header: "CPU MAX", value: ({ samples: s }) => percent(top(s, (x) => x.cpuMax)) },
    MemMean: { header: "MEM MEAN", value: ({ samples: s }) => memory(mean(s, (x) => x.memory)) },
    MemMax: { header: "MEM MAX", value: ({ samples: s }) => memory(top(s, (x) => x.memoryMax)) },
    NetIO: {
      header: "NET I/O",
      value: ({ samples: s }) =>
        `${humanSize(total(s, (x) => x.networkIn), 3)} / ${
          humanSize(total(s, (x) => x.networkOut), 3)
        }`,
    },
    BlockIO: {
      header: "BLOCK I/O",
      value: ({ samples: s }) =>
        `${humanSize(total(s, (x) => x.diskRead), 3)} / ${
          humanSize(total(s, (x) => x.diskWrite), 3)
        }`,
    },
    PIDs: { header: "PIDS MAX", value: ({ samples: s }) => top(s, (x) => x.pids) },
  },
  table: columns("ID", "Name", "CPUMean", "CPUMax", "MemMean", "MemMax", "NetIO", "BlockIO"),
};
