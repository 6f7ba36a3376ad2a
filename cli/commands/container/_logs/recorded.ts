/** Lines of the record as `logs` prints them. */
import type {
  LineQuery,
  RecordedContainer,
  RecordedItem,
  RecordedMark,
  RecordReader,
} from "../../../../core/recorder/types.ts";
import { STAMP_LENGTH } from "../../../../core/logs/stamp.ts";
import { stampOf } from "../../../../core/logs/time.ts";
import { TEXT_DATA } from "../../../../core/recorder/format/line_codec.ts";
import { wantsColour } from "../../../format/colour.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { tableWidth } from "../../../format/width.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { shortId } from "../../_lib/ids.ts";
import { GatheredOutput } from "./gathered_output.ts";
import { momentOf } from "./moment_of.ts";

/** Names in front of lines are padded to the longest, up to so many columns. */
const MAX_NAME = 32;

/** Colours of names, as numbers of SGR. */
const NAME_COLOURS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

/** What `logs` was told. */
export interface RecordedLogsOptions {
  since?: string;
  until?: string;
  grep?: string;
  ignoreCase?: boolean;
  invertMatch?: boolean;
  tail: string;
  timestamps: boolean;
  follow: boolean;
}

/** What the flags ask of the record. */
export function lineQuery(ctx: CommandContext, options: RecordedLogsOptions): LineQuery {
  const { grep, ignoreCase, invertMatch, tail } = options;
  return {
    since: momentOf(ctx, "since", options.since),
    until: momentOf(ctx, "until", options.until),
    grep: grep === undefined ? undefined : expressionOf(grep, ignoreCase === true),
    invert: invertMatch || undefined,
    tail: /^\+?\d+$/.test(tail) ? Number(tail) : undefined,
    follow: options.follow || undefined,
    signal: ctx.signal,
  };
}

/** A regular expression by code points, or, where it is none such, in the laxer form. */
export function expressionOf(text: string, ignoreCase: boolean): RegExp {
  const i = ignoreCase ? "i" : "";
  try {
    return new RegExp(text, "u" + i);
  } catch (strict) {
    try {
      return new RegExp(text, i);
    } catch {
      const why = (strict as Error).message.replace(/^Invalid regular expression: /, "");
      throw new ExitError(1, `invalid value for "grep": ${why}`);
    }
  }
}

/** How lines are told apart. */
export interface PrintOptions {
  timestamps: boolean;
  /** The container's name in front of each line, and all of them on stdout. */
  named: boolean;
}

/**
 * Prints lines as `docker logs` does: each to the stream it was written to; or with names in front
 * of them, all to stdout; or with `--json`, an object a line. Where lines are missing is said
 * between the lines on a terminal and with `--json`, else on stderr.
 */
export async function printRecorded(
  ctx: CommandContext,
  reader: RecordReader,
  containers: readonly RecordedContainer[],
  query: LineQuery,
  options: PrintOptions,
): Promise<void> {
  const { stdout, stderr } = ctx.streams;
  const out = new GatheredOutput();
  const known = new Map(containers.map((c) => [c.id, c]));
  const names = new Names(ctx, known, options.named);
  if (await printFound(ctx, reader, query, options, names, out)) return;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const print = (item: RecordedItem): Promise<void> | undefined => {
    if (ctx.global.json) {
      return out.write(
        stdout,
        encoder.encode(jsonOf(item, names.plain(item.containerId), ctx.hostName) + "\n"),
      );
    }
    if (item.type === "mark") {
      const text = markText(item, names.plain(item.containerId));
      if (stdout.isTerminal) return out.write(stdout, encoder.encode(`--- ${text} ---\n`));
      if (!TELLING.has(item.mark)) return;
      return out.write(stderr, encoder.encode(`dockerctl: ${text}\n`));
    }
    const to = item.stream === "stderr" && !options.named ? stderr : stdout;
    const time = options.timestamps ? encoder.encode(stampOf(item.time) + " ") : NOTHING;
    const name = options.named ? names.prefix(item.containerId) : NOTHING;
    // What a container writes is not the terminal's to obey where it stands among others' lines.
    const data = options.named && to.isTerminal
      ? encoder.encode(sanitise(decoder.decode(item.data), { colours: true }))
      : item.data;
    const end = item.complete || options.named ? LINE_END : NOTHING;
    // Lines of several hosts are put in order by the times that they begin with.
    return ctx.hostName === undefined
      ? out.write(to, name, time, data, end)
      : out.write(to, time, name, data, end);
  };
  for await (const batch of batchesOf(reader, query)) {
    for (const item of batch) {
      const written = print(item);
      if (written !== undefined) await written;
    }
  }
  await out.flush();
}

/**
 * What a search finds, as it stands in the record, where nothing but a name comes before it. False,
 * and nothing was printed, where each line has to be looked at.
 */
async function printFound(
  ctx: CommandContext,
  reader: RecordReader,
  query: LineQuery,
  { named, timestamps }: PrintOptions,
  names: Names,
  out: GatheredOutput,
): Promise<boolean> {
  const { stdout, stderr } = ctx.streams;
  if (ctx.global.json || reader.visitFound === undefined) return false;
  // What a container writes is not the terminal's to obey where it stands among others' lines.
  if (named && (stdout.isTerminal || ctx.hostName !== undefined)) return false;
  const printed = await reader.visitFound(query, (id, bytes, start, end) => {
    out.to(bytes[start + TEXT_STREAM] === ERR && !named ? stderr : stdout);
    if (named) {
      const prefix = names.prefix(id);
      out.copy(prefix, 0, prefix.length);
    }
    // The time, and the space behind it.
    if (timestamps) out.copy(bytes, start, start + TEXT_STREAM);
    // With its line feed, where the line had an end.
    const whole = named || bytes[start + TEXT_DATA - 1] === SPACE;
    out.copy(bytes, start + TEXT_DATA, whole ? end + 1 : end);
    return out.copied();
  });
  if (printed) await out.flush();
  return printed;
}

/** Where the word for its stream begins in a line of text, which is `err` or `out`. */
const TEXT_STREAM = STAMP_LENGTH + 1;
const ERR = 0x65;
const SPACE = 0x20;

/** Items many at a time, where the reader has them so: each wait costs more than a line. */
async function* batchesOf(
  reader: RecordReader,
  query: LineQuery,
): AsyncGenerator<readonly RecordedItem[], void, undefined> {
  if (reader.batches !== undefined) {
    for await (const batch of reader.batches(query)) yield batch;
  } else for await (const item of reader.lines(query)) yield [item];
}

const NOTHING = new Uint8Array(0);
const LINE_END = new Uint8Array([10]);

function jsonOf(item: RecordedItem, container: string, hostName?: string): string {
  const { containerId: id } = item;
  const host = hostName === undefined ? {} : { Host: hostName };
  const time = stampOf(item.time);
  if (item.type === "mark") {
    const from = item.from === undefined ? undefined : stampOf(item.from);
    const { mark, exitCode, maybe } = item;
    return JSON.stringify({ ...host, time, container, id, mark, exitCode, from, maybe });
  }
  const data = new TextDecoder().decode(item.data);
  const complete = item.complete ? undefined : false;
  return JSON.stringify({ ...host, time, container, id, stream: item.stream, data, complete });
}

function markText(item: RecordedMark, name: string): string {
  const { mark, exitCode, time, from, maybe } = item;
  const at = stampOf(time).replace(/\.\d+Z$/, "Z");
  switch (mark) {
    case "gap": {
      const when = from === undefined
        ? `before ${at}`
        : `between ${stampOf(from).replace(/\.\d+Z$/, "Z")} and ${at}`;
      return maybe
        ? `${name}: lines may be missing ${when}, the engine no longer has that time`
        : `${name}: lines are missing ${when}, the engine no longer had them`;
    }
    case "late":
      return `${name}: lines from ${at} on follow late: they were read after newer ones`;
    case "truncated":
      return `${name}: what came before ${at} is no longer kept`;
    case "started":
      return `${name} started ${at}`;
    case "stopped":
      return `${name} stopped${exitCode === undefined ? "" : ` (${exitCode})`} ${at}`;
  }
}

/** Marks that say something of the lines: told where others may not stand among these. */
const TELLING: ReadonlySet<RecordedMark["mark"]> = new Set(["gap", "late", "truncated"]);

/** Names in front of lines. */
class Names {
  #prefixes = new Map<string, Uint8Array>();
  #colours: boolean;
  #width: number;

  constructor(
    ctx: CommandContext,
    private readonly known: ReadonlyMap<string, RecordedContainer>,
    named: boolean,
  ) {
    const { isTerminal } = ctx.streams.stdout;
    this.#colours = wantsColour(isTerminal, ctx.env) && ctx.caller !== "tui";
    const widths = named ? [...known.keys()].map((id) => tableWidth(this.plain(id))) : [];
    this.#width = Math.min(MAX_NAME, widths.reduce((a, b) => Math.max(a, b), 0));
  }

  plain(id: string): string {
    return sanitise(this.known.get(id)?.name || shortId(id));
  }

  prefix(id: string): Uint8Array {
    let prefix = this.#prefixes.get(id);
    if (prefix !== undefined) return prefix;
    const name = this.plain(id);
    const padded = name + " ".repeat(Math.max(0, this.#width - tableWidth(name)));
    // A name has the same colour in all its runs, and every time.
    let sum = 0;
    for (const char of name) sum = sum * 31 + char.codePointAt(0)! >>> 0;
    const text = this.#colours
      ? `\x1b[${NAME_COLOURS[sum % NAME_COLOURS.length]}m${padded} |\x1b[0m `
      : `${padded} | `;
    this.#prefixes.set(id, prefix = new TextEncoder().encode(text));
    return prefix;
  }
}
