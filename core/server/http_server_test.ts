/** Tests of the server on real sockets. */
import assert from "node:assert/strict";
import { Random } from "../stream/_test_random.ts";
import { HttpServer } from "./http_server.ts";
import { openListener } from "./listener.ts";
import { readAll, statusOf } from "./_test_server.ts";
import type { AccessEntry, ApiHandler, ServerLimits } from "./types.ts";

/** A server of `handler` on a free port. */
async function serving(handler: ApiHandler, limits: Partial<ServerLimits> = {}) {
  const listener = await openListener({ kind: "tcp", hostname: "127.0.0.1", port: 0 });
  const log: AccessEntry[] = [];
  const server = new HttpServer({ handler, limits, log: (e) => void log.push(e) });
  server.serve(listener);
  const { port } = listener.address as { port: number };
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port });
  return {
    server,
    log,
    connect,
    async raw(...pieces: (string | Uint8Array)[]): Promise<string> {
      const conn = await connect();
      for (const piece of pieces) await write(conn, piece).catch(() => {});
      const answer = await readAll(conn);
      conn.close();
      return answer;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function write(conn: Deno.Conn, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Answers with what it was asked. */
const echo: ApiHandler = async (request) => {
  let body = "";
  const decoder = new TextDecoder();
  try {
    for await (const piece of request.body) body += decoder.decode(piece, { stream: true });
  } catch (e) {
    return { status: (e as { status?: number }).status ?? 500, body: (e as Error).message };
  }
  return { status: 200, body: `${request.method} ${request.path}?${request.query} [${body}]` };
};

const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const last = (path: string, more = "") => get(path, `Connection: close\r\n${more}`);
const post = (body: string, more = "") =>
  `POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}\r\n${body}`;

Deno.test("HttpServer serves requests one after the other, also when they come together", async () => {
  await using s = await serving(echo);
  const answer = await s.raw(get("/a?x=1"), get("/b") + "\r\n" + last("/c"));
  assert.deepEqual(answer.match(/GET [^\]]*\]/g), ["GET /a?x=1 []", "GET /b? []", "GET /c? []"]);
  const pieces = [...last("/slow")];
  assert.match(await s.raw(...pieces), /GET \/slow\? \[\]$/);
});

Deno.test("HttpServer reads bodies by length and in chunks, and says 100 when asked", async () => {
  await using s = await serving(echo);
  assert.match(await s.raw(post("hello", "Content-Length: 5\r\n")), /POST \/p\? \[hello\]$/);
  const chunked = "Transfer-Encoding: chunked\r\n";
  assert.match(
    await s.raw(post("3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: x\r\n\r\n", chunked)),
    /\[hello\]$/,
  );
  const conn = await s.connect();
  await write(conn, post("", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  const block = new Uint8Array(1024);
  const n = await conn.read(block);
  assert.equal(new TextDecoder().decode(block.subarray(0, n!)), "HTTP/1.1 100 Continue\r\n\r\n");
  await write(conn, "ok");
  assert.match(await readAll(conn), /\[ok\]$/);
  conn.close();
});

Deno.test("HttpServer refuses what two readers could understand in two ways", async () => {
  await using s = await serving(echo);
  const cases: [number, string][] = [
    [400, post("5\r\nhello\r\n0\r\n\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")],
    [400, post("hello", "Content-Length: 5\r\nContent-Length: 5\r\n")],
    [400, post("hello", "Content-Length: 5, 5\r\n")],
    [400, post("hello", "Content-Length: +5\r\n")],
    [400, post("hello", "Content-Length: -1\r\n")],
    [501, post("", "Transfer-Encoding: gzip, chunked\r\n")],
    [501, post("", "Transfer-Encoding: identity\r\n")],
    [400, post("", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")],
    [400, post("xyz\r\n", "Transfer-Encoding: chunked\r\n")],
    [400, post("3\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")],
    [400, post("3\nhel\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")],
    [400, post("1" + " ".repeat(400) + "\r\n", "Transfer-Encoding: chunked\r\n")],
    [417, post("hello", "Content-Length: 5\r\nExpect: miracles\r\n")],
    [400, "GET / HTTP/1.1\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n"],
    [400, "GET http://x/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    [400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"],
    [400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"],
    [400, "GET /ä HTTP/1.1\r\nHost: a\r\n\r\n"],
    [400, "get / HTTP/1.1\r\nHost: a\r\n\r\n"],
    [505, "GET / HTTP/1.0\r\nHost: a\r\n\r\n"],
    [505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    [400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
    [414, `GET /${"a".repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(100_000)}\r\n\r\n`],
    [431, "a".repeat(100_000)],
    [431, `GET / HTTP/1.1\r\nHost: a\r\n${"X: a\r\n".repeat(100)}\r\n`],
  ];
  for (const [status, text] of cases) {
    const answer = await s.raw(text);
    assert.equal(statusOf(answer), status, `${text.slice(0, 100)} → ${answer}`);
    assert.match(answer, /\r\nconnection: close\r\n/, text.slice(0, 60));
  }
});

Deno.test("HttpServer answers or closes whatever it is sent, and serves on", async () => {
  // Requests that were good until something in them was changed.
  const seed = Number(Deno.env.get("SEED") ?? 20_261);
  const random = new Random(seed);
  await using s = await serving(echo, { headTime: 300, bodyGap: 300, idleTime: 300 });
  const good = [
    get("/a"),
    post("hello", "Content-Length: 5\r\n"),
    post("5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
    last("/x?y=z", "Authorization: Bearer x\r\n"),
  ];
  const noise = [
    "\r",
    "\n",
    "\r\n",
    ":",
    " ",
    "\0",
    "\xff",
    "%",
    "GET ",
    "HTTP/1.1",
    "0",
    ",",
    "\t",
  ];
  const mangled = () => {
    let text = random.pick(good) + (random.below(3) === 0 ? random.pick(good) : "");
    for (let n = 1 + random.below(4); n > 0; n--) {
      const at = random.below(text.length + 1);
      const cut = random.below(6);
      text = text.slice(0, at) + (random.below(3) > 0 ? random.pick(noise) : "") +
        text.slice(at + cut);
    }
    return Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
  };
  const batch = async (n: number) => {
    for (let i = 0; i < n; i++) {
      const bytes = mangled();
      const conn = await s.connect();
      await write(conn, bytes).catch(() => {});
      if (random.below(2) === 0) await conn.closeWrite().catch(() => {});
      const answer = await readAll(conn);
      conn.close();
      const shown = `seed ${seed}: ${JSON.stringify(new TextDecoder().decode(bytes))} → ${answer}`;
      assert.ok(
        answer === "" || [200, 400, 408, 417, 431, 501, 505].includes(statusOf(answer)),
        shown,
      );
    }
  };
  await Promise.all(Array.from({ length: 20 }, () => batch(30)));
  assert.match(await s.raw(last("/well")), /GET \/well/);
  assert.ok(s.log.every((e) => e.status < 500 || e.status === 501 || e.status === 505));
});

Deno.test("HttpServer gives a slow client its time and no more", async () => {
  const limits = { headTime: 150, bodyGap: 150, idleTime: 150 };
  await using s = await serving(echo, limits);
  const none = await s.raw();
  assert.equal(none, "");
  const head = await s.raw("GET / HTTP/1.1\r\nHo");
  assert.equal(statusOf(head), 408);
  const body = await s.raw(post("hel", "Content-Length: 5\r\n"));
  assert.equal(statusOf(body), 408);
  const idle = await s.raw(get("/first"));
  assert.equal(statusOf(idle), 200);
  // A byte now and then does not buy more time for a head.
  const conn = await s.connect();
  let sent = 0;
  const dripping = (async () => {
    try {
      for (;; sent++) {
        await write(conn, "G");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } catch { /* it was cut off */ }
  })();
  await readAll(conn);
  conn.close();
  await dripping;
  assert.ok(sent < 500, `${sent} bytes before it was cut off`);
});

Deno.test("HttpServer cuts off who does not read, and stops what feeds the answer", async () => {
  let left = false;
  await using s = await serving(() =>
    Promise.resolve({
      status: 200,
      body: (async function* () {
        try {
          for (;;) yield await Promise.resolve(new Uint8Array(256 * 1024));
        } finally {
          left = true;
        }
      })(),
    }), { writeTime: 200 });
  const conn = await s.connect();
  await write(conn, get("/"));
  const over = Promise.withResolvers<void>();
  const wait = setInterval(() => s.server.connections === 0 && over.resolve(), 20);
  await over.promise;
  clearInterval(wait);
  assert.ok(left);
  conn.close();
});

Deno.test("HttpServer tells the handler that its client is gone", async () => {
  const gone = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using s = await serving(async ({ signal }) => {
    asked.resolve();
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    gone.resolve();
    return { status: 200 };
  });
  const conn = await s.connect();
  await write(conn, get("/"));
  await asked.promise;
  conn.close();
  await gone.promise;
});

Deno.test("HttpServer takes so many clients and turns others away", async () => {
  await using s = await serving(echo, { connections: 2 });
  const held = [await s.connect(), await s.connect()];
  for (const conn of held) {
    // An answer shows that it was taken.
    await write(conn, get("/"));
    await conn.read(new Uint8Array(1024));
  }
  assert.equal(statusOf(await s.raw(last("/"))), 503);
  for (const conn of held) conn.close();
  while (s.server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(statusOf(await s.raw(last("/"))), 200);
});

Deno.test("HttpServer ends streams unfinished when it stops, and short answers finished", async () => {
  const go = Promise.withResolvers<void>();
  const s = await serving(async ({ path, signal }) => {
    if (path === "/short") {
      await go.promise;
      return { status: 200, body: "done" };
    }
    return {
      status: 200,
      body: (async function* () {
        yield new TextEncoder().encode("one");
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      })(),
    };
  });
  const [stream, short, idle] = [await s.connect(), await s.connect(), await s.connect()];
  await write(stream, get("/stream"));
  await write(short, get("/short"));
  await stream.read(new Uint8Array(1024));
  const stopped = s.server.stop();
  go.resolve();
  assert.match(await readAll(short), /\r\n\r\ndone$/);
  assert.doesNotMatch(await readAll(stream), /0\r\n\r\n$/);
  assert.equal(await readAll(idle), "");
  await stopped;
  for (const conn of [stream, short, idle]) conn.close();
  await assert.rejects(s.connect());
});

Deno.test("HttpServer cuts what does not end when it stops", async () => {
  const asked = Promise.withResolvers<void>();
  const s = await serving(() => {
    asked.resolve();
    return new Promise(() => {});
  }, { stopTime: 50 });
  const conn = await s.connect();
  await write(conn, get("/"));
  await asked.promise;
  // The handler never returns; its connection is closed all the same.
  void s.server.stop();
  assert.equal(await readAll(conn), "");
  conn.close();
});

Deno.test("HttpServer hands a connection over, each direction ending on its own", async () => {
  await using s = await serving(() =>
    Promise.resolve({
      status: 101,
      headers: { connection: "Upgrade", upgrade: "tcp" },
      session: async ({ input, write }) => {
        let size = 0;
        for await (const bytes of input) size += bytes.length;
        await write(new TextEncoder().encode(`${size} bytes`));
      },
    })
  );
  const conn = await s.connect();
  await write(conn, get("/", "Connection: Upgrade\r\nUpgrade: tcp\r\n") + "early");
  await write(conn, new Uint8Array(1_000_000));
  await conn.closeWrite();
  const answer = await readAll(conn);
  assert.match(answer, /^HTTP\/1\.1 101 UPGRADED\r\n/);
  assert.match(answer, /\r\n\r\n1000005 bytes$/);
  conn.close();
});
