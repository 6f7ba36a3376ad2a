/** `logs`: the lines of several containers, in the order of their times. */
import { followLogs, type ObservedContainer } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose } from "./chosen.ts";
import { defineVerb, type Work } from "./verb.ts";

/** How lines are shown. */
export interface LineStyle {
  noColor?: boolean;
  noLogPrefix?: boolean;
  timestamps?: boolean;
}

const COLOURS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
/** Longer lines are cut in two, in bytes. */
const MAX_LINE = 1024 * 1024;

/** What writes the lines of containers, each with its name before it. */
export function lineWriter(
  { ctx, global }: Work,
  names: readonly string[],
  style: LineStyle,
): (name: string, text: string, time?: string) => Promise<void> {
  const width = Math.max(0, ...names.map((n) => n.length));
  const colours = !style.noColor && global.ansi !== "never" && ctx.env.NO_COLOR === undefined &&
    (ctx.streams.stdout.isTerminal || global.ansi === "always");
  const order = [...names].sort();
  return async (name, text, time) => {
    const stamp = style.timestamps && time ? `${time} ` : "";
    if (style.noLogPrefix) return await ctx.out.raw(`${stamp}${text}\n`);
    const label = `${name.padEnd(width)}  | `;
    const colour = COLOURS[order.indexOf(name) % COLOURS.length];
    await ctx.out.raw(`${colours ? `\x1b[${colour}m${label}\x1b[0m` : label}${stamp}${text}\n`);
  };
}

/** A container's name without its project's. */
export function shortName(c: Pick<ObservedContainer, "name">, project: string): string {
  return c.name.startsWith(`${project}-`) ? c.name.slice(project.length + 1) : c.name;
}

interface Line {
  time: string;
  text: string;
}

/** The lines of a log that ends; both streams, in the engine's order. */
async function* linesOf(
  chunks: AsyncIterable<{ data: Uint8Array; stream?: string }>,
): AsyncGenerator<Line> {
  const rest = new Map<string, string>();
  const decoders = new Map<string, TextDecoder>();
  const line = (text: string): Line => {
    const at = text.indexOf(" ");
    return { time: text.slice(0, at), text: text.slice(at + 1).replace(/\r$/, "") };
  };
  for await (const { data, stream = "" } of chunks) {
    const decoder = decoders.get(stream) ?? new TextDecoder();
    decoders.set(stream, decoder);
    const parts = ((rest.get(stream) ?? "") + decoder.decode(data, { stream: true })).split("\n");
    const last = parts.pop()!;
    for (const part of parts) yield line(part);
    if (last.length > MAX_LINE) {
      yield line(last);
      rest.set(stream, "");
    } else rest.set(stream, last);
  }
  for (const text of rest.values()) if (text !== "") yield line(text);
}

/** Several ordered streams as one. Each holds one line at a time. */
async function* merged(
  streams: { name: string; lines: AsyncIterator<Line> }[],
): AsyncGenerator<Line & { name: string }> {
  const heads = await Promise.all(streams.map(async (s) => ({ ...s, head: await s.lines.next() })));
  while (true) {
    let first: typeof heads[number] | undefined;
    for (const s of heads) {
      if (s.head.done) continue;
      if (first === undefined || s.head.value.time < (first.head.value as Line).time) first = s;
    }
    if (first === undefined) return;
    yield { name: first.name, ...first.head.value as Line };
    first.head = await first.lines.next();
  }
}

/** Seconds since 1970 of a time or of a duration ago. Throws ExitError. */
export function moment(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const ago = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  if (ago !== null && text !== "") {
    const [h, m, s] = ago.slice(1).map((n) => Number(n ?? 0));
    return new Date(now.getTime() - ((h * 60 + m) * 60 + s) * 1000);
  }
  const date = /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(date.getTime())) throw new ExitError(1, `invalid value for time: "${text}"`);
  return date;
}

/** The number of lines of `--tail`. */
function tailOf(text: string): number | undefined {
  if (text === "all") return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new ExitError(1, `invalid value for --tail: "${text}"`);
  return Number(text);
}

export const logs = defineVerb({
  name: "logs",
  reads: true,
  summary: "View output from containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "follow": { type: "boolean", short: "f", summary: "Follow log output" },
    "index": {
      type: "number",
      default: 0,
      summary: "index of the container if service has multiple replicas",
    },
    "no-color": { type: "boolean", summary: "Produce monochrome output" },
    "no-log-prefix": { type: "boolean", summary: "Don't print prefix in logs" },
    "since": {
      type: "string",
      summary:
        "Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)",
    },
    "tail": {
      type: "string",
      short: "n",
      default: "all",
      summary: "Number of lines to show from the end of the logs for each container",
    },
    "timestamps": { type: "boolean", short: "t", summary: "Show timestamps" },
    "until": { type: "string", summary: "Show logs before a timestamp or relative" },
  },
  async run(work, input) {
    const { ctx } = work;
    const { name, containers: all } = await choose(work);
    const containers = input.index > 0 ? all.filter((c) => c.number === input.index) : all;
    const engine = await ctx.engine();
    const since = moment(input.since, ctx.now()), until = moment(input.until, ctx.now());
    const tail = tailOf(input.tail);
    const write = lineWriter(work, containers.map((c) => shortName(c, name)), input);
    const streams = containers.map((c) => ({
      name: shortName(c, name),
      lines: linesOf(engine.containers.logs(c.id, {
        stdout: true,
        stderr: true,
        timestamps: true,
        signal: ctx.signal,
        ...(since && { since }),
        ...(until && { until }),
        ...(tail !== undefined && { tail }),
      }) as AsyncIterable<{ data: Uint8Array; stream?: string }>),
    }));
    const last = new Map<string, string>();
    for await (const { name: own, time, text } of merged(streams)) {
      last.set(own, time);
      await write(own, text, time);
    }
    if (!input.follow) return;
    await Promise.all(containers.map((c) => {
      const own = shortName(c, name);
      return follow(
        work,
        c.id,
        (text, time) => write(own, text, time),
        nanosAfter(last.get(own)) ?? since ?? ctx.now(),
      );
    }));
  },
});

/** Follows one container to its removal. */
export async function follow(
  { ctx }: Work,
  id: string,
  write: (text: string, time: string) => Promise<void>,
  since: Date | bigint,
  signal: AbortSignal = ctx.signal,
): Promise<void> {
  const { transport } = await ctx.engine();
  for await (const item of followLogs(transport, id, { since, signal })) {
    if (item.type !== "line") continue;
    const text = new TextDecoder().decode(item.data).replace(/\r?\n$/, "");
    await write(text, isoOf(item.time ?? 0n));
  }
}

function isoOf(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${(nanos % 1_000_000_000n).toString().padStart(9, "0")}Z`;
}

/** The moment behind a line's, so that it does not come twice. */
function nanosAfter(time: string | undefined): bigint | undefined {
  const match = /^(.{19})\.(\d{1,9})Z$/.exec(time ?? "");
  if (match === null) return undefined;
  return BigInt(Date.parse(match[1] + "Z")) * 1_000_000n + BigInt(match[2].padEnd(9, "0")) + 1n;
}
