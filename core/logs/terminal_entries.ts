/** The entries of a terminal's log, which has no frames. */
import { concat } from "../transport/http1.ts";
import { endsLine, type LogEntry, parseEntry } from "./entry.ts";
import { MAX_LINE } from "./lines.ts";

/** Bytes of a piece, as the engine cuts lines (moby daemon/logger/copier.go). */
const PIECE = 16 * 1024;
const LINE_FEED = 0x0a;
/** Ends without a line feed that are remembered: only those within the overlap are read again. */
const MAX_TAILS = 16;

/**
 * Finds the entries in the log of a container with a terminal. It comes without frames: an entry
 * is `TIMESTAMP text`, mostly with a line feed, but a line beyond 16 KiB is pieces that follow one
 * another without one, each with the timestamp again.
 */
export class TerminalEntries {
  #rest: Uint8Array[] = [];
  #size = 0;
  #tails: LogEntry[] = [];

  /** Takes bytes as they come; `emit` gets the entries of each line that ends in them. */
  push(chunk: Uint8Array, emit: (entry: LogEntry) => void): void {
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, start)) {
      this.#rest.push(chunk.subarray(start, at + 1));
      this.#take(emit);
      start = at + 1;
    }
    if (start < chunk.length) {
      this.#rest.push(chunk.subarray(start));
      this.#size += chunk.length - start;
      if (this.#size > MAX_LINE) this.#take(emit);
    }
  }

  /** What is left when the log has ended: a last line without its end. */
  flush(emit: (entry: LogEntry) => void): void {
    if (this.#rest.length === 0) return;
    this.#take((entry) => {
      if (!endsLine(entry.data)) this.#tails = [...this.#tails, entry].slice(-MAX_TAILS);
      emit(entry);
    });
  }

  /** Forgets what is left: the connection was cut in the middle of it. */
  clear(): void {
    this.#rest = [];
    this.#size = 0;
  }

  #take(emit: (entry: LogEntry) => void): void {
    let line = concat(this.#rest);
    this.clear();
    while (line.length > 0) {
      const entry = parseEntry("stdout", line);
      if (entry === undefined) return; // the end of an entry whose beginning nobody saw
      const length = this.#lengthOf(entry);
      emit(
        length === entry.data.length ? entry : { ...entry, data: entry.data.subarray(0, length) },
      );
      line = entry.data.subarray(length);
    }
  }

  /**
   * How much of `entry` is its own. What a process prints may look like a timestamp too, so that
   * another entry is believed in two places only: where a piece of a long line ends, and after
   * what an earlier reading found to be the last of a process.
   */
  #lengthOf({ stamp, data }: LogEntry): number {
    if (data.length > PIECE) {
      const next = parseEntry("stdout", data.subarray(PIECE, PIECE + 64));
      if (next?.stamp === stamp) return PIECE;
    }
    for (const t of this.#tails) {
      if (t.stamp !== stamp || t.data.length === data.length || !startsWith(data, t.data)) continue;
      const rest = data.subarray(t.data.length);
      if (parseEntry("stdout", rest.subarray(0, 64)) !== undefined) return t.data.length;
    }
    return data.length;
  }
}

/** Whether `data` begins with `start`. */
function startsWith(data: Uint8Array, start: Uint8Array): boolean {
  if (data.length < start.length) return false;
  for (let i = 0; i < start.length; i++) if (data[i] !== start[i]) return false;
  return true;
}
