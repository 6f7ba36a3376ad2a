/**
 * How lines stand in the record.
 *
 * Text: `2026-11-25T07:10:25.123456789Z out DATA\n`. The time has nine digits, the tag three
 * letters (`out`, `err`, `---` for a mark), then comes a space, or `~` where the line has no end of
 * its own; the data begins at byte 35 and is raw. Marks: `TIME --- gap` or `--- gap from=TIME`,
 * `--- gap maybe from=TIME`, `--- late`, `--- started`, `--- stopped exit=137`, `--- truncated`. In the consolidated file the container's name and a
 * space come before the data.
 *
 * JSON: one object a line, `{"time":"…","stream":"stdout","data":"…"}`; `base64` instead of `data`
 * where that is no UTF-8, `"complete":false` without an end, `container` in the consolidated file;
 * marks are `{"time":"…","mark":"stopped","exitCode":137}`.
 * @module
 */
import { ERR, OUT, type Std } from "../../logs/frames.ts";
import { nanosOfText, stampOf } from "../../logs/time.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isStampAt, STAMP_LENGTH, stampBytes, timeAt } from "../../logs/stamp.ts";
import type { RecordedItem, RecordedLine, RecordedMark, RecordFormat } from "../types.ts";

/** The first line of a segment. */
export interface SegmentHeader {
  /** Empty for the consolidated file. */
  containerId: string;
  name: string;
  image: string;
  /** 1 is a container's first segment. More for the first that there is: retention removed some. */
  seq: number;
  format: RecordFormat;
  /** When the segment was begun. */
  created: Date;
}

/** Where the data of a line in text begins. */
export const TEXT_DATA = STAMP_LENGTH + 5;
/** The tag of a mark, beside those of the two streams. */
export const MARK = 2;
/** What a raw line is. */
export type Tag = Std | typeof MARK;

const SPACE = 0x20, TILDE = 0x7e, LINE_FEED = 0x0a, HASH = 0x23;
const TEXT_MAGIC = "#dockerctl-record 1 ";
const TAGS = [" out", " err", " ---"].map((t) => new TextEncoder().encode(t));
const TAG_CODE = new Map<number, Tag>([[0x6f7574, OUT], [0x657272, ERR], [0x2d2d2d, MARK]]);
const encoder = new TextEncoder();
const lenient = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The first line of a segment, with its line feed. */
export function encodeHeader(h: SegmentHeader): Uint8Array {
  const about = JSON.stringify({
    id: h.containerId,
    name: h.name,
    image: h.image,
    seq: h.seq,
    format: h.format,
    created: h.created.toISOString(),
  });
  return encoder.encode(
    h.format === "text" ? `${TEXT_MAGIC}${about}\n` : `{"dockerctl-record":1,${about.slice(1)}\n`,
  );
}

/** Reads a segment's first line (its line feed may be missing); undefined for anything else. */
export function decodeHeader(line: Uint8Array): SegmentHeader | undefined {
  let text = lenient.decode(line).trimEnd();
  if (text.startsWith(TEXT_MAGIC)) text = text.slice(TEXT_MAGIC.length);
  else if (!text.startsWith('{"dockerctl-record":1,')) return undefined;
  try {
    const { id, name, image, seq, format, created } = JSON.parse(text);
    if (typeof id !== "string" || !Number.isSafeInteger(seq) || seq < 1) return undefined;
    if (format !== "text" && format !== "json") return undefined;
    return {
      containerId: id,
      name: String(name ?? ""),
      image: String(image ?? ""),
      seq,
      format,
      created: new Date(created),
    };
  } catch {
    return undefined;
  }
}

/** Whether a line, given where it begins, is a segment's first. */
export function isHeaderAt(b: Uint8Array, at: number): boolean {
  return b[at] === HASH || (b[at] === 0x7b && startsWith(b, at, '{"dockerctl-record"'));
}

/** One item as it is recorded, with its line feed; `name` for the consolidated file. */
export function encodeFileLine(
  format: RecordFormat,
  item: Omit<RecordedLine, "containerId"> | Omit<RecordedMark, "containerId">,
  name?: string,
): Uint8Array {
  const time = stampBytes(item.time);
  if (item.type === "line") {
    const tag = item.stream === "stderr" ? ERR : OUT;
    return format === "text"
      ? textLine(time, tag, item.data, item.complete, name)
      : jsonLine(time, tag, item.data, item.complete, name);
  }
  if (format === "text") {
    const words = wordsOf(item, item.from === undefined ? undefined : stampOf(item.from));
    return textLine(time, MARK, encoder.encode(words), true, name);
  }
  return encoder.encode(
    JSON.stringify({
      time: lenient.decode(time),
      container: name,
      mark: item.mark,
      maybe: item.maybe,
      exitCode: item.exitCode,
      from: item.from === undefined ? undefined : stampOf(item.from),
    }) + "\n",
  );
}

function textLine(
  time: Uint8Array,
  tag: Tag,
  data: Uint8Array,
  complete: boolean,
  name: string | undefined,
): Uint8Array {
  const before = name === undefined ? undefined : encoder.encode(name + " ");
  const out = new Uint8Array(TEXT_DATA + (before?.length ?? 0) + data.length + 1);
  putTextHead(out, 0, time, 0, tag, complete);
  if (before !== undefined) out.set(before, TEXT_DATA);
  out.set(data, out.length - 1 - data.length);
  out[out.length - 1] = LINE_FEED;
  return out;
}

/** A line as JSON; `time` are the bytes of its timestamp. */
export function jsonLine(
  time: Uint8Array,
  tag: Tag,
  data: Uint8Array,
  complete: boolean,
  name: string | undefined,
): Uint8Array {
  let text: string | undefined;
  try {
    text = strict.decode(data);
  } catch { /* bytes that are no text */ }
  let json = `{"time":"${lenient.decode(time)}","stream":"${tag === ERR ? "stderr" : "stdout"}"`;
  if (name !== undefined) json += `,"container":${JSON.stringify(name)}`;
  json += text === undefined
    ? `,"base64":"${encodeBase64(data)}"`
    : `,"data":${JSON.stringify(text)}`;
  return encoder.encode(json + (complete ? "}\n" : ',"complete":false}\n'));
}

/**
 * The first bytes of a text line, up to its data; `out` must have {@link TEXT_DATA} bytes left. The
 * time are the 30 bytes of `stamp` from `stampAt` on.
 */
export function putTextHead(
  out: Uint8Array,
  at: number,
  stamp: Uint8Array,
  stampAt: number,
  tag: Tag,
  complete: boolean,
): void {
  for (let i = 0; i < STAMP_LENGTH; i++) out[at + i] = stamp[stampAt + i];
  const word = TAGS[tag];
  for (let i = 0; i < word.length; i++) out[at + STAMP_LENGTH + i] = word[i];
  out[at + TEXT_DATA - 1] = complete ? SPACE : TILDE;
}

/**
 * Called for each line of text: where its time begins, where its data begins and ends (without
 * line feed), what it is, and whether it came to its end. Returns false to stop.
 */
export type VisitText = (
  at: number,
  dataAt: number,
  end: number,
  tag: Tag,
  complete: boolean,
) => boolean | void;

/**
 * Goes through whole lines of text between `from` and `to`, without an object for any of them.
 * What is no line of a record (a header, garbage after a crash of the machine) is passed over.
 * Returns where the rest begins: a line without its end, or the one at which `visit` said stop.
 */
export function scanText(b: Uint8Array, from: number, to: number, visit: VisitText): number {
  let at = from;
  while (at < to) {
    const end = b.indexOf(LINE_FEED, at);
    if (end < 0 || end >= to) return at;
    const tag = textTagAt(b, at, end);
    if (
      tag !== undefined &&
      visit(at, at + TEXT_DATA, end, tag, b[at + TEXT_DATA - 1] === SPACE) === false
    ) return at;
    at = end + 1;
  }
  return at;
}

/** What the line of text from `at` to `end` is; undefined for what is none. */
export function textTagAt(b: Uint8Array, at: number, end: number): Tag | undefined {
  if (end - at < TEXT_DATA || b[at + STAMP_LENGTH] !== SPACE) return undefined;
  const last = b[at + TEXT_DATA - 1];
  if (last !== SPACE && last !== TILDE) return undefined;
  const tag = TAG_CODE.get(b[at + 31] << 16 | b[at + 32] << 8 | b[at + 33]);
  return tag !== undefined && isStampAt(b, at) ? tag : undefined;
}

/**
 * The same for either format, an object a line: `visit` gets the item and where its line begins
 * and ends (without line feed). `named`: the file is the consolidated one; the item's
 * `containerId` is then the container's name.
 */
export function scanItems(
  format: RecordFormat,
  b: Uint8Array,
  from: number,
  to: number,
  containerId: string,
  visit: (item: RecordedItem, at: number, end: number) => boolean | void,
  named = false,
): number {
  let at = from;
  while (at < to) {
    const end = b.indexOf(LINE_FEED, at);
    if (end < 0 || end >= to) return at;
    const item = decodeFileLine(format, b, at, end, containerId, named);
    if (item !== undefined && visit(item, at, end) === false) return at;
    at = end + 1;
  }
  return at;
}

/** The item between `at` and `end` (without line feed); undefined for a header or garbage. */
export function decodeFileLine(
  format: RecordFormat,
  b: Uint8Array,
  at: number,
  end: number,
  containerId: string,
  named = false,
): RecordedItem | undefined {
  if (format === "json") return decodeJson(b.subarray(at, end), containerId, named);
  const tag = textTagAt(b, at, end);
  if (tag === undefined) return undefined;
  const time = timeAt(b, at);
  let dataAt = at + TEXT_DATA;
  if (named) {
    const space = b.indexOf(SPACE, dataAt);
    if (space < 0 || space >= end) return undefined;
    containerId = lenient.decode(b.subarray(dataAt, space));
    dataAt = space + 1;
  }
  if (tag === MARK) return markOf(lenient.decode(b.subarray(dataAt, end)), containerId, time);
  return {
    type: "line",
    containerId,
    stream: tag === ERR ? "stderr" : "stdout",
    time,
    data: b.slice(dataAt, end),
    complete: b[at + TEXT_DATA - 1] === SPACE,
  };
}

/** A mark as it stands in a file; {@link markOf} reads it. */
function wordsOf(
  { mark, exitCode, maybe }: Pick<RecordedMark, "mark" | "exitCode" | "maybe">,
  from: string | undefined,
): string {
  if (mark === "stopped") return `stopped exit=${exitCode ?? 0}`;
  if (mark !== "gap") return mark;
  return `gap${maybe ? " maybe" : ""}${from === undefined ? "" : ` from=${from}`}`;
}

function markOf(words: string, containerId: string, time: bigint): RecordedMark | undefined {
  const stopped = /^stopped exit=(-?\d{1,9})$/.exec(words);
  if (stopped !== null) {
    return { type: "mark", containerId, time, mark: "stopped", exitCode: Number(stopped[1]) };
  }
  const gap = /^gap( maybe)?(?: from=(.*))?$/.exec(words);
  if (gap !== null) {
    const from = gap[2] === undefined ? undefined : nanosOfText(gap[2]);
    const maybe = gap[1] !== undefined && { maybe: true as const };
    return { type: "mark", containerId, time, mark: "gap", ...maybe, ...(from && { from }) };
  }
  if (words !== "started" && words !== "truncated" && words !== "late") return undefined;
  return { type: "mark", containerId, time, mark: words };
}

function decodeJson(
  line: Uint8Array,
  containerId: string,
  named: boolean,
): RecordedItem | undefined {
  let o: Record<string, unknown>;
  try {
    o = JSON.parse(lenient.decode(line));
    if (typeof o !== "object" || o === null || typeof o.time !== "string") return undefined;
  } catch {
    return undefined;
  }
  const stamp = encoder.encode(o.time);
  if (stamp.length !== STAMP_LENGTH || !isStampAt(stamp, 0)) return undefined;
  if (named) {
    if (typeof o.container !== "string") return undefined;
    containerId = o.container;
  }
  const time = timeAt(stamp, 0);
  if (typeof o.mark === "string") {
    const from = typeof o.from === "string" ? o.from : undefined;
    const words = wordsOf({
      mark: o.mark as RecordedMark["mark"],
      exitCode: Number(o.exitCode ?? 0),
      ...(o.maybe === true && { maybe: true }),
    }, from);
    return markOf(words, containerId, time);
  }
  if (o.stream !== "stdout" && o.stream !== "stderr") return undefined;
  const data = typeof o.data === "string"
    ? encoder.encode(o.data)
    : typeof o.base64 === "string"
    ? decodeBase64(o.base64)
    : undefined;
  if (data === undefined) return undefined;
  return {
    type: "line",
    containerId,
    stream: o.stream,
    time,
    data,
    complete: o.complete !== false,
  };
}

function startsWith(b: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (b[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
