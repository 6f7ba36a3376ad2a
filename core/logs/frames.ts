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

/** Settings of {@link demultiplex}. */
export interface DemultiplexOptions {
  /** What is being done, for errors; `read output` unless told. */
  op?: string;
  endpoint?: string;
  /**
   * Give neighbouring small frames of one stream as one chunk, and pieces of a frame as they come.
   * For output that is passed on as it is: much faster with small frames. Default false: a chunk
   * is a frame, which on `/logs` is one entry.
   */
  merge?: boolean;
  /** With `merge`: the bytes that come are nobody else's and may be moved where they are. */
  inPlace?: boolean;
}

/** Frames up to this size come whole; a larger one comes in pieces and is never held. */
export const MAX_WHOLE_FRAME = 1024 * 1024;
/** Bound for the engine's words in a frame of type 3. */
const MAX_ERROR_TEXT = 64 * 1024;
/** Where copying within one buffer is faster than making a view for each frame. */
const SMALL_FRAME = 512;
/** From here on a frame is worth a chunk of its own, and is never copied. */
const BIG_FRAME = 4096;

type Emit = (stream: StdChunk["stream"], data: Uint8Array) => void;

/**
 * Takes apart what `/logs`, attach and exec send without a terminal: frames of an 8-byte header
 * (type, three zeros, big-endian length) and a payload (moby api/pkg/stdcopy). Data is handed on
 * as views of what was pushed where that is possible. Holds at most {@link MAX_WHOLE_FRAME}.
 */
export class FrameParser {
  readonly #op: string;
  readonly #endpoint: string | undefined;
  readonly #merge: boolean;
  readonly #inPlace: boolean;
  readonly #header = new Uint8Array(8);
  #have = 0;
  /** Bytes of the payload still to come. */
  #left = 0;
  #type = 0;
  #whole: Uint8Array | undefined;
  #filled = 0;

  constructor(options: DemultiplexOptions = {}) {
    this.#op = options.op ?? "read output";
    this.#endpoint = options.endpoint;
    this.#merge = options.merge ?? false;
    this.#inPlace = options.inPlace ?? false;
  }

  /** Whether the last frame is not complete. */
  get open(): boolean {
    return this.#have > 0;
  }

  /**
   * Goes through `chunk`; `emit` gets what is complete, in order.
   *
   * @throws {EngineError} of code `engine` with the engine's words when it reports that reading
   * failed, `protocol` when this is no such stream.
   */
  push(chunk: Uint8Array, emit: Emit): void {
    let at = 0;
    if (this.#have > 0) at = this.#continue(chunk, 0, emit);
    if (this.#have > 0) return;
    at = this.#merge ? this.#runs(chunk, at, emit) : this.#frames(chunk, at, emit);
    if (at < chunk.length) this.#begin(chunk, at, emit);
  }

  /** Whole frames, a view each. Returns where the first one begins that is not whole. */
  #frames(chunk: Uint8Array, at: number, emit: Emit): number {
    while (chunk.length - at >= 8) {
      const end = at + 8 + lengthAt(chunk, at);
      if (end > chunk.length || chunk[at] > 2) break;
      this.#check(chunk, at);
      emit(chunk[at] === 2 ? "stderr" : "stdout", chunk.subarray(at + 8, end));
      at = end;
    }
    return at;
  }

  /** The same, neighbours of one stream moved together. */
  #runs(chunk: Uint8Array, at: number, emit: Emit): number {
    let out: Uint8Array | undefined;
    while (chunk.length - at >= 8) {
      const type = chunk[at];
      const start = at + 8;
      const end = start + lengthAt(chunk, at);
      if (end > chunk.length || type > 2) break;
      this.#check(chunk, at);
      at = end;
      let fill = end;
      let moved = false;
      while (
        chunk.length - at >= 8 && chunk[at] === type &&
        (chunk[at + 1] | chunk[at + 2] | chunk[at + 3]) === 0
      ) {
        const size = lengthAt(chunk, at);
        const next = at + 8 + size;
        if (next > chunk.length || size >= BIG_FRAME) break;
        // The copy has the places of the chunk, so that one serves for all its runs.
        out ??= this.#inPlace ? chunk : chunk.slice();
        if (this.#inPlace || size < SMALL_FRAME) out.copyWithin(fill, at + 8, next);
        else out.set(chunk.subarray(at + 8, next), fill);
        moved = true;
        fill += size;
        at = next;
      }
      const data = moved ? out!.subarray(start, fill) : chunk.subarray(start, end);
      if (data.length > 0) emit(type === 2 ? "stderr" : "stdout", data);
    }
    return at;
  }

  /** A frame whose end, or even whose header's end, is not in this chunk. */
  #begin(chunk: Uint8Array, at: number, emit: Emit): void {
    this.#have = 0;
    at = this.#fillHeader(chunk, at);
    if (this.#left > 0 || this.#have < 8) {
      if (at < chunk.length) at = this.#continue(chunk, at, emit);
      if (this.#have === 0 && at < chunk.length) this.push(chunk.subarray(at), emit);
      return;
    }
    this.#finish(emit);
    if (at < chunk.length) this.push(chunk.subarray(at), emit);
  }

  #fillHeader(chunk: Uint8Array, at: number): number {
    const n = Math.min(8 - this.#have, chunk.length - at);
    this.#header.set(chunk.subarray(at, at + n), this.#have);
    this.#have += n;
    // What is no frame is told by its first bytes: waiting for the rest might be for ever.
    this.#check(this.#header, 0, this.#have);
    if (this.#have === 8) {
      this.#type = this.#header[0];
      this.#left = lengthAt(this.#header, 0);
      this.#filled = 0;
      const bound = this.#type === 3
        ? Math.min(this.#left, MAX_ERROR_TEXT)
        : !this.#merge && this.#left <= MAX_WHOLE_FRAME
        ? this.#left
        : -1;
      this.#whole = bound >= 0 ? new Uint8Array(bound) : undefined;
    }
    return at + n;
  }

  /** Goes on with the frame that is open. */
  #continue(chunk: Uint8Array, at: number, emit: Emit): number {
    if (this.#have < 8) at = this.#fillHeader(chunk, at);
    if (this.#have < 8) return at;
    const n = Math.min(this.#left, chunk.length - at);
    const piece = chunk.subarray(at, at + n);
    if (this.#whole === undefined) {
      if (n > 0) emit(this.#type === 2 ? "stderr" : "stdout", piece);
    } else {
      const fits = Math.min(n, this.#whole.length - this.#filled);
      this.#whole.set(piece.subarray(0, fits), this.#filled);
      this.#filled += fits;
    }
    this.#left -= n;
    // An engine's failure is told as soon as its words are there, or as many as we take.
    const told = this.#type === 3 && this.#filled === this.#whole!.length;
    if (this.#left === 0 || told) this.#finish(emit);
    return at + n;
  }

  #finish(emit: Emit): void {
    const whole = this.#whole;
    this.#have = 0;
    this.#whole = undefined;
    if (this.#type === 3) {
      const words = new TextDecoder().decode(whole).trim();
      throw this.#error(words || "the engine failed to read on", "engine");
    }
    if (whole !== undefined) emit(this.#type === 2 ? "stderr" : "stdout", whole);
  }

  #check(bytes: Uint8Array, at: number, have = 8): void {
    if (have > 0 && bytes[at] > 3) throw this.#garbage();
    for (let i = 1; i < Math.min(have, 4); i++) if (bytes[at + i] !== 0) throw this.#garbage();
  }

  #garbage(): EngineError {
    return this.#error("the output does not come in the frames of an engine", "protocol");
  }

  #error(message: string, code: "engine" | "protocol"): EngineError {
    return new EngineError(message, { code, op: this.#op, endpoint: this.#endpoint });
  }
}

function lengthAt(b: Uint8Array, at: number): number {
  return b[at + 4] * 0x1000000 + (b[at + 5] << 16 | b[at + 6] << 8 | b[at + 7]);
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
  options: DemultiplexOptions = {},
): AsyncIterable<StdChunk> {
  return { [Symbol.asyncIterator]: () => new StdIterator(body, new FrameParser(options)) };
}

/**
 * Written out rather than as a generator: a chunk that is there costs one promise instead of
 * three turns of the queue.
 */
class StdIterator implements AsyncIterator<StdChunk, undefined> {
  readonly #body: AsyncIterator<Uint8Array>;
  readonly #parser: FrameParser;
  #ready: StdChunk[] = [];
  #next = 0;
  #error: unknown;
  #over = false;
  #pulling: Promise<unknown> | undefined;

  constructor(body: AsyncIterable<Uint8Array>, parser: FrameParser) {
    this.#body = body[Symbol.asyncIterator]();
    this.#parser = parser;
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
        this.#parser.push(got.value, (stream, data) => this.#ready.push({ stream, data }));
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
