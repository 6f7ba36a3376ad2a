/** The entries of an engine's log, taken apart in place. */
import { EngineError } from "../errors.ts";
import { parseEntry } from "./entry.ts";
import { TerminalEntries } from "./terminal_entries.ts";
import { MAX_WHOLE_FRAME } from "./frames.ts";
import { ERR, OUT, type Tag } from "../recorder/format/line_codec.ts";
import { isStampAt, STAMP_LENGTH } from "./stamp.ts";

/** Called for each entry: its time are the 30 bytes of `stamp` from `stampAt` on. */
export type VisitEntry = (
  stamp: Uint8Array,
  stampAt: number,
  tag: Tag,
  b: Uint8Array,
  from: number,
  to: number,
) => void;

const HEADER = 8;
const SPACE = 0x20;
const encoder = new TextEncoder();

/**
 * Takes apart what the engine sends of a log with timestamps, in place: no object is made for an
 * entry that lies whole in what came. A visitor must not keep what it gets.
 */
export class EntryReader {
  /** A frame whose end has not come yet. */
  #rest: Uint8Array | undefined;
  #have = 0;
  readonly #terminal: TerminalEntries | undefined;

  constructor(tty: boolean, readonly endpoint: string) {
    if (tty) this.#terminal = new TerminalEntries();
  }

  /**
   * @throws {EngineError} of code `engine` in the engine's words when it reports that reading
   * failed, `protocol` when this is no such stream. What came before was visited.
   */
  push(chunk: Uint8Array, visit: VisitEntry): void {
    if (this.#terminal !== undefined) {
      this.#terminal.push(chunk, ({ stamp, data }) => {
        visit(encoder.encode(stamp), 0, OUT, data, 0, data.length);
      });
      return;
    }
    let at = this.#rest === undefined ? 0 : this.#complete(chunk, visit);
    while (chunk.length - at >= HEADER) {
      const end = at + HEADER + this.#sizeAt(chunk, at);
      if (end > chunk.length) break;
      this.#frame(chunk, at, end, visit);
      at = end;
    }
    if (at < chunk.length) {
      // Room for the whole frame, so that one that comes in many pieces is not copied each time.
      const left = chunk.length - at;
      const size = left < HEADER ? HEADER : HEADER + this.#sizeAt(chunk, at);
      this.#rest = new Uint8Array(size);
      this.#rest.set(chunk.subarray(at));
      this.#have = left;
    }
  }

  /** The log has ended: with a terminal, what is left is a last line without its end. */
  flush(visit: VisitEntry): void {
    this.#terminal?.flush(({ stamp, data }) => {
      visit(encoder.encode(stamp), 0, OUT, data, 0, data.length);
    });
  }

  #complete(chunk: Uint8Array, visit: VisitEntry): number {
    let at = 0;
    for (;;) {
      const rest = this.#rest!;
      const n = Math.min(rest.length - this.#have, chunk.length - at);
      rest.set(chunk.subarray(at, at + n), this.#have);
      this.#have += n;
      at += n;
      if (this.#have < rest.length) return at;
      const size = HEADER + this.#sizeAt(rest, 0);
      if (rest.length < size) {
        this.#rest = new Uint8Array(size);
        this.#rest.set(rest);
        continue;
      }
      this.#rest = undefined;
      this.#have = 0;
      this.#frame(rest, 0, size, visit);
      return at;
    }
  }

  #sizeAt(b: Uint8Array, at: number): number {
    const size = b[at + 4] * 0x1000000 + (b[at + 5] << 16 | b[at + 6] << 8 | b[at + 7]);
    if (b[at] > 3 || b[at + 1] !== 0 || b[at + 2] !== 0 || b[at + 3] !== 0) {
      throw this.#error("the log does not come in the frames of an engine", "protocol");
    }
    if (size > MAX_WHOLE_FRAME) throw this.#error("an entry of the log is too large", "protocol");
    return size;
  }

  #frame(b: Uint8Array, at: number, end: number, visit: VisitEntry): void {
    const from = at + HEADER;
    if (b[at] === 3) {
      const words = new TextDecoder().decode(b.subarray(from, end)).trim();
      throw this.#error(words || "the engine failed to read on", "engine");
    }
    const tag = b[at] === 2 ? ERR : OUT;
    if (end - from > STAMP_LENGTH && b[from + STAMP_LENGTH] === SPACE && isStampAt(b, from)) {
      visit(b, from, tag, b, from + STAMP_LENGTH + 1, end);
      return;
    }
    const entry = parseEntry(tag === ERR ? "stderr" : "stdout", b.subarray(from, end));
    if (entry === undefined) {
      throw this.#error("an entry of the log came without its time", "protocol");
    }
    visit(encoder.encode(entry.stamp), 0, tag, entry.data, 0, entry.data.length);
  }

  #error(message: string, code: "engine" | "protocol"): EngineError {
    return new EngineError(message, { code, op: "follow logs", endpoint: this.endpoint });
  }
}
