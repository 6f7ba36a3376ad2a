/** A segment's file as blocks of whole lines. */

/** What is read at once, in bytes, where nothing else is said. */
export const BLOCK_BYTES = 256 * 1024;

/** A line longer than this is handed out in pieces: no line of the record is half as long. */
const MAX_LINE = 8 * 1024 * 1024;

const LINE_FEED = 10;

/**
 * Reads whole lines, each with its line feed; a last line without one, which a recorder may be
 * about to write, is left out. What {@link next} gives is good until the call after it.
 */
export interface LineBlocks extends Disposable {
  next(): Promise<Uint8Array | undefined>;
  /** Bytes of the file (of what it holds, where it is compressed) that were handed out so far. */
  readonly position: number;
}

/** Where several readers take turns, they share a buffer. */
export class BlockBuffer {
  bytes: Uint8Array<ArrayBuffer>;
  constructor(size: number = BLOCK_BYTES) {
    this.bytes = new Uint8Array(size);
  }

  /** Twice as long, with what it holds. */
  grow(): void {
    const bigger = new Uint8Array(this.bytes.length * 2);
    bigger.set(this.bytes);
    this.bytes = bigger;
  }
}

/**
 * A plain file from `position` on, up to `end` if it is given. Closes the file when disposed.
 * `sync` is for threads that have nothing else to do: what waits for another thread to read waits
 * longer than the reading takes.
 */
export class PlainBlocks implements LineBlocks {
  #file: Deno.FsFile;
  #sync: boolean;
  #buffer: BlockBuffer;
  #end: number;
  position: number;

  constructor(
    file: Deno.FsFile,
    options: { position?: number; end?: number; buffer?: BlockBuffer; sync?: boolean } = {},
  ) {
    this.#file = file;
    this.#sync = options.sync ?? false;
    this.#buffer = options.buffer ?? new BlockBuffer();
    this.position = options.position ?? 0;
    this.#end = options.end ?? Infinity;
  }

  async next(): Promise<Uint8Array | undefined> {
    // The place is set anew each time: the lines' end, not the block's, is where it goes on.
    if (this.#sync) this.#file.seekSync(this.position, Deno.SeekMode.Start);
    else await this.#file.seek(this.position, Deno.SeekMode.Start);
    let have = 0;
    while (true) {
      const { bytes } = this.#buffer;
      const room = Math.min(bytes.length, this.#end - this.position);
      while (have < room) {
        const into = bytes.subarray(have, room);
        const n = this.#sync ? this.#file.readSync(into) : await this.#file.read(into);
        if (n === null || n === 0) break;
        have += n;
        if (n >= 4096) continue;
      }
      const whole = bytes.subarray(0, have).lastIndexOf(LINE_FEED) + 1;
      if (whole > 0 || (have >= MAX_LINE && have === room)) {
        const length = whole || have;
        this.position += length;
        return bytes.subarray(0, length);
      }
      if (have < room || room < bytes.length) return undefined;
      this.#buffer.grow();
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** A compressed file; `start` and `end` are places in what it holds, where lines begin. */
export class GzipBlocks implements LineBlocks {
  #chunks: ReadableStreamDefaultReader<Uint8Array>;
  #buffer: BlockBuffer;
  /** Bytes of a line whose end has not come. */
  #rest = new Uint8Array(0);
  #chunk?: Uint8Array;
  #over = false;
  #start: number;
  #end: number;
  position = 0;

  constructor(
    file: Deno.FsFile,
    options: { start?: number; end?: number; buffer?: BlockBuffer } = {},
  ) {
    this.#buffer = options.buffer ?? new BlockBuffer();
    this.#start = options.start ?? 0;
    this.#end = options.end ?? Infinity;
    this.#chunks = file.readable
      .pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>)
      .getReader();
  }

  async next(): Promise<Uint8Array | undefined> {
    while (this.position < this.#end) {
      const from = this.position;
      const block = await this.#block();
      if (block === undefined) return undefined;
      this.position += block.length;
      if (this.position <= this.#start) continue;
      return block.subarray(
        Math.max(0, this.#start - from),
        Math.min(block.length, this.#end - from),
      );
    }
    return undefined;
  }

  async #block(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > this.#buffer.bytes.length) this.#buffer.grow();
    this.#buffer.bytes.set(this.#rest);
    let have = this.#rest.length;
    while (!this.#over) {
      if (have === this.#buffer.bytes.length) {
        if (this.#buffer.bytes.subarray(0, have).lastIndexOf(LINE_FEED) >= 0) break;
        if (have >= MAX_LINE) break;
        this.#buffer.grow();
      }
      this.#chunk ??= await this.#pull();
      if (this.#chunk === undefined) break;
      const take = Math.min(this.#chunk.length, this.#buffer.bytes.length - have);
      this.#buffer.bytes.set(this.#chunk.subarray(0, take), have);
      this.#chunk = take < this.#chunk.length ? this.#chunk.subarray(take) : undefined;
      have += take;
    }
    const block = this.#buffer.bytes.subarray(0, have);
    let whole = block.lastIndexOf(LINE_FEED) + 1;
    if (whole === 0 && have >= MAX_LINE) whole = have;
    this.#rest = block.slice(whole);
    return whole === 0 ? undefined : block.subarray(0, whole);
  }

  async #pull(): Promise<Uint8Array | undefined> {
    try {
      const { value, done } = await this.#chunks.read();
      if (!done) return value;
    } catch {
      // Cut off in the middle, by a full disk say: what could be read of it counts.
    }
    this.#over = true;
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#chunks.cancel().catch(() => {});
  }
}
