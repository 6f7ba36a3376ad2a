/** One entry of a log with timestamps, as an object. */
import type { StdChunk } from "./frames.ts";

/** One record of a container's log: a line, or a piece of 16 KiB of a longer one. */
export interface LogEntry {
  stream: StdChunk["stream"];
  /** RFC 3339 in UTC with nine digits: sorts as text, and is the same at every reading. */
  stamp: string;
  /** Without the timestamp, with the line feed if it has one. */
  data: Uint8Array;
}

const latin1 = new TextDecoder("latin1");
const SPACE = 0x20, LINE_FEED = 0x0a;
/** `2006-01-02T15:04:05.000000000Z` */
const STAMP_LENGTH = 30;
/** No timestamp is longer. */
const MAX_STAMP = 40;

/**
 * Takes the timestamp off an entry; undefined if there is none. Docker writes nine digits and
 * `Z`, podman as many digits as there are and an offset.
 */
export function parseEntry(stream: LogEntry["stream"], bytes: Uint8Array): LogEntry | undefined {
  const at = bytes[STAMP_LENGTH] === SPACE
    ? STAMP_LENGTH
    : bytes.subarray(0, MAX_STAMP).indexOf(SPACE);
  // An empty line may lose the space before its end.
  const end = at > 0 ? at : bytes.length <= STAMP_LENGTH + 1 ? STAMP_LENGTH : -1;
  if (end <= 0) return undefined;
  const stamp = canonicalStamp(latin1.decode(bytes.subarray(0, end)));
  if (stamp === undefined) return undefined;
  return { stream, stamp, data: bytes.subarray(at > 0 ? at + 1 : end) };
}

/** A timestamp in UTC with nine digits, or undefined for what is none. */
function canonicalStamp(text: string): string | undefined {
  const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (m === null) return undefined;
  if (m[3] === "Z" && m[2]?.length === 9) return text;
  const time = Date.parse(m[1] + m[3]);
  if (Number.isNaN(time)) return undefined;
  return `${new Date(time).toISOString().slice(0, 19)}.${(m[2] ?? "").padEnd(9, "0")}Z`;
}

/** Whether the entry ends a line. */
export function endsLine(data: Uint8Array): boolean {
  return data.length > 0 && data[data.length - 1] === LINE_FEED;
}
