import { concat } from "../transport/http1.ts";
import { endsLine, type LogEntry, nanosOf } from "./entry.ts";

/** A line of a container's log. */
export interface LogLine {
  /** Tells it from a mark. */
  type: "line";
  /** `stdout` always, if the container has a terminal. */
  stream: "stdout" | "stderr";
  /** When the engine read its beginning, in nanoseconds since 1970. */
  time: bigint;
  /** Without its line feed, nor the carriage return that a terminal puts before it. */
  data: Uint8Array;
  /** Whether it came to its end: false for a last line without one, and beyond 1 MiB. */
  complete: boolean;
}

/** A line is given out in parts of this size if it is longer. */
export const MAX_LINE = 1024 * 1024;

interface Open {
  stamp: string;
  pieces: Uint8Array[];
  size: number;
}

/**
 * Joins the pieces of 16 KiB that the engine makes of long lines. All pieces of a line carry the
 * timestamp of the first, so that another timestamp ends a line whose end is missing (the last one
 * of a process, or one of the `local` driver up to 20.10).
 */
export class LineJoiner {
  readonly #open: { stdout?: Open; stderr?: Open } = {};

  /** The earliest timestamp among the lines that have begun and not ended. */
  get open(): string | undefined {
    const { stdout, stderr } = this.#open;
    if (stdout === undefined || stderr === undefined) return stdout?.stamp ?? stderr?.stamp;
    return stdout.stamp < stderr.stamp ? stdout.stamp : stderr.stamp;
  }

  /** Takes an entry; `emit` gets the lines that end by it. */
  push(entry: LogEntry, emit: (line: LogLine) => void): void {
    let open = this.#open[entry.stream];
    if (open !== undefined && open.stamp !== entry.stamp) {
      this.#end(entry.stream, false, emit);
      open = undefined;
    }
    if (endsLine(entry.data) && open === undefined) {
      emit(lineOf(entry.stream, entry.stamp, entry.data, true));
      return;
    }
    open ??= this.#open[entry.stream] = { stamp: entry.stamp, pieces: [], size: 0 };
    open.pieces.push(entry.data);
    open.size += entry.data.length;
    if (endsLine(entry.data)) this.#end(entry.stream, true, emit);
    else if (open.size >= MAX_LINE) this.#end(entry.stream, false, emit);
  }

  /** Ends what is open: no more will come of it. */
  flush(emit: (line: LogLine) => void): void {
    this.#end("stdout", false, emit);
    this.#end("stderr", false, emit);
  }

  #end(stream: LogEntry["stream"], complete: boolean, emit: (line: LogLine) => void): void {
    const open = this.#open[stream];
    if (open === undefined) return;
    delete this.#open[stream];
    emit(lineOf(stream, open.stamp, concat(open.pieces), complete));
  }
}

function lineOf(
  stream: LogLine["stream"],
  stamp: string,
  data: Uint8Array,
  complete: boolean,
): LogLine {
  let end = data.length;
  if (complete) {
    end--;
    if (data[end - 1] === 0x0d) end--;
  }
  return { type: "line", stream, time: nanosOf(stamp), data: data.subarray(0, end), complete };
}
