/** The transport's promises on both of its ways: order, limits, retries, closing. */
import assert from "node:assert/strict";
import { bytes, get, refusal, testBoth } from "./_test_client.ts";
import { startPeer } from "./_test_peer.ts";
import { createTransport } from "./create.ts";

testBoth("send() uses the ping's connection for the first request", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/a"))).json();
    assert.equal(peer.accepted(), 1);
  });
});

testBoth(
  "send() of kind call ends when nothing is said, before and within the body",
  async (using_) => {
    for (const start of ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]) {
      await using peer = await startPeer(async (c) => {
        await c.say(start);
        await c.gone();
      });
      await using_(peer.endpoint, async (t) => {
        await refusal(t.send(get("/x")).then((r) => r.text()), "timeout");
      }, { callTimeout: 150 });
    }
  },
);

testBoth("send() of kind wait and stream outlasts the limit of calls", async (using_) => {
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

testBoth(
  "send() is aborted before, while connecting, while waiting and in the body",
  async (using_) => {
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
  },
);

testBoth("send() tells who does not answer, and why", async (using_) => {
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

testBoth(
  "send() says a POST without a body has length 0, and encodes the query",
  async (using_) => {
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
  },
);

testBoth("send() streams an upload, and tells the caller's own failure", async (using_) => {
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

testBoth("send() reads the answer to an upload that the engine refused early", async (using_) => {
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

testBoth("send() asks a GET again when an idle connection was closed under it", async (using_) => {
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

Deno.test("an idle connection serves whatever comes next, a POST and an upgrade too", async () => {
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/attach")) {
      await c.say("HTTP/1.1 101 UPGRADED\r\n\r\n");
      await c.say("echo " + await c.rest());
      return;
    }
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  const t = createTransport(peer.endpoint);
  await (await t.send(get("/a"))).json();
  await (await t.send({ method: "POST", path: "/create", op: "create", json: {} })).json();
  const d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
  assert.equal(peer.accepted(), 1);
  await d.write(bytes("hello"));
  await d.closeWrite();
  let text = "";
  for await (const b of d.readable) text += new TextDecoder().decode(b);
  assert.equal(text, "echo hello");
  await t.close();
});

Deno.test("an idle connection that the engine closed is used for nothing", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  const t = createTransport(peer.endpoint, { apiVersion: "1.41" });
  for (let n = 1; n <= 5; n++) {
    await (await t.send({ method: "POST", path: "/create", op: "create", json: {} })).json();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(peer.accepted(), n);
  }
  await t.close();
});

Deno.test("a few requests at once need no undici, and each has its own connection", async () => {
  const all = Promise.withResolvers<void>();
  let waiting = 0;
  await using peer = await startPeer(async (c) => {
    if (++waiting === 4) all.resolve();
    await all.promise;
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  const t = createTransport(peer.endpoint);
  const answers = await Promise.all(["/a", "/b", "/c", "/d"].map((path) => t.send(get(path))));
  for (const answer of answers) assert.equal(await answer.text(), "{}");
  assert.equal(peer.accepted(), 4);
  await (await t.send(get("/e"))).json();
  assert.equal(peer.accepted(), 4);
  await t.close();
});

testBoth("streams never hold up calls", async (using_) => {
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

for (const pooled of [false, true]) {
  Deno.test(`close() ends what runs, and what comes after it${pooled ? ", over undici" : ""}`, async () => {
    await using peer = await startPeer(async (c) => await c.gone());
    const t = createTransport(peer.endpoint, { pooled });
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
}

Deno.test("onAsked is called once, when the first request is written and not yet answered", async () => {
  const told: string[] = [];
  const asked = Promise.withResolvers<void>();
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/first")) await asked.promise;
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  const t = createTransport(peer.endpoint, {
    onAsked: () => {
      told.push("asked");
      asked.resolve();
    },
  });
  await t.greeting();
  assert.deepEqual(told, []);
  await (await t.send(get("/first"))).json();
  await (await t.send(get("/second"))).json();
  assert.deepEqual(told, ["asked"]);
  await t.close();
});
