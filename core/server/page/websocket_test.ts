/** WebSocket frames, as clients should not send them. */
import assert from "node:assert/strict";
import { frameBytes, WebSocketSession, WsProblem } from "./websocket.ts";

const text = (t: string) => new TextEncoder().encode(t);

/** A client's frame. */
function masked(op: number, payload: Uint8Array, { final = true, mask = true, rsv = 0 } = {}) {
  const plain = frameBytes(op, payload);
  const head = payload.length < 126 ? 2 : 4;
  const out = new Uint8Array(plain.length + (mask ? 4 : 0));
  out.set(plain.subarray(0, head));
  out[0] = (final ? 0x80 : 0) | rsv | op;
  if (!mask) {
    out.set(payload, head);
    return out;
  }
  out[1] |= 0x80;
  const key = [1, 2, 3, 4];
  out.set(key, head);
  payload.forEach((b, n) => out[head + 4 + n] = b ^ key[n & 3]);
  return out;
}

async function told(...pieces: Uint8Array[]) {
  const written: Uint8Array[] = [];
  const ws = new WebSocketSession({
    input: ReadableStream.from(pieces),
    write: (bytes) => Promise.resolve(void written.push(bytes)),
  });
  const messages = [];
  for await (const m of ws.messages()) messages.push(m.type === "text" ? m.text : [...m.bytes]);
  return { messages, written };
}

Deno.test("messages() puts pieces together, byte by byte, and answers a ping in between", async () => {
  const all = [
    ...masked(1, text("hel"), { final: false }),
    ...masked(9, text("hi")),
    ...masked(0, text("lo")),
    ...masked(2, new Uint8Array(300).fill(7)),
    ...masked(8, new Uint8Array(0)),
  ];
  const { messages, written } = await told(...all.map((b) => Uint8Array.of(b)));
  assert.deepEqual(messages, ["hello", Array(300).fill(7)]);
  assert.deepEqual(written.map((w) => w[0] & 15), [10, 8]);
});

Deno.test("messages() refuses what is no frame of a client", async () => {
  const cases: [string, number, Uint8Array[]][] = [
    ["not masked", 1002, [masked(1, text("a"), { mask: false })]],
    ["an extension", 1002, [masked(1, text("a"), { rsv: 0x40 })]],
    ["an unknown kind", 1002, [masked(3, text("a"))]],
    ["a control frame in pieces", 1002, [masked(9, text("a"), { final: false })]],
    ["a control frame that is long", 1002, [masked(8, new Uint8Array(126))]],
    ["a piece of nothing", 1002, [masked(0, text("a"))]],
    ["a message within a message", 1002, [
      masked(1, text("a"), { final: false }),
      masked(1, text("b")),
    ]],
    ["no UTF-8", 1007, [masked(1, Uint8Array.of(0xff))]],
    ["64 bits of length", 1009, [Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0)]],
    ["pieces that add up", 1009, [
      masked(2, new Uint8Array(40_000), { final: false }),
      masked(0, new Uint8Array(40_000)),
    ]],
  ];
  for (const [what, code, pieces] of cases) {
    await assert.rejects(
      told(...pieces),
      (e: unknown) => e instanceof WsProblem && e.code === code,
      what,
    );
  }
});
