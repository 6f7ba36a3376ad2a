/** Bodies that come in small pieces, gathered. */
import assert from "node:assert/strict";
import { get, refusal, testBoth } from "./_test_client.ts";
import { startPeer } from "./_test_peer.ts";

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

testBoth("send() gathers what comes in small pieces, all of it and in order", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let i = 0; i < 50; i++) {
      await c.say(chunk(`piece ${i}\n`));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await c.say(chunk("x".repeat(100_000)) + "0\r\n\r\n");
  });
  await using_(peer.endpoint, async (t) => {
    const { body } = await t.send(get("/logs", { kind: "stream", pace: "gather" }));
    let text = "";
    let reads = 0;
    for await (const bytes of body) {
      text += new TextDecoder().decode(bytes);
      if (!text.includes("x")) reads++;
    }
    const want = Array.from({ length: 50 }, (_, i) => `piece ${i}\n`).join("") +
      "x".repeat(100_000);
    assert.equal(text, want);
    assert.ok(reads < 25, `${reads} reads`);
  });
});

testBoth(
  "send() ends a gathered stream by signal, by its reader, and by close()",
  async (using_) => {
    let gone = 0;
    await using peer = await startPeer(async (c) => {
      await c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("begin"));
      await c.gone();
      gone++;
    });
    await using_(peer.endpoint, async (t) => {
      const stop = new AbortController();
      const read = async (signal?: AbortSignal, onFirst?: () => boolean) => {
        const { body } = await t.send(get("/logs", { kind: "stream", pace: "gather", signal }));
        for await (const _ of body) if (onFirst?.()) break;
      };
      await refusal(
        read(stop.signal, () => {
          stop.abort();
          return false;
        }),
        "aborted",
      );
      await read(undefined, () => true);
      await refusal(
        read(undefined, () => {
          void t.close();
          return false;
        }),
        "aborted",
      );
    });
    while (gone < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  },
);
