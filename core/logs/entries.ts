/** The entries of a log with timestamps, taken apart in place. */
import { EngineError } from "../errors.ts";
import { parseEntry } from "./entry.ts";
import { ERR, FrameReader, MAX_WHOLE_FRAME, OUT, type Std } from "./frames.ts";
import { isStampAt, STAMP_LENGTH } from "./stamp.ts";
import { TerminalEntries } from "./terminal_entries.ts";

/** Called for each entry: its time are the 30 bytes of `stamp` from `stampAt` on. */
export type VisitEntry = (
  stamp: Uint8Array,
  stampAt: number,
  std: Std,
  b: Uint8Array,
  from: number,
  to: number,
) => void;

const SPACE = 0x20;
const encoder = new TextEncoder();

/**
 * Takes apart what the engine sends of a log with timestamps, in place: no object is made for an
 * entry that lies whole in what came. What it hands out stays as it is.
 */
export class EntryReader {
  readonly #frames: FrameReader | undefined;
  readonly #terminal: TerminalEntries | undefined;

  constructor(
    tty: boolean,
    readonly at: { op: string; endpoint: string },
    readonly visit: VisitEntry,
  ) {
    if (tty) this.#terminal = new TerminalEntries();
    else this.#frames = new FrameReader({ ...at, whole: MAX_WHOLE_FRAME, strict: true });
  }

  /**
   * @throws {EngineError} of code `engine` in the engine's words when it reports that reading
   * failed, `protocol` when this is no such stream. What came before was visited.
   */
  push(chunk: Uint8Array): void {
    if (this.#frames !== undefined) this.#frames.push(chunk, this.#frame);
    else this.#terminal!.push(chunk, this.#line);
  }

  /** The log has ended: with a terminal, what is left is a last line without its end. */
  flush(): void {
    this.#terminal?.flush(this.#line);
  }

  /** Begins with another answer; what the last one was cut in is forgotten. */
  reset(): void {
    this.#frames?.reset();
    this.#terminal?.clear();
  }

  readonly #line = ({ stamp, data }: { stamp: string; data: Uint8Array }) => {
    this.visit(encoder.encode(stamp), 0, OUT, data, 0, data.length);
  };

  readonly #frame = (std: Std, b: Uint8Array, from: number, to: number) => {
    if (to - from > STAMP_LENGTH && b[from + STAMP_LENGTH] === SPACE && isStampAt(b, from)) {
      return this.visit(b, from, std, b, from + STAMP_LENGTH + 1, to);
    }
    const entry = parseEntry(std === ERR ? "stderr" : "stdout", b.subarray(from, to));
    if (entry === undefined) {
      throw new EngineError("an entry of the log came without its time", {
        code: "protocol",
        ...this.at,
      });
    }
    this.visit(encoder.encode(entry.stamp), 0, std, entry.data, 0, entry.data.length);
  };
}
