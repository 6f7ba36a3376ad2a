import type { StdChunk } from "../../core/mod.ts";
import { sanitise } from "../format/sanitise.ts";
import { LOG_LINE_CHARS, type LogLine } from "./log_buffer.ts";

/** Characters of the longest time with its space. */
const STAMP_MAX = 31;
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z /;

/** Nanoseconds since 1970 of the time before a log line, and how long its text is. */
export function readStamp(text: string): { time: bigint; length: number } | undefined {
  const match = STAMP.exec(text);
  if (match === null) return undefined;
  const millis = Date.parse(`${match[1]}Z`);
  if (Number.isNaN(millis)) return undefined;
  const time = BigInt(millis) * 1_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
  return { time, length: match[0].length };
}

/** A line without its number, as messages carry it. */
export type NewLine = Omit<LogLine, "seq">;

/**
 * joined, progress bars reduced to their last state, what is hostile taken out, long lines cut.
 */
export class LineAssembler {
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #open: Record<"stdout" | "stderr", Open> = { stdout: closed(), stderr: closed() };

  constructor(readonly source: number) {}

  /** The lines that a chunk completes. */
  feed(chunk: StdChunk): NewLine[] {
    const { stream } = chunk;
    const open = this.#open[stream];
    const lines: NewLine[] = [];
    let rest = this.#decoders[stream].decode(chunk.data, { stream: true });
    while (rest !== "") {
      const end = rest.indexOf("\n");
      const piece = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end + 1);
      this.#add(open, piece);
      if (end >= 0) {
        lines.push(this.#close(open, stream));
        Object.assign(open, closed());
      }
    }
    return lines;
  }

  /** What was left open at the end of the log. */
  end(): NewLine[] {
    const lines: NewLine[] = [];
    for (const stream of ["stdout", "stderr"] as const) {
      const open = this.#open[stream];
      if (open.started) lines.push(this.#close(open, stream));
      Object.assign(open, closed());
    }
    return lines;
  }

  #add(open: Open, piece: string): void {
    open.started = true;
    // Every further piece of a long line comes with the time of the first.
    const again = open.stamp !== "" && piece.startsWith(open.stamp);
    const text = again ? piece.slice(open.stamp.length) : piece;
    open.length += text.length;
    const room = LOG_LINE_CHARS - open.text.length;
    if (room > 0) open.text += text.length > room ? text.slice(0, room) : text;
    if (!open.stamped && open.text.length >= STAMP_MAX) this.#stamp(open);
  }

  /** Takes the time off the start, once that must be there. */
  #stamp(open: Open): void {
    open.stamped = true;
    const stamp = readStamp(open.text);
    if (stamp === undefined) return;
    open.time = stamp.time;
    open.stamp = open.text.slice(0, stamp.length);
    open.text = open.text.slice(stamp.length);
    open.length -= stamp.length;
  }

  #close(open: Open, stream: "stdout" | "stderr"): NewLine {
    if (!open.stamped) this.#stamp(open);
    const cut = open.length - open.text.length;
    let text = open.text.endsWith("\r") ? open.text.slice(0, -1) : open.text;
    const back = text.lastIndexOf("\r");
    if (back >= 0) text = text.slice(back + 1);
    text = sanitise(text, { colours: true });
    if (cut > 0) text += ` … and ${cut} characters more`;
    return { time: open.time, source: this.source, stream, text };
  }
}

interface Open {
  started: boolean;
  /** Whether the time was looked for. */
  stamped: boolean;
  time: bigint | undefined;
  stamp: string;
  text: string;
  length: number;
}

function closed(): Open {
  return { started: false, stamped: false, time: undefined, stamp: "", text: "", length: 0 };
}
