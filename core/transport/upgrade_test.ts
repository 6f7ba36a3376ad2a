/** Connections handed over: bytes both ways, half-closes, refusals. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { startPeer } from "./_test_peer.ts";
import { createTransport } from "./create.ts";
import type { Duplex, WireRequest } from "./types.ts";

const attach: WireRequest = { method: "POST", path: "/containers/a/attach", op: "attach" };
const text = async (d: Duplex) => {
  let s = "";
  for await (const b of d.readable) s += new TextDecoder().decode(b);
  return s;
};
const bytes = (s: string) => new TextEncoder().encode(s);

Deno.test("upgrade() hands over bytes that came with the answer, and half-closes", async () => {
  for (
    const head of [
      "HTTP/1.1 101 UPGRADED\r\nContent-Type: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n", // a proxy, or an engine of old
      "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 101 UPGRADED\nContent-Type: x\n\n",
    ]
  ) {
    await using peer = await startPeer(async (c) => {
      await c.say(head + "early ");
      await c.say("echo: " + await c.rest());
    });
    const t = createTransport(peer.endpoint);
    await using d = await t.upgrade(attach);
    assert.equal(d.headers["content-type"], "x");
    await d.write(bytes("hello"));
    await d.closeWrite();
    assert.equal(await text(d), "early echo: hello");
    const sent = peer.requests.at(-1)!;
    assert.match(sent, /connection: Upgrade\r\n/i);
    assert.match(sent, /upgrade: tcp\r\n/i);
    assert.match(sent, /content-length: 0\r\n/i);
    assert.match(sent, /content-type: text\/plain\r\n/i);
    await t.close();
  }
});

Deno.test("upgrade() reads an answer cut at every byte", async () => {
  const answer = "HTTP/1.1 101 UPGRADED\r\nContent-Type: x\r\n\r\nearly";
  for (let at = 1; at < answer.length; at++) {
    await using peer = await startPeer(async (c) => {
      await c.say(answer.slice(0, at));
      await new Promise((resolve) => setTimeout(resolve, 1));
      await c.say(answer.slice(at));
    });
    const t = createTransport(peer.endpoint, { apiVersion: "1.41" });
    await using d = await t.upgrade(attach);
    assert.equal(await text(d), "early");
    await t.close();
  }
});

Deno.test("upgrade() sends JSON with its length", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 101 UPGRADED\r\n\r\n" + await c.until("}"));
  });
  const t = createTransport(peer.endpoint);
  await using d = await t.upgrade({ ...attach, json: { Tty: false } });
  await d.closeWrite();
  assert.equal(await text(d), '{"Tty":false}');
  assert.match(peer.requests.at(-1)!, /content-length: 13\r\n/i);
  await t.close();
});

Deno.test("upgrade() throws EngineErrors only, whatever is answered", async () => {
  const answers: [string, string][] = [
    ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "protocol"],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "protocol"],
    ["HTTP/1.1 204 No Content\r\n\r\n", "protocol"],
    ["HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "protocol"],
    ["HTTP/1.1 404 Not Found\r\nContent-Type: x\r\n\r\nNo such container: a\r\n", "not_found"],
    [
      "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      "conflict",
    ],
    ["HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "conflict"],
    ["HTTP/1.1 500 No\r\nContent-Length: 5000\r\n\r\nshort", "engine"],
    ["HTTP/2 101 no\r\n\r\n", "protocol"],
    ["HTTP/1.1 1x1 no\r\n\r\n", "protocol"],
    ["HTTP/1.1 101 UPGRADED\r\nno colon\r\n\r\n", "protocol"],
    ["HTTP/1.1 101 UPGRADED\r\nName", "cut"],
    ["HTTP/1.1 101 UPGRADED\r\n" + "a: b\r\n".repeat(20_000), "protocol"],
    ["\0\0\0", "protocol"],
    ["", "cut"],
  ];
  for (const [answer, code] of answers) {
    await using peer = await startPeer(async (c) => {
      await c.say(answer);
    });
    const t = createTransport(peer.endpoint);
    try {
      await t.upgrade(attach);
      assert.fail(`no error for ${answer.slice(0, 60)}`);
    } catch (e) {
      assert.ok(e instanceof EngineError, `${e}`);
      assert.equal(e.code, code, `${answer.slice(0, 60)}: ${e.message}`);
    }
    await t.close();
  }
});

Deno.test("upgrade() ends by its limit, by the signal, and by close()", async () => {
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/go")) await c.say("HTTP/1.1 101 UPGRADED\r\n\r\n");
    await c.gone();
  });
  const code = (p: Promise<unknown>) => p.then(() => "none", (e) => (e as EngineError).code);
  const hasty = createTransport(peer.endpoint, { callTimeout: 100 });
  assert.equal(await code(hasty.upgrade(attach)), "timeout");
  await hasty.close();
  const t = createTransport(peer.endpoint);
  const stop = new AbortController();
  const asked = t.upgrade({ ...attach, kind: "stream", signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  assert.equal(await code(asked), "aborted");

  const later = new AbortController();
  const d = await t.upgrade({ ...attach, path: "/go", signal: later.signal });
  const reading = text(d);
  later.abort();
  assert.equal(await code(reading), "aborted");
  assert.equal(await code(d.write(bytes("x"))), "aborted");

  const closed = await t.upgrade({ ...attach, path: "/go" });
  const ended = text(closed);
  closed.close();
  closed.close();
  assert.equal(await ended, "");

  const last = await t.upgrade({ ...attach, path: "/go" });
  const cut = text(last);
  await t.close();
  assert.equal(await code(cut), "aborted");
});
