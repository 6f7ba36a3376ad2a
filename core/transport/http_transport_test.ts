import assert from "node:assert/strict";
import { EngineError, type EngineErrorCode } from "../errors.ts";
import { PING, startPeer } from "./_test_peer.ts";
import { createTransport, type CreateTransportOptions } from "./create.ts";
import type { Transport, WireRequest } from "./types.ts";

const bytes = (s: string) => new TextEncoder().encode(s);

async function refusal(p: Promise<unknown>, code: EngineErrorCode): Promise<EngineError> {
  try {
    await p;
  } catch (e) {
    assert.ok(e instanceof EngineError, `an EngineError, not ${e}`);
    assert.equal(e.code, code, e.message);
    return e;
  }
  assert.fail(`no error of code ${code}`);
}

async function using_(
  endpoint: string,
  body: (t: Transport) => Promise<void>,
  options: CreateTransportOptions = {},
): Promise<void> {
  const t = createTransport(endpoint, options);
  try {
    await body(t);
  } finally {
    await t.close();
  }
}

const get = (path: string, more: Partial<WireRequest> = {}): WireRequest => ({
  method: "GET",
  path,
  op: "test",
  ...more,
});

Deno.test("send() negotiates once, for many at once, by an unversioned HEAD", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await Promise.all(
      Array.from({ length: 5 }, async () => await (await t.send(get("/info"))).json()),
    );
    const pings = peer.requests.filter((r) => r.includes("/_ping"));
    assert.equal(pings.length, 1);
    assert.match(pings[0], /^HEAD \/_ping HTTP\/1\.1\r\n/);
    const infos = peer.requests.filter((r) => r.startsWith("GET /v1.41/info HTTP/1.1\r\n"));
    assert.equal(infos.length, 5);
    assert.match(infos[0], /host: localhost\r\n/i);
    assert.match(infos[0], /user-agent: dockerctl \(/i);
    assert.equal((await t.greeting()).osType, "linux");
  });
});

Deno.test("send() uses the ping's connection for the first request", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/a"))).json();
    assert.equal(peer.accepted(), 1);
  });
});

Deno.test("greeting() falls back to GET when HEAD is refused or cut", async () => {
  for (const answer of ["HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n", ""]) {
    await using peer = await startPeer(async (c, head) => {
      await c.say(head.startsWith("HEAD") ? answer : PING);
    }, { ping: false });
    await using_(peer.endpoint, async (t) => {
      assert.equal((await t.greeting()).apiVersion, "1.41");
      assert.deepEqual(peer.requests.map((r) => r.split(" ")[0]), ["HEAD", "GET"]);
    });
  }
});

Deno.test("greeting() keeps to our newest version when the engine's is newer or untold", async () => {
  for (const header of ["Api-Version: 1.99\r\n", "", "Api-Version: nonsense\r\n"]) {
    await using peer = await startPeer(async (c) => {
      await c.say(`HTTP/1.1 200 OK\r\n${header}Content-Length: 0\r\n\r\n`);
    }, { ping: false });
    await using_(peer.endpoint, async (t) => {
      assert.equal((await t.greeting()).apiVersion, "1.51");
    });
  }
});

Deno.test("greeting() refuses an engine older than 1.24", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nApi-Version: 1.23\r\nContent-Length: 0\r\n\r\n");
  }, { ping: false });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/info")), "version");
    assert.equal(e.op, "test");
  });
});

Deno.test("send() negotiates anew after the engine was replaced by an older one", async () => {
  let version = "1.45";
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/_ping")) {
      await c.say(`HTTP/1.1 200 OK\r\nApi-Version: ${version}\r\nContent-Length: 0\r\n\r\n`);
    } else if (head.includes(`/v${version}/`)) {
      await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    } else {
      const body =
        `{"message":"client version 1.45 is too new. Maximum supported API version is 1.41"}`;
      await c.say(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    }
    return "keep";
  }, { ping: false });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/x"))).json();
    version = "1.41";
    await refusal(t.send(get("/x")), "version");
    await (await t.send(get("/x"))).json();
    assert.equal((await t.greeting()).apiVersion, "1.41");
  });
});

Deno.test("send() of a fixed version asks nothing first", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/info"))).json();
    assert.equal(peer.requests.length, 1);
    assert.match(peer.requests[0], /^GET \/v1\.30\/info /);
    await refusal(t.send(get("/x", { minApi: "1.31" })), "version");
  }, { apiVersion: "1.30" });
});

Deno.test("greeting() ends when nothing is said", async () => {
  await using peer = await startPeer(async (c) => await c.gone(), { ping: false });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/info")), "timeout");
    assert.match(e.message, /did not answer a ping within 0\.1 seconds/);
  }, { pingTimeout: 100 });
});

Deno.test("send() of kind call ends when nothing is said, before and within the body", async () => {
  for (const start of ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]) {
    await using peer = await startPeer(async (c) => {
      await c.say(start);
      await c.gone();
    });
    await using_(peer.endpoint, async (t) => {
      await refusal(t.send(get("/x")).then((r) => r.text()), "timeout");
    }, { callTimeout: 150 });
  }
});

Deno.test("send() of kind wait and stream outlasts the limit of calls", async () => {
  await using peer = await startPeer(async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  await using_(peer.endpoint, async (t) => {
    for (const kind of ["wait", "stream"] as const) {
      assert.equal(await (await t.send(get("/x", { kind }))).text(), "{}");
    }
  }, { callTimeout: 100 });
});

Deno.test("send() is aborted before, while connecting, while waiting and in the body", async () => {
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/body")) await c.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    await c.gone();
  });
  await using_(peer.endpoint, async (t) => {
    await refusal(t.send(get("/x", { signal: AbortSignal.abort() })), "aborted");
    const waiting = new AbortController();
    const sent = t.send(get("/x", { signal: waiting.signal }));
    while (!peer.requests.some((r) => r.includes("/x"))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    waiting.abort();
    await refusal(sent, "aborted");
    const within = new AbortController();
    const answer = await t.send(get("/body", { kind: "stream", signal: within.signal }));
    await refusal(
      (async () => {
        for await (const b of answer.body) {
          assert.equal(b.length, 3);
          within.abort();
        }
      })(),
      "aborted",
    );
  });
  // 192.0.2.1 is nobody's; a unix socket with a full backlog is the loopback way to hang.
  const dialing = new AbortController();
  const { HttpTransport } = await import("./http_transport.ts");
  const t = new HttpTransport({
    endpoint: "unix:///never",
    dialer: { dial: () => new Promise(() => {}), close: () => Promise.resolve() },
    host: "localhost",
    basePath: "",
  }, { apiVersion: "1.41" });
  const sent = t.send(get("/x", { signal: dialing.signal }));
  dialing.abort();
  await refusal(sent, "aborted");
  await t.close();
});

Deno.test("send() tells who does not answer, and why", async () => {
  await using_("unix:///nonexistent/docker.sock", async (t) => {
    const e = await refusal(t.send(get("/x")), "unreachable");
    assert.equal(
      e.message,
      "Cannot connect to the Docker daemon at unix:///nonexistent/docker.sock. Is the docker daemon running?",
    );
    assert.equal(e.op, "test");
    assert.equal(e.endpoint, "unix:///nonexistent/docker.sock");
    assert.ok(e.hint);
  });
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = (closed.addr as Deno.NetAddr).port;
  closed.close();
  await using_(`tcp://127.0.0.1:${port}`, async (t) => {
    await refusal(t.send(get("/x")), "unreachable");
    await refusal(t.upgrade(get("/x")), "unreachable");
  });
});

Deno.test("send() maps statuses and reads every kind of error body", async () => {
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
        const p of [
          t.send(get(`/e${i}`)),
          t.send(get(`/e${i}`, { method: "POST" })),
          t.upgrade(get(`/e${i}`, { method: "POST" })),
        ]
      ) {
        const e = await refusal(p, code);
        assert.equal(e.message, message);
        assert.equal(e.status, status);
      }
    }
  });
});

Deno.test("send() never follows a redirect", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/x", { method: "POST" })), "protocol");
    assert.match(e.message, /redirect to \/elsewhere/);
    assert.equal(peer.requests.filter((r) => !r.includes("_ping")).length, 1);
  });
});

Deno.test("send() takes 304 and 204 as answers without a body", async () => {
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

Deno.test("send() says a POST without a body has length 0, and encodes the query", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 204 No Content\r\n\r\n");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await t.send({
      method: "POST",
      path: "/containers/a/start",
      op: "start",
      query: { a: true, b: false, c: undefined, d: ["x y", "&"], e: 3n },
      headers: { "X-Registry-Auth": "abc" },
    });
    const head = peer.requests.at(-1)!;
    assert.match(head, /^POST \/v1\.41\/containers\/a\/start\?a=1&b=0&d=x\+y&d=%26&e=3 HTTP/);
    assert.match(head, /content-length: 0\r\n/i);
    assert.match(head, /x-registry-auth: abc\r\n/i);
    assert.match(head, /x-meta: 1\r\n/i);
  }, { headers: { "X-Meta": "1" } });
});

Deno.test("send() streams an upload, and tells the caller's own failure", async () => {
  await using peer = await startPeer(async (c) => {
    const body = await c.until("0\r\n\r\n");
    await c.say(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  await using_(peer.endpoint, async (t) => {
    async function* upload() {
      yield bytes("abc");
      await Promise.resolve();
      yield bytes("defgh");
    }
    const r = await t.send({ method: "POST", path: "/load", op: "load", body: upload() });
    assert.equal(await r.text(), "3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n");
    async function* broken() {
      yield bytes("abc");
      await Promise.resolve();
      throw new Error("disk on fire");
    }
    const e = await refusal(
      t.send({ method: "POST", path: "/load", op: "load", body: broken() }),
      "aborted",
    );
    assert.match(e.message, /disk on fire/);
  });
});

Deno.test("send() reads the answer to an upload that the engine refused early", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say('HTTP/1.1 500 No\r\nContent-Length: 18\r\n\r\n{"message":"full"}');
    c.conn.closeWrite();
  });
  await using_(peer.endpoint, async (t) => {
    async function* upload() {
      for (let i = 0; i < 1000; i++) yield new Uint8Array(64 * 1024);
    }
    const e = await refusal(
      t.send({ method: "POST", path: "/load", op: "load", body: upload(), kind: "wait" }),
      "engine",
    );
    assert.equal(e.message, "full");
  });
});

Deno.test("send() tells of cut answers and of what is not HTTP", async () => {
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

Deno.test("send() asks a GET again when an idle connection was closed under it", async () => {
  let served = 0;
  await using peer = await startPeer(async (c) => {
    served++;
    if (served === 2) return; // takes the request and closes without a word
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/a"))).json();
    await (await t.send(get("/b"))).json();
    assert.equal(served, 3);
  });
});

Deno.test("WireResponse.body makes the sender wait for a slow reader", async () => {
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

Deno.test("WireResponse.body closes the connection when its reader leaves", async () => {
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

Deno.test("streams never hold up calls", async () => {
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/events")) {
      await c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      await c.gone();
      return;
    }
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    const stop = new AbortController();
    const streams = await Promise.all(
      Array.from(
        { length: 100 },
        () => t.send(get("/events", { kind: "stream", signal: stop.signal })),
      ),
    );
    assert.equal(await (await t.send(get("/x"))).text(), "{}");
    stop.abort();
    for (const s of streams) await refusal(s.text(), "aborted");
  });
});

Deno.test("json() tells of an answer that is no JSON", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
  });
  await using_(peer.endpoint, async (t) => {
    await refusal(t.send(get("/x")).then((r) => r.json()), "protocol");
  });
});

Deno.test("close() ends what runs, and what comes after it", async () => {
  await using peer = await startPeer(async (c) => await c.gone());
  const t = createTransport(peer.endpoint);
  const running = t.send(get("/x", { kind: "wait" }));
  while (!peer.requests.some((r) => r.includes("/x"))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await t.close();
  await t.close();
  await refusal(running, "aborted");
  await refusal(t.send(get("/x")), "aborted");
  await refusal(t.upgrade(get("/x")), "aborted");
  await refusal(t.greeting(), "aborted");
});
