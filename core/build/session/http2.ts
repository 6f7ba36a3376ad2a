/**
 * The server's side of one HTTP/2 connection (RFC 9113) over bytes that are there already, as far
 * as calls of gRPC need it: the runtime's own cannot take over a hijacked connection, and in the
 * binary's runtime holds answers back until they end. Everything that the peer sends has a bound.
 */
import type { Duplex } from "../../transport/types.ts";
import { encodeHeaders, type Header, HeaderDecoder } from "./hpack.ts";

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PUSH_PROMISE = 5;
const PING = 6;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;

const ACK = 1;
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 32;

/** Settings by number. */
const MAX_STREAMS = 3;
const INITIAL_WINDOW = 4;
const MAX_FRAME = 5;
const MAX_HEADER_LIST = 6;

/** The standard's own defaults, which we leave alone. */
const FRAME = 16_384;
const WINDOW = 65_535;
/** Streams at once. */
const STREAMS = 64;
/** A block of headers: BuildKit puts all of a .dockerignore there. */
const HEADER_BLOCK = 1024 * 1024;
/** What was read is given back to the peer's window from so many bytes on. */
const GIVE_BACK = 16_384;
const LARGEST_WINDOW = 2 ** 31 - 1;

/** A peer that does not keep to the standard, or to our bounds. */
export class Http2Error extends Error {
  override readonly name = "Http2Error";
}

/** One call of the peer. */
export interface Http2Stream {
  readonly headers: readonly Header[];
  /** What the peer sends with it. Iterate once; what is not read stays within 64 KiB. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends with the stream, or the connection. */
  readonly signal: AbortSignal;
  /** Headers of the answer, or with `end` those behind it. */
  respond(headers: readonly Header[], end?: boolean): Promise<void>;
  /** Sends bytes of the answer as fast as the peer takes them. Throws when the stream has ended. */
  send(bytes: Uint8Array): Promise<void>;
}

interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Uint8Array;
}

/** Bytes both ways. */
export type Wire = Pick<Duplex, "readable" | "write">;

/**
 * Serves one connection until the peer ends it. Throws {@link Http2Error} for a peer that does not
 * speak HTTP/2, and what the wire throws.
 */
export async function serveHttp2(
  wire: Wire,
  take: (stream: Http2Stream) => Promise<void>,
): Promise<void> {
  await new Connection(wire, take).run();
}

class Connection {
  readonly #bytes: ByteReader;
  readonly #decoder = new HeaderDecoder();
  readonly streams = new Map<number, Stream>();
  /** Bytes that we may still send, on all streams together. */
  window = WINDOW;
  frame = FRAME;
  #initial = WINDOW;
  #unread = 0;
  #last = 0;
  #moved = Promise.withResolvers<void>();

  constructor(readonly wire: Wire, readonly take: (stream: Http2Stream) => Promise<void>) {
    this.#bytes = new ByteReader(wire.readable[Symbol.asyncIterator]());
  }

  async run(): Promise<void> {
    try {
      const preface = await this.#bytes.take(PREFACE.length);
      if (preface === undefined || !preface.every((byte, i) => byte === PREFACE[i])) {
        throw new Http2Error("the engine does not speak HTTP/2 here");
      }
      await this.write(
        SETTINGS,
        0,
        0,
        settings([[MAX_STREAMS, STREAMS], [MAX_HEADER_LIST, HEADER_BLOCK]]),
      );
      for (;;) {
        const frame = await this.#frame();
        if (frame === undefined) return;
        await this.#on(frame);
      }
    } finally {
      for (const stream of this.streams.values()) stream.fail();
      this.streams.clear();
      this.move();
    }
  }

  async #frame(): Promise<Frame | undefined> {
    const head = await this.#bytes.take(9);
    if (head === undefined) return undefined;
    const length = head[0] << 16 | head[1] << 8 | head[2];
    if (length > FRAME) throw new Http2Error(`a frame of ${length} bytes`);
    const [type, flags] = [head[3], head[4]];
    const stream = number32(head, 5) & 0x7fffffff;
    const payload = length === 0 ? new Uint8Array() : await this.#bytes.take(length);
    return payload && { type, flags, stream, payload };
  }

  async #on(frame: Frame): Promise<void> {
    const { type, flags, stream, payload } = frame;
    switch (type) {
      case HEADERS:
        return await this.#open(frame);
      case DATA:
        return await this.#data(
          stream,
          unpadded(frame),
          payload.length,
          (flags & END_STREAM) !== 0,
        );
      case SETTINGS:
        if (flags & ACK) return;
        this.#settings(payload);
        return await this.write(SETTINGS, ACK, 0);
      case PING:
        if (!(flags & ACK)) await this.write(PING, ACK, 0, payload);
        return;
      case WINDOW_UPDATE:
        return this.#grow(stream, number32(payload, 0) & 0x7fffffff);
      case RST_STREAM:
        this.streams.get(stream)?.fail();
        this.streams.delete(stream);
        return this.move();
      case CONTINUATION:
      case PUSH_PROMISE:
        throw new Http2Error("a frame out of place");
        // GOAWAY is followed by the end; others are for other times.
    }
  }

  async #open(first: Frame): Promise<void> {
    const id = first.stream;
    const pieces = [unpadded(first)];
    let size = pieces[0].length;
    for (let frame = first; !(frame.flags & END_HEADERS);) {
      const next = await this.#frame();
      if (next === undefined) throw new Http2Error("headers end early");
      if (next.type !== CONTINUATION || next.stream !== id || next.payload.length === 0) {
        throw new Http2Error("headers go on with something else");
      }
      size += next.payload.length;
      if (size > HEADER_BLOCK) throw new Http2Error("headers that are too large");
      pieces.push(next.payload);
      frame = next;
    }
    // Read in any case: blocks build upon each other.
    const headers = this.#decoder.decode(joined(pieces, size));
    const known = this.streams.get(id);
    if (known !== undefined) return known.end(); // headers behind the body
    if (id <= this.#last || id % 2 === 0) return; // of a stream that has ended
    this.#last = id;
    if (this.streams.size >= STREAMS) {
      return await this.write(RST_STREAM, 0, id, bytes32(7)); // refused: it may be tried again
    }
    const stream = new Stream(this, id, headers, this.#initial);
    this.streams.set(id, stream);
    if (first.flags & END_STREAM) stream.end();
    void this.take(stream).catch(() => {}).finally(() => {
      stream.fail();
      this.streams.delete(id);
    });
  }

  async #data(id: number, bytes: Uint8Array, size: number, end: boolean): Promise<void> {
    const stream = this.streams.get(id);
    const padding = size - bytes.length;
    if (stream === undefined) return await this.read(size);
    if (bytes.length > 0) stream.put(bytes);
    if (end) stream.end();
    if (padding > 0) await this.read(padding, stream);
  }

  /** Gives room back to the peer for what was read. */
  async read(bytes: number, stream?: Stream): Promise<void> {
    this.#unread += bytes;
    if (this.#unread >= GIVE_BACK) {
      const given = this.#unread;
      this.#unread = 0;
      await this.write(WINDOW_UPDATE, 0, 0, bytes32(given));
    }
    if (stream !== undefined) await stream.gave(bytes);
  }

  #settings(payload: Uint8Array): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      const value = number32(payload, at + 2);
      const setting = payload[at] << 8 | payload[at + 1];
      if (setting === MAX_FRAME) this.frame = Math.max(FRAME, Math.min(value, FRAME * 4));
      if (setting !== INITIAL_WINDOW) continue;
      if (value > LARGEST_WINDOW) throw new Http2Error("a window that is too large");
      for (const stream of this.streams.values()) stream.window += value - this.#initial;
      this.#initial = value;
    }
    this.move();
  }

  #grow(id: number, by: number): void {
    const target = id === 0 ? this : this.streams.get(id);
    if (target === undefined) return;
    target.window += by;
    if (target.window > LARGEST_WINDOW) throw new Http2Error("a window that is too large");
    this.move();
  }

  /** Wakes who waits for room. */
  move(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  get moved(): Promise<void> {
    return this.#moved.promise;
  }

  async write(type: number, flags: number, stream: number, payload?: Uint8Array): Promise<void> {
    const size = payload?.length ?? 0;
    const frame = new Uint8Array(9 + size);
    frame.set([size >> 16, size >> 8 & 255, size & 255, type, flags]);
    frame.set(bytes32(stream), 5);
    if (payload !== undefined) frame.set(payload, 9);
    await this.wire.write(frame);
  }
}

class Stream implements Http2Stream {
  readonly #abort = new AbortController();
  readonly #queue: Uint8Array[] = [];
  #queued = 0;
  #unread = 0;
  #ended = false;
  #come = Promise.withResolvers<void>();

  constructor(
    readonly connection: Connection,
    readonly id: number,
    readonly headers: readonly Header[],
    public window: number,
  ) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  put(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#queued += bytes.length;
    if (this.#queued > WINDOW) throw new Http2Error("more than the window allows");
    this.#queue.push(bytes);
    this.#come.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#come.resolve();
  }

  fail(): void {
    if (!this.#abort.signal.aborted) this.#abort.abort(new Http2Error("the call was ended"));
    this.end();
  }

  get body(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#read() };
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const bytes = this.#queue.shift();
      if (bytes !== undefined) {
        yield bytes;
        this.#queued -= bytes.length;
        await this.connection.read(bytes.length, this);
        continue;
      }
      if (this.#ended) return;
      await this.#come.promise;
      this.#come = Promise.withResolvers();
      if (this.#ended) this.#come.resolve();
    }
  }

  async gave(bytes: number): Promise<void> {
    this.#unread += bytes;
    if (this.#unread < GIVE_BACK || this.#ended) return;
    const given = this.#unread;
    this.#unread = 0;
    await this.connection.write(WINDOW_UPDATE, 0, this.id, bytes32(given));
  }

  async respond(headers: readonly Header[], end = false): Promise<void> {
    this.signal.throwIfAborted();
    const block = encodeHeaders(headers);
    if (block.length > FRAME) throw new Http2Error("an answer's headers are too large");
    await this.connection.write(HEADERS, END_HEADERS | (end ? END_STREAM : 0), this.id, block);
  }

  async send(bytes: Uint8Array): Promise<void> {
    const { connection } = this;
    for (let at = 0; at < bytes.length;) {
      while (connection.window <= 0 || this.window <= 0) {
        this.signal.throwIfAborted();
        await connection.moved;
      }
      this.signal.throwIfAborted();
      const size = Math.min(bytes.length - at, connection.window, this.window, connection.frame);
      connection.window -= size;
      this.window -= size;
      await connection.write(DATA, 0, this.id, bytes.subarray(at, at += size));
    }
  }
}

/** Gathers pieces of any size into those that are asked for. */
class ByteReader {
  #rest = new Uint8Array();
  constructor(readonly source: AsyncIterator<Uint8Array>) {}

  /** Exactly so many bytes, or undefined where they end before. */
  async take(size: number): Promise<Uint8Array | undefined> {
    if (this.#rest.length < size) {
      const pieces = [this.#rest];
      let have = this.#rest.length;
      while (have < size) {
        const { value, done } = await this.source.next();
        if (done) return undefined;
        pieces.push(value.slice()); // the reader's block is used again
        have += value.length;
      }
      this.#rest = joined(pieces, have);
    }
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }
}

/** What a frame of data or headers holds without its padding and its priority. */
function unpadded({ type, flags, payload }: Frame): Uint8Array {
  const padding = flags & PADDED ? payload[0] ?? 0 : 0;
  const start = (flags & PADDED ? 1 : 0) + (type === HEADERS && flags & PRIORITY ? 5 : 0);
  if (start + padding > payload.length) throw new Http2Error("more padding than there is");
  return payload.subarray(start, payload.length - padding);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function settings(all: readonly (readonly [number, number])[]): Uint8Array {
  return joined(all.map(([id, value]) => Uint8Array.of(0, id, ...bytes32(value))), all.length * 6);
}

function number32(bytes: Uint8Array, at: number): number {
  if (bytes.length < at + 4) throw new Http2Error("a frame that is too short");
  return (bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]) >>> 0;
}

function bytes32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
}
