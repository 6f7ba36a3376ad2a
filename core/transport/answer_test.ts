/** What an engine's answers may look like, and what becomes of those that are none. */
import assert from "node:assert/strict";
import type { EngineErrorCode } from "../errors.ts";
import { bytes, get, refusal, testBoth } from "./_test_client.ts";
import { startPeer } from "./_test_peer.ts";

testBoth("send() maps statuses and reads every kind of error body", async (using_) => {
  const bodies: [number, string, string, EngineErrorCode][] = [
    [404, '{"message":"No such container: x"}\n', "No such container: x", "not_found"],
    [409, '{"cause":"c","message":"m","response":409}', "m", "conflict"],
    [500, "plain words\n", "plain words", "engine"],
    [400, '{"message": cut', '{"message": cut', "bad_request"],
    [400, "", "status 400 without a message", "bad_request"],
    [403, "<html><head><title>403 &amp; out</title></head>", "403 & out", "denied"],
    [503, '{"message":"busy"}', "busy", "unavailable"],
    [501, '{"message":"no"}', "no", "unsupported"],
    [401, '{"message":"who"}', "who", "unauthorized"],
    [
      400,
      '{"message":"client version 1.99 is too new. Maximum supported API version is 1.41"}',
      "client version 1.99 is too new. Maximum supported API version is 1.41",
      "version",
    ],
    [
      400,
      "client version 1.10 is too old. Minimum supported API version is 1.12",
      "client version 1.10 is too old. Minimum supported API version is 1.12",
      "version",
    ],
  ];
  await using peer = await startPeer(async (c, head) => {
    const i = Number(/\/e(\d+)/.exec(head)![1]);
    const [status, body] = bodies[i];
    // The first way as engines do, the second without a length, as their hijack errors are.
    const length = head.startsWith("GET") ? `Content-Length: ${bytes(body).length}\r\n` : "";
    await c.say(`HTTP/1.1 ${status} Some Words\r\n${length}\r\n${body}`);
  });
  await using_(peer.endpoint, async (t) => {
    for (const [i, [status, , message, code]] of bodies.entries()) {
      for (
        const ask of [
          () => t.send(get(`/e${i}`)),
          () => t.send(get(`/e${i}`, { method: "POST" })),
          () => t.upgrade(get(`/e${i}`, { method: "POST" })),
        ]
      ) {
        const e = await refusal(ask(), code);
        assert.equal(e.message, message);
        assert.equal(e.status, status);
      }
    }
  });
});

testBoth("send() never follows a redirect", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/x", { method: "POST" })), "protocol");
    assert.match(e.message, /redirect to \/elsewhere/);
    assert.equal(peer.requests.filter((r) => !r.includes("_ping")).length, 1);
  });
});

testBoth("send() takes 304 and 204 as answers without a body", async (using_) => {
  await using peer = await startPeer(async (c, head) => {
    await c.say(`HTTP/1.1 ${head.includes("/a") ? "304 Not Modified" : "204 No Content"}\r\n\r\n`);
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    const a = await t.send(get("/a", { method: "POST" }));
    await a.discard();
    assert.equal(a.status, 304);
    assert.equal((await t.send(get("/b", { method: "POST" }))).status, 204);
  });
});

testBoth("send() tells of cut answers and of what is not HTTP", async (using_) => {
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/none")) return;
    if (head.includes("/half")) {
      await c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    }
    if (head.includes("/short")) await c.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    if (head.includes("/garbage")) await c.say("SSH-2.0-OpenSSH_9.2\r\n");
    if (head.includes("/tls")) await c.say(new Uint8Array([21, 3, 1, 0, 2, 2, 40]));
  });
  await using_(peer.endpoint, async (t) => {
    await refusal(t.send(get("/none", { method: "POST" })), "cut");
    await refusal(t.send(get("/none")), "cut");
    await refusal(t.send(get("/half")).then((r) => r.text()), "cut");
    await refusal(t.send(get("/short")).then((r) => r.text()), "cut");
    await refusal(t.send(get("/garbage")), "protocol");
    await refusal(t.send(get("/tls")), "protocol");
    await refusal(t.upgrade(get("/none")), "cut");
    await refusal(t.upgrade(get("/garbage")), "protocol");
    await refusal(t.upgrade(get("/tls")), "protocol");
  });
});

testBoth("WireResponse.body makes the sender wait for a slow reader", async (using_) => {
  let sent = 0;
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\n\r\n");
    const piece = new Uint8Array(64 * 1024);
    for (let i = 0; i < 1024; i++) {
      await c.say(piece);
      sent += piece.length;
    }
  });
  await using_(peer.endpoint, async (t) => {
    const r = await t.send(get("/x", { kind: "stream" }));
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.ok(sent < 4 * 1024 * 1024, `${sent} bytes were taken unread`);
    let size = 0;
    for await (const b of r.body) size += b.length;
    assert.equal(size, 64 * 1024 * 1024);
  });
});

testBoth("WireResponse.body closes the connection when its reader leaves", async (using_) => {
  const gone = Promise.withResolvers<void>();
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    await c.gone();
    gone.resolve();
  });
  await using_(peer.endpoint, async (t) => {
    const r = await t.send(get("/x", { kind: "stream" }));
    for await (const b of r.body) {
      assert.equal(new TextDecoder().decode(b), "abc");
      break;
    }
    await gone.promise;
  });
});

testBoth("json() tells of an answer that is no JSON", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
  });
  await using_(peer.endpoint, async (t) => {
    await refusal(t.send(get("/x")).then((r) => r.json()), "protocol");
  });
});
