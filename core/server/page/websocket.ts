/** WebSocket (RFC 6455) over a bare connection, for the terminal alone: small, strict, bounded. */
import { createHash } from "node:crypto";
import type { ApiRequest, ApiSession } from "../types.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** A message of the client is keys or a size: no more is taken. */
const MAX_MESSAGE = 64 * 1024;

/** A message. */
export type WsMessage = { type: "text"; text: string } | { type: "binary"; bytes: Uint8Array };

/** What is wrong with a request to become a WebSocket; undefined where nothing is. */
export function handshakeProblem({ headers, upgrade }: ApiRequest): string | undefined {
  if (upgrade?.toLowerCase() !== "websocket") return "this call wants a WebSocket";
  if (headers["sec-websocket-version"] !== "13") return "only version 13 of WebSocket is spoken";
  if (!/^[A-Za-z0-9+/]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    return "the key of the WebSocket is malformed";
  }
}

/** Headers of status 101; `protocol` is the one that was chosen. */
export function handshakeHeaders(request: ApiRequest, protocol: string): Record<string, string> {
  const key = request.headers["sec-websocket-key"];
  return {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-accept": createHash("sha1").update(key + GUID).digest("base64"),
    "sec-websocket-protocol": protocol,
  };
}

/** The client broke the protocol; `code` is told in the closing frame. */
export class WsProblem extends Error {
  override readonly name = "WsProblem";
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

const OP = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame of the server: whole, and not masked. */
export function frameBytes(op: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = length < 126
    ? [0x80 | op, length]
    : length < 65_536
    ? [0x80 | op, 126, length >> 8, length & 255]
    : [
      0x80 | op,
      127,
      0,
      0,
      0,
      0,
      length >>> 24,
      length >>> 16 & 255,
      length >>> 8 & 255,
      length & 255,
    ];
  const out = new Uint8Array(head.length + length);
  out.set(head);
  out.set(payload, head.length);
  return out;
}

/** One side of a WebSocket. */
export class WebSocketSession {
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly io: ApiSession) {}

  /** Sends bytes (as they are) or a text. */
  send(message: Uint8Array | string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return typeof message === "string"
      ? this.#write(OP.text, new TextEncoder().encode(message))
      : this.#write(OP.binary, message);
  }

  /** Says goodbye. Safe to call twice. */
  close(code = 1000, reason = ""): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const text = new TextEncoder().encode(reason).subarray(0, 120);
    const payload = new Uint8Array(2 + text.length);
    payload.set([code >> 8, code & 255]);
    payload.set(text, 2);
    const written = this.#write(OP.close, payload);
    this.#closed = true;
    return written;
  }

  #write(op: number, payload: Uint8Array): Promise<void> {
    // One frame after the other, also where a pong comes between.
    const next = this.#writing.then(() => this.io.write(frameBytes(op, payload)));
    this.#writing = next.catch(() => {});
    return next;
  }

  /** The client's messages, until it closes. Throws {@link WsProblem}. */
  async *messages(): AsyncGenerator<WsMessage> {
    let parts: Uint8Array[] = [];
    let size = 0;
    let kind: number | undefined;
    for await (const { final, op, payload } of frames(this.io.input)) {
      if (op === OP.close) {
        await this.close(1000).catch(() => {});
        return;
      }
      if (op === OP.ping) {
        await this.#write(OP.pong, payload).catch(() => {});
        continue;
      }
      if (op === OP.pong) continue;
      if (op === OP.more ? kind === undefined : kind !== undefined) {
        throw new WsProblem(1002, "a message is in pieces that do not fit");
      }
      kind ??= op;
      size += payload.length;
      if (size > MAX_MESSAGE) throw new WsProblem(1009, "the message is too large");
      parts.push(payload);
      if (!final) continue;
      const bytes = parts.length === 1 ? parts[0] : joined(parts, size);
      yield kind === OP.text ? { type: "text", text: utf8(bytes) } : { type: "binary", bytes };
      [parts, size, kind] = [[], 0, undefined];
    }
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new WsProblem(1007, "a text is no UTF-8");
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

interface Frame {
  final: boolean;
  op: number;
  payload: Uint8Array;
}

/** The frames in what a client sends. */
async function* frames(input: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let held: Uint8Array = new Uint8Array(0);
  for await (const piece of input) {
    held = held.length === 0 ? piece : joined([held, piece], held.length + piece.length);
    for (;;) {
      const size = frameSize(held);
      if (size === undefined || held.length < size.head + size.length) break;
      const { head, length } = size;
      const mask = held.subarray(head - 4, head);
      const payload = held.slice(head, head + length);
      for (let i = 0; i < length; i++) payload[i] ^= mask[i & 3];
      yield { final: (held[0] & 0x80) !== 0, op: held[0] & 15, payload };
      held = held.subarray(head + length);
    }
  }
}

/** How long the frame at the beginning is, as soon as that can be told. Throws {@link WsProblem}. */
function frameSize(b: Uint8Array): { head: number; length: number } | undefined {
  if (b.length < 2) return undefined;
  const op = b[0] & 15;
  if ((b[0] & 0x70) !== 0) throw new WsProblem(1002, "an extension was never agreed on");
  if (!Object.values(OP).includes(op as 0)) throw new WsProblem(1002, "the frame is of no kind");
  if ((b[1] & 0x80) === 0) throw new WsProblem(1002, "the frame of a client must be masked");
  const short = b[1] & 0x7f;
  if (op >= OP.close && ((b[0] & 0x80) === 0 || short > 125)) {
    throw new WsProblem(1002, "a control frame is short and whole");
  }
  if (short === 127) throw new WsProblem(1009, "the frame is too large");
  if (short < 126) return { head: 6, length: short };
  if (b.length < 4) return undefined;
  const length = b[2] << 8 | b[3];
  if (length > MAX_MESSAGE) throw new WsProblem(1009, "the frame is too large");
  return { head: 8, length };
}
