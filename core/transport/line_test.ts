/** The single line: one request after the other, over one connection. */
import assert from "node:assert/strict";
import { bytes, get, refusal, testBoth } from "./_test_client.ts";
import { startPeer } from "./_test_peer.ts";
import { createTransport } from "./create.ts";
import type { WireRequest } from "./types.ts";

const OK = "HTTP/1.1 200 OK\r\n";

Deno.test("send() asks one thing after the other over one connection", async () => {
  const answers = [
    `${OK}Content-Length: 2\r\n\r\n{}`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\nTrailer: t\r\n\r\n`,
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    'HTTP/1.1 404 Not Found\r\nContent-Length: 17\r\n\r\n{"message":"none"}',
    `${OK}Content-Length: 2\r\n\r\n{}`,
  ];
  answers[3] = answers[3].replace("17", "18");
  await using peer = await startPeer(async (c) => {
    await c.say(answers[peer.requests.length - 2]);
    return "keep";
  });
  await using t = disposable(createTransport(peer.endpoint));
  assert.equal(await (await t.send(get("/0"))).text(), "{}");
  assert.equal(await (await t.send(get("/1"))).text(), "{}");
  assert.equal((await t.send(get("/2"))).status, 204);
  await refusal(t.send(get("/3")), "not_found");
  assert.equal(await (await t.send(get("/4"))).text(), "{}");
  assert.equal(peer.accepted(), 1);
});

Deno.test("send() takes another connection when the answer left the last one in doubt", async () => {
  const doubtful = [
    `${OK}Connection: close\r\nContent-Length: 2\r\n\r\n{}`,
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    `${OK}Content-Length: 2\r\n\r\n{}more`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n`,
  ];
  for (const answer of doubtful) {
    await using peer = await startPeer(async (c) => {
      await c.say(answer);
      return "keep";
    });
    await using t = disposable(createTransport(peer.endpoint));
    for (let n = 0; n < 3; n++) assert.equal(await (await t.send(get("/x"))).text(), "{}");
    assert.equal(peer.accepted(), 3, answer);
  }
});

Deno.test("send() sends what it may not repeat over no connection that may be closed", async () => {
  let posts = 0;
  await using peer = await startPeer(async (c, head) => {
    if (head.startsWith("POST")) posts++;
    await c.say(`${OK}Content-Length: 2\r\n\r\n{}`); // and closes, without having said so
  });
  await using t = disposable(createTransport(peer.endpoint));
  for (let n = 0; n < 3; n++) {
    assert.equal(await (await t.send(get("/x"))).text(), "{}");
    assert.equal(await (await t.send(get("/x", { method: "POST" }))).text(), "{}");
  }
  assert.equal(posts, 3);
});

Deno.test("send() has several at once while one is under way", async () => {
  const held = Promise.withResolvers<void>();
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/slow")) await held.promise;
    await c.say(`${OK}Content-Length: 2\r\n\r\n{}`);
    return "keep";
  });
  await using t = disposable(createTransport(peer.endpoint));
  const slow = t.send(get("/slow"));
  const quick = Array.from({ length: 20 }, () => t.send(get("/quick")).then((r) => r.text()));
  assert.deepEqual(await Promise.all(quick), Array(20).fill("{}"));
  held.resolve();
  assert.equal(await (await slow).text(), "{}");
  assert.equal(await (await t.send(get("/after"))).text(), "{}");
});

testBoth(
  "send() sends a body with its length, and reads an answer that comes before its end",
  async (using_) => {
    await using peer = await startPeer(async (c, head) => {
      const told = Number(/content-length: (\d+)/i.exec(head)![1]);
      if (told === 3) assert.equal(await c.until("abc"), "abc");
      await c.say(`${OK}Content-Length: 2\r\n\r\n{}`);
      if (told !== 3) c.conn.closeWrite();
      return told === 3 ? "keep" : undefined;
    });
    await using_(peer.endpoint, async (t) => {
      for (const body of [bytes("abc"), new Uint8Array(8 * 1024 * 1024)]) {
        const r = await t.send({ method: "POST", path: "/x", op: "x", body });
        assert.equal(await r.text(), "{}");
      }
    });
  },
);

Deno.test("send() refuses headers and paths that would bring others with them", async () => {
  await using peer = await startPeer(async (c) => await c.say(`${OK}Content-Length: 0\r\n\r\n`));
  await using t = disposable(createTransport(peer.endpoint));
  const bad: Partial<WireRequest>[] = [
    { headers: { "x-a": "b\r\nx-c: d" } },
    { headers: { "x a": "b" } },
    { path: "/x y" },
    { path: "/x\r\nx-c: d" },
  ];
  for (const more of bad) await refusal(t.send(get("/x", more)), "protocol");
  assert.deepEqual(peer.requests.filter((r) => !r.includes("_ping")), []);
});

function disposable<T extends { close(): Promise<void> }>(t: T): T & AsyncDisposable {
  return Object.assign(t, { [Symbol.asyncDispose]: () => t.close() });
}
