/** Proxies: which one, for whom, and requests, upgrades and TLS through it. */
import assert from "node:assert/strict";
import * as pem from "./_test_certificates.ts";
import { get } from "./_test_client.ts";
import { writeAll } from "./connection.ts";
import { createTransport } from "./create.ts";
import { PeerConn, PING } from "./_test_peer.ts";
import { excepted, proxyFor } from "./proxy.ts";

Deno.test("proxyFor() takes the proxy that Go's clients take", () => {
  const env = {
    HTTP_PROXY: "http://u:p%40s@plain:3128",
    https_proxy: "secure",
    NO_PROXY: "no.com",
  };
  const host = { hostname: "engine.example", port: 2375 };
  assert.deepEqual(proxyFor(host, env), {
    hostname: "plain",
    port: 3128,
    authorization: `Basic ${btoa("u:p@s")}`,
  });
  assert.deepEqual(proxyFor({ ...host, tls: {} }, env), { hostname: "secure", port: 80 });
  assert.equal(proxyFor({ ...host, hostname: "a.no.com" }, env), undefined);
  assert.equal(proxyFor(host, {}), undefined);
  assert.throws(() => proxyFor(host, { HTTP_PROXY: "socks5://x" }), /invalid proxy address/);
});

Deno.test("excepted() reads NO_PROXY as Go does", () => {
  const cases: [host: string, port: number, list: string, is: boolean][] = [
    ["localhost", 1, "", true],
    ["127.0.0.9", 1, "", true],
    ["::1", 1, "", true],
    ["a.com", 1, "*", true],
    ["a.com", 1, "b.com, a.com", true],
    ["x.a.com", 1, "a.com", true],
    ["a.com", 1, ".a.com", false],
    ["x.a.com", 1, "*.a.com", true],
    ["xa.com", 1, "a.com", false],
    ["a.com", 2375, "a.com:2375", true],
    ["a.com", 2376, "a.com:2375", false],
    ["10.1.2.3", 1, "10.0.0.0/8", true],
    ["11.1.2.3", 1, "10.0.0.0/8", false],
    ["10.1.2.3", 1, "10.1.2.3", true],
    ["fd00::5", 1, "fd00::/8", true],
    ["A.COM", 1, "a.com", true],
  ];
  for (const [host, port, list, is] of cases) {
    assert.equal(excepted(host, port, list), is, `${host}:${port} in ${list}`);
  }
});

/** A proxy that notes what it is asked, and gives a way to `port` whatever the target. */
function startProxy(port: number, status = 200) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const running: Promise<void>[] = [];
  const pump = async (from: Deno.Conn, into: Deno.Conn) => {
    const buffer = new Uint8Array(65536);
    try {
      for (let n; (n = await from.read(buffer)) !== null;) {
        await writeAll(into, buffer.subarray(0, n));
      }
      await into.closeWrite();
    } catch { /* gone */ }
  };
  const serve = async (conn: Deno.Conn) => {
    const head = await new PeerConn(conn).request();
    asked.push(head);
    await writeAll(conn, new TextEncoder().encode(`HTTP/1.1 ${status} Said\r\n\r\n`));
    if (status === 200) {
      const engine = await Deno.connect({ hostname: "127.0.0.1", port });
      await Promise.all([pump(conn, engine), pump(engine, conn)]);
      engine.close();
    }
    conn.close();
  };
  const accepting = (async () => {
    for await (const conn of listener) running.push(serve(conn).catch(() => {}));
  })();
  return {
    url: `http://me:secret@127.0.0.1:${listener.addr.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting.catch(() => {});
      await Promise.all(running);
    },
  };
}

/** An engine of two answers, behind TLS or not. */
function startEngine(listener: Deno.Listener) {
  const running: Promise<void>[] = [];
  const serve = async (conn: Deno.Conn) => {
    const c = new PeerConn(conn);
    try {
      for (;;) {
        const head = await c.request();
        if (head.includes("/attach")) {
          await c.say("HTTP/1.1 101 UPGRADED\r\n\r\nhello");
          break;
        }
        await c.say(
          head.includes("/_ping") ? PING : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        );
      }
    } catch { /* left */ }
    try {
      conn.close();
    } catch { /* closed */ }
  };
  const accepting = (async () => {
    for await (const conn of listener) running.push(serve(conn));
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting.catch(() => {});
      await Promise.all(running);
    },
  };
}

const local = { hostname: "127.0.0.1", port: 0 };

for (const secure of [false, true]) {
  Deno.test(`requests and upgrades go through the proxy${secure ? ", with TLS inside" : ""}`, async () => {
    const keys = { cert: pem.SERVER_CERT, key: pem.SERVER_KEY };
    const listener = secure ? Deno.listenTls({ ...local, ...keys }) : Deno.listen(local);
    await using engine = startEngine(listener as Deno.Listener);
    await using proxy = startProxy(engine.port);
    // A name that nothing resolves: only a proxy can know it. (The certificate's is "localhost".)
    const hostname = "engine.invalid";
    const tls = secure ? { ca: pem.CA, verify: false } : undefined;
    const t = createTransport({ kind: "tcp", hostname, port: 2375, basePath: "", tls }, {
      env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url },
    });
    assert.equal(await (await t.send(get("/x"))).text(), "{}");
    const d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
    let text = "";
    for await (const bytes of d.readable) text += new TextDecoder().decode(bytes);
    assert.equal(text, "hello");
    await t.close();
    assert.match(proxy.asked[0], /^CONNECT engine\.invalid:2375 HTTP\/1\.1\r\n/);
    assert.match(proxy.asked[0], new RegExp(`Proxy-Authorization: Basic ${btoa("me:secret")}\r\n`));
  });
}

Deno.test("a proxy that gives no way is named, with its status", async () => {
  await using proxy = startProxy(1, 403);
  const t = createTransport("tcp://engine.invalid:2375", { env: { HTTP_PROXY: proxy.url } });
  await assert.rejects(t.greeting(), /the proxy 127\.0\.0\.1:\d+ gives no way to .*: status 403/);
  await t.close();
});

Deno.test("a proxy that opens no way to an engine passes requests on", async () => {
  const listener = Deno.listen(local);
  const asked: string[] = [];
  const running: Promise<void>[] = [];
  const serve = async (conn: Deno.Conn) => {
    const peer = new PeerConn(conn);
    try {
      for (;;) {
        const head = await peer.request();
        asked.push(head);
        if (head.startsWith("CONNECT ")) {
          await peer.say("HTTP/1.1 403 No tunnels\r\nContent-Length: 0\r\n\r\n");
          break;
        }
        if (/^upgrade: tcp\r$/im.test(head)) {
          await peer.say("HTTP/1.1 101 UPGRADED\r\n\r\nhello");
          break;
        }
        const answer = head.includes("/_ping")
          ? PING
          : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        await peer.say(answer);
      }
    } catch { /* left */ }
    try {
      conn.close();
    } catch { /* closed */ }
  };
  const accepting = (async () => {
    for await (const conn of listener) running.push(serve(conn));
  })();
  const proxy = `http://me:secret@127.0.0.1:${listener.addr.port}`;
  const t = createTransport("tcp://engine.invalid:2375", { env: { HTTP_PROXY: proxy } });
  assert.equal(await (await t.send(get("/x"))).text(), "{}");
  // More at once than connections of our own: undici's, too.
  const many = await Promise.all(Array.from({ length: 12 }, async () => {
    return await (await t.send(get("/y"))).text();
  }));
  assert.deepEqual(new Set(many), new Set(["{}"]));
  const d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
  let text = "";
  for await (const bytes of d.readable) text += new TextDecoder().decode(bytes);
  assert.equal(text, "hello");
  await t.close();
  listener.close();
  await accepting.catch(() => {});
  await Promise.all(running);
  const [connect, ...rest] = asked;
  assert.match(connect, /^CONNECT engine\.invalid:2375 /);
  assert.equal(rest.length, 1 + 1 + 12 + 1);
  for (const head of rest) {
    assert.match(
      head,
      /^(HEAD|GET|POST) http:\/\/engine\.invalid:2375\/(_ping|v1\.\d+\/[xy]|v1\.\d+\/attach) /,
    );
    assert.match(head, new RegExp(`^proxy-authorization: Basic ${btoa("me:secret")}\r$`, "im"));
  }
});
