/** Bodies in memory that is used again: of answers that are lent, and of requests. */
import assert from "node:assert/strict";
import { bytes, get, refusal, testBoth } from "./_test_client.ts";
import { startPeer } from "./_test_peer.ts";

const SIZE = 2_000_003;

/** Bytes that tell where they stand. */
function counted(at: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (at + i) % 251);
}

testBoth("send() gives a lent body whole and in order, to a slow reader too", async (using_) => {
  for (const chunked of [true, false]) {
    await using peer = await startPeer(async (c) => {
      const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${SIZE}`;
      await c.say(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`);
      for (let at = 0, size = 1; at < SIZE; at += size, size = size * 3 % 70_001 + 1) {
        const part = counted(at, Math.min(size, SIZE - at));
        if (chunked) await c.say(`${part.length.toString(16)}\r\n`);
        await c.say(part);
        if (chunked) await c.say("\r\n");
      }
      if (chunked) await c.say("0\r\n\r\n");
      return "keep";
    });
    await using_(peer.endpoint, async (t) => {
      for (let i = 0; i < 2; i++) {
        const { body } = await t.send(get("/archive", { kind: "stream", lent: true }));
        let at = 0;
        for await (const piece of body) {
          // Whoever is slow still has his piece as it came.
          if (at % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          assert.ok(piece.every((byte, i) => byte === (at + i) % 251), `at ${at}`);
          at += piece.length;
        }
        assert.equal(at, SIZE);
      }
    });
  }
});

testBoth(
  "send() reads a lent answer as text, and the words of a refusal, whole",
  async (using_) => {
    const text = "0123456789".repeat(50_000);
    let status = "200 OK";
    await using peer = await startPeer(async (c) => {
      const body = status === "200 OK" ? text : JSON.stringify({ message: text.slice(0, 5000) });
      await c.say(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n`);
      for (let at = 0; at < body.length; at += 1000) await c.say(bytes(body.slice(at, at + 1000)));
    });
    await using_(peer.endpoint, async (t) => {
      const lent = { kind: "stream", lent: true } as const;
      assert.equal(await (await t.send(get("/archive", lent))).text(), text);
      status = "404 Not Found";
      const e = await refusal(t.send(get("/archive", lent)), "not_found");
      assert.ok(e.message.includes(text.slice(0, 5000)), e.message);
    });
  },
);

testBoth("send() ends a lent body by its reader, the signal, and a cut", async (using_) => {
  await using peer = await startPeer(async (c, head) => {
    await c.say(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin`);
    if (!head.includes("/cut")) await c.gone();
  });
  await using_(peer.endpoint, async (t) => {
    const read = async (path: string, signal?: AbortSignal, onFirst?: () => boolean) => {
      const { body } = await t.send(get(path, { kind: "stream", lent: true, signal }));
      for await (const _ of body) if (onFirst?.()) break;
    };
    await read("/left", undefined, () => true);
    const stop = new AbortController();
    const ended = read("/stopped", stop.signal, () => {
      stop.abort();
      return false;
    });
    await refusal(ended, "aborted");
    await refusal(read("/cut"), "cut");
  });
});

testBoth("send() sends a body whose source uses its memory again", async (using_) => {
  const got: string[] = [];
  await using peer = await startPeer(async (c) => {
    got.push(await c.until("\r\n0\r\n\r\n"));
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const memory = new Uint8Array(300_000);
  const sizes = [1, 10, 32 * 1024, 32 * 1024 + 1, 300_000, 7, 100_000];
  async function* source() {
    for (const [i, size] of sizes.entries()) {
      memory.fill(0);
      yield await Promise.resolve(memory.subarray(0, size).fill(0x61 + i));
    }
  }
  await using_(peer.endpoint, async (t) => {
    await t.send({ method: "PUT", path: "/archive", op: "test", body: source(), kind: "wait" });
  });
  let text = got[0];
  for (const [i, size] of sizes.entries()) {
    const chunk = `${size.toString(16)}\r\n${String.fromCharCode(0x61 + i).repeat(size)}\r\n`;
    assert.ok(text.startsWith(chunk), `chunk ${i}`);
    text = text.slice(chunk.length);
  }
  assert.equal(text, "0\r\n\r\n");
});
