/** The frames in which an engine sends the two streams of a process. */
import { EngineError } from "../errors.ts";

/** A piece of what a process writes. */
export interface StdChunk {
  /** Which of its two streams; with a terminal there is only `stdout`. */
  stream: "stdout" | "stderr";
  /** What was written. */
  data: Uint8Array;
  /**
   * Bytes of this stream that were lost just before `data`, as nobody read them in time. Only in
   * sessions that drop (see `slow` of attach); `data` may be empty then, at the very end.
   */
  dropped?: number;
}

/** The two streams as numbers, which cost less than words where there are many. */
export const OUT = 0, ERR = 1;
/** One of both. */
export type Std = typeof OUT | typeof ERR;

/** Settings of {@link FrameReader}. */
export interface FrameOptions {
  /** What is being done, for errors; `read output` unless told. */
  op?: string;
  endpoint?: string;
  /**
   * Frames up to this size come whole, and that much is held of one that is cut. What is larger
   * comes in pieces, as it comes. Default {@link MAX_WHOLE_FRAME}; 0: all come as they come.
   */
  whole?: number;
  /** A frame larger than `whole` is an error of code `protocol`. Default false. */
  strict?: boolean;
}

/** Frames up to this size come whole unless told otherwise. */
export const MAX_WHOLE_FRAME = 1024 * 1024;
/** Bound for the engine's words in a frame of type 3. */
const MAX_ERROR_TEXT = 64 * 1024;
const HEADER = 8;

/** Gets a frame, or a piece of one: `b[from..to)`, which it may change until it returns. */
export type VisitFrame = (std: Std, b: Uint8Array, from: number, to: number) => void;

/**
 * Takes apart what `/logs`, attach and exec send without a terminal: frames of an 8-byte header
 * (type, three zeros, big-endian length) and a payload (moby api/pkg/stdcopy). It works in place: no
 * object is made and nothing copied for a frame that lies whole in what came.
 */
export class FrameReader {
  readonly #op: string;
  readonly #endpoint: string | undefined;
  readonly #wholeTo: number;
  readonly #strict: boolean;
  readonly #header = new Uint8Array(HEADER);
  #have = 0;
  /** Bytes of the payload still to come. */
  #left = 0;
  #whole: Uint8Array | undefined;
  #filled = 0;

  constructor(options: FrameOptions = {}) {
    this.#op = options.op ?? "read output";
    this.#endpoint = options.endpoint;
    this.#wholeTo = options.whole ?? MAX_WHOLE_FRAME;
    this.#strict = options.strict ?? false;
  }

  /** Whether the last frame is not complete. */
  get open(): boolean {
    return this.#have > 0;
  }

  /** Forgets a frame that is not complete: the connection was cut in the middle of it. */
  reset(): void {
    this.#have = this.#left = this.#filled = 0;
    this.#whole = undefined;
  }

  /**
   * Goes through `chunk`; `visit` gets what is complete, in order.
   *
   * @throws {EngineError} of code `engine` with the engine's words when it reports that reading
   * failed, `protocol` when this is no such stream. What came before was visited.
   */
  push(chunk: Uint8Array, visit: VisitFrame): void {
    const n = chunk.length;
    let at = 0;
    while (at < n) {
      if (this.#have > 0) {
        at = this.#continue(chunk, at, visit);
        continue;
      }
      while (n - at >= HEADER) {
        const size = chunk[at + 4] * 0x1000000 +
          (chunk[at + 5] << 16 | chunk[at + 6] << 8 | chunk[at + 7]);
        const end = at + HEADER + size;
        if (
          end > n || chunk[at] > 2 || (chunk[at + 1] | chunk[at + 2] | chunk[at + 3]) !== 0 ||
          (this.#strict && size > this.#wholeTo)
        ) break;
        visit(chunk[at] === 2 ? ERR : OUT, chunk, at + HEADER, end);
        at = end;
      }
      if (at < n) at = this.#fillHeader(chunk, at, visit);
    }
  }

  /** The header of a frame whose end is not here, or that is none. */
  #fillHeader(chunk: Uint8Array, at: number, visit: VisitFrame): number {
    const n = Math.min(HEADER - this.#have, chunk.length - at);
    const header = this.#header;
    for (let i = 0; i < n; i++) header[this.#have + i] = chunk[at + i];
    this.#have += n;
    // What is no frame is told by its first bytes: waiting for the rest might be for ever.
    if (header[0] > 3) throw this.#garbage();
    for (let i = 1; i < Math.min(this.#have, 4); i++) if (header[i] !== 0) throw this.#garbage();
    if (this.#have < HEADER) return at + n;
    this.#left = header[4] * 0x1000000 + (header[5] << 16 | header[6] << 8 | header[7]);
    this.#filled = 0;
    const told = header[0] === 3;
    if (!told && this.#strict && this.#left > this.#wholeTo) {
      throw this.#error("an entry of the log is too large", "protocol");
    }
    const bound = told ? Math.min(this.#left, MAX_ERROR_TEXT) : this.#left;
    this.#whole = told || bound <= this.#wholeTo ? new Uint8Array(bound) : undefined;
    if (this.#left === 0) this.#finish(visit);
    return at + n;
  }

  /** Goes on with the frame that is open. */
  #continue(chunk: Uint8Array, at: number, visit: VisitFrame): number {
    if (this.#have < HEADER) return this.#fillHeader(chunk, at, visit);
    const n = Math.min(this.#left, chunk.length - at);
    if (this.#whole === undefined) this.#visit(visit, chunk, at, at + n);
    else {
      const fits = Math.min(n, this.#whole.length - this.#filled);
      this.#whole.set(chunk.subarray(at, at + fits), this.#filled);
      this.#filled += fits;
    }
    this.#left -= n;
    // An engine's failure is told as soon as its words are there, or as many as we take.
    const told = this.#header[0] === 3 && this.#filled === this.#whole!.length;
    if (this.#left === 0 || told) this.#finish(visit);
    return at + n;
  }

  #finish(visit: VisitFrame): void {
    const whole = this.#whole;
    this.#have = 0;
    this.#whole = undefined;
    if (this.#header[0] === 3) {
      const words = new TextDecoder().decode(whole).trim();
      throw this.#error(words || "the engine failed to read on", "engine");
    }
    if (whole !== undefined) this.#visit(visit, whole, 0, whole.length);
  }

  #visit(visit: VisitFrame, b: Uint8Array, from: number, to: number): void {
    visit(this.#header[0] === 2 ? ERR : OUT, b, from, to);
  }

  #garbage(): EngineError {
    return this.#error("the output does not come in the frames of an engine", "protocol");
  }

  #error(message: string, code: "engine" | "protocol"): EngineError {
    return new EngineError(message, { code, op: this.#op, endpoint: this.#endpoint });
  }
}

/**
 * The chunks of a multiplexed body, as they come. A frame that the end of the body cuts short is
 * dropped, as docker's own reader has it. Leaving the loop closes the body.
 *
 * @throws {EngineError} of code `engine` (in the engine's words) when the engine reports that
 * reading failed, `protocol` when the body is no such stream, and what the body throws.
 */
export function demultiplex(
  body: AsyncIterable<Uint8Array>,
  options: FrameOptions = {},
): AsyncIterable<StdChunk> {
  return { [Symbol.asyncIterator]: () => new StdIterator(body, new FrameReader(options)) };
}

/**
 * Written out rather than as a generator: a chunk that is there costs one promise instead of
 * three turns of the queue.
 */
class StdIterator implements AsyncIterator<StdChunk, undefined> {
  readonly #body: AsyncIterator<Uint8Array>;
  readonly #reader: FrameReader;
  #ready: StdChunk[] = [];
  #next = 0;
  #error: unknown;
  #over = false;
  #pulling: Promise<unknown> | undefined;

  readonly #take: VisitFrame = (std, b, from, to) => {
    this.#ready.push({ stream: std === ERR ? "stderr" : "stdout", data: b.subarray(from, to) });
  };

  constructor(body: AsyncIterable<Uint8Array>, reader: FrameReader) {
    this.#body = body[Symbol.asyncIterator]();
    this.#reader = reader;
  }

  next(): Promise<IteratorResult<StdChunk, undefined>> {
    if (this.#pulling === undefined && this.#next < this.#ready.length) {
      return Promise.resolve({ done: false, value: this.#ready[this.#next++] });
    }
    const pulled = this.#pulling === undefined
      ? this.#pull()
      : this.#pulling.then(() => this.#pull(), () => this.#pull());
    const settled = pulled.then(() => {}, () => {}).then(() => {
      if (this.#pulling === settled) this.#pulling = undefined;
    });
    this.#pulling = settled;
    return pulled;
  }

  async #pull(): Promise<IteratorResult<StdChunk, undefined>> {
    for (;;) {
      if (this.#next < this.#ready.length) {
        return { done: false, value: this.#ready[this.#next++] };
      }
      if (this.#error !== undefined) {
        const error = this.#error;
        this.#error = undefined;
        throw error;
      }
      if (this.#over) return { done: true, value: undefined };
      let got: IteratorResult<Uint8Array>;
      try {
        got = await this.#body.next();
      } catch (e) {
        this.#over = true;
        throw e;
      }
      if (got.done) {
        this.#over = true;
        continue;
      }
      this.#ready = [];
      this.#next = 0;
      try {
        this.#reader.push(got.value, this.#take);
      } catch (e) {
        // What came before the failure is still given.
        this.#error = e;
        this.#over = true;
        await this.#body.return?.();
      }
    }
  }

  async return(): Promise<IteratorResult<StdChunk, undefined>> {
    this.#over = true;
    this.#ready = [];
    this.#next = 0;
    this.#error = undefined;
    await this.#body.return?.();
    return { done: true, value: undefined };
  }
}

/** The chunks of a raw body (a container with a terminal): all of it is `stdout`. */
export async function* rawStdout(body: AsyncIterable<Uint8Array>): AsyncGenerator<StdChunk> {
  for await (const data of body) yield { stream: "stdout", data };
}
