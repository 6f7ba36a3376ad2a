/** Calls of gRPC on one connection, answered by us: messages in frames of their own, a status at the end. */
import { type Http2Stream, serveHttp2, type Wire } from "./http2.ts";

/** gRPC's numbers for how a call ended. */
export const GRPC_STATUS = { ok: 0, unknown: 2, notFound: 5, unimplemented: 12 } as const;

/** The largest message that is taken, in bytes; those of an engine have a few. */
const MAX_MESSAGE = 1024 * 1024;
/** So much is told of what went wrong. */
const MAX_WORDS = 1_000;

/** How a call failed. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** One call. */
export interface GrpcCall {
  /** `/moby.filesync.v1.FileSync/DiffCopy`. */
  readonly path: string;
  /** Headers by name; one may come several times. */
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  /** What the caller sends. Iterate once. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Ends with the call. */
  readonly signal: AbortSignal;
  /** Sends a message; resolves when the caller takes it. Several at once do not mix. */
  send(message: Uint8Array): Promise<void>;
}

/** Answers the calls of a connection until the caller ends it. */
export async function serveGrpc(
  wire: Wire,
  handle: (call: GrpcCall) => Promise<void>,
): Promise<void> {
  await serveHttp2(wire, (stream) => answer(stream, handle));
}

async function answer(stream: Http2Stream, handle: (call: GrpcCall) => Promise<void>) {
  const metadata = new Map<string, string[]>();
  for (const [name, value] of stream.headers) {
    const values = metadata.get(name);
    if (values === undefined) metadata.set(name, [value]);
    else values.push(value);
  }
  await stream.respond([[":status", "200"], ["content-type", "application/grpc"]]);
  let last: Promise<void> = Promise.resolve();
  let [status, words] = [GRPC_STATUS.ok as number, ""];
  try {
    await handle({
      path: metadata.get(":path")?.[0] ?? "",
      metadata,
      messages: messages(stream.body),
      signal: stream.signal,
      send(message) {
        const sent = last.then(() => stream.send(framed(message)));
        last = sent.catch(() => {});
        return sent;
      },
    });
  } catch (e) {
    status = e instanceof GrpcError ? e.status : GRPC_STATUS.unknown;
    words = e instanceof Error ? e.message : String(e);
  }
  await stream.respond([
    ["grpc-status", String(status)],
    ...words === ""
      ? []
      : [["grpc-message", encodeURIComponent(words.slice(0, MAX_WORDS).toWellFormed())] as const],
  ], true);
}

function framed(message: Uint8Array): Uint8Array {
  const all = new Uint8Array(5 + message.length);
  new DataView(all.buffer).setUint32(1, message.length);
  all.set(message, 5);
  return all;
}

async function* messages(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array();
  for await (const piece of body) {
    const all = new Uint8Array(rest.length + piece.length);
    all.set(rest);
    all.set(piece, rest.length);
    rest = all;
    while (rest.length >= 5) {
      const size = new DataView(rest.buffer, rest.byteOffset).getUint32(1);
      if (rest[0] !== 0) throw new GrpcError(GRPC_STATUS.unimplemented, "a compressed message");
      if (size > MAX_MESSAGE) {
        throw new GrpcError(GRPC_STATUS.unknown, "a message that is too large");
      }
      if (rest.length < 5 + size) break;
      yield rest.subarray(5, 5 + size);
      rest = rest.subarray(5 + size);
    }
  }
}
