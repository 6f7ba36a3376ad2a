/** The simulated engine on a socket, with the faults that it can be told to have. */
import assert from "node:assert/strict";
import { frame } from "../../core/sim/logs.ts";
import { ManualClock, startFakeEngine } from "./mod.ts";
import type { FakeEngine } from "./mod.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** Bytes out, all bytes in until the engine closes; the raw truth without any client of ours. */
async function raw(fake: FakeEngine, request: string, input?: string): Promise<string> {
  const conn = await Deno.connect({ transport: "unix", path: fake.host.slice(7) });
  try {
    await conn.write(encoder.encode(request));
    if (input !== undefined) {
      await conn.write(encoder.encode(input));
      await conn.closeWrite();
    }
    let text = "";
    const buffer = new Uint8Array(65536);
    for (let n; (n = await conn.read(buffer).catch(() => null)) !== null;) {
      text += decoder.decode(buffer.subarray(0, n));
    }
    return text;
  } finally {
    conn.close();
  }
}

const get = (path: string, more = "") =>
  `GET ${path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n${more}\r\n`;

/** A client of the HTTP kind over the socket. */
function client(fake: FakeEngine) {
  const http = Deno.createHttpClient({
    proxy: { transport: "unix", path: fake.host.slice(7) },
  });
  return {
    fetch: (path: string, init: RequestInit = {}) =>
      fetch(`http://engine${path}`, { ...init, client: http }),
    [Symbol.dispose]: () => http.close(),
  };
}

Deno.test("startFakeEngine() answers over a unix socket and logs the requests", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  const ping = await c.fetch("/_ping");
  assert.equal(await ping.text(), "OK");
  assert.equal(ping.headers.get("api-version"), "1.51");
  const list = await (await c.fetch("/v1.51/containers/json?all=1")).json();
  assert.equal(list.length, 12);
  const again = await (await c.fetch("/v1.51/containers/json?all=1")).json();
  assert.equal(again.length, 12);
  assert.equal(fake.count("GET /containers/json"), 2);
  const seen = fake.requests[1];
  assert.equal(seen.version, "1.51");
  assert.equal(seen.query.get("all"), "1");
  assert.equal((await c.fetch("/nope")).status, 404);
});

Deno.test("startFakeEngine({ tcp }) listens on the loopback", async () => {
  await using fake = await startFakeEngine({ tcp: true });
  const r = await fetch(`${fake.host.replace("tcp:", "http:")}/version`);
  assert.equal((await r.json()).ApiVersion, "1.51");
});

Deno.test("a request with a body in chunks is read", async () => {
  await using fake = await startFakeEngine();
  const body = '{"Name":"vol-x"}';
  const answer = await raw(
    fake,
    "POST /volumes/create HTTP/1.1\r\nHost: e\r\nConnection: close\r\n" +
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
      `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${
        body.slice(5)
      }\r\n0\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 201 Created\r\n/);
  assert.ok(fake.sim.volumes.has("vol-x"));
});

Deno.test("an upgrade is 101, keeps reading after half-close and closes in order", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  const made = await (await c.fetch("/containers/web-1/exec", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ Cmd: ["cat"], AttachStdin: true, AttachStdout: true }),
  })).json();
  const start = "{}";
  const answer = await raw(
    fake,
    `POST /exec/${made.Id}/start HTTP/1.1\r\nHost: e\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${start.length}\r\n\r\n${start}`,
    "hi\n",
  );
  const [head, stream] = answer.split("\r\n\r\n");
  assert.match(head, /^HTTP\/1\.1 101 UPGRADED/);
  assert.equal(stream, decoder.decode(frame(1, encoder.encode("hi\n"))));
});

Deno.test("noUpgrade answers 200 with the raw stream", async () => {
  await using fake = await startFakeEngine();
  fake.fault({ on: "POST /containers/{}/attach", noUpgrade: true });
  const answer = await raw(
    fake,
    "POST /containers/migrate/attach?logs=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: e\r\n" +
      "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
    "",
  );
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /applying 0041_orders/);
});

Deno.test("fault({ times, after }) counts, and the engine answers before and after", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  const fault = fake.fault({
    on: "GET /info",
    after: 1,
    times: 2,
    answer: { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad</h1>" },
  });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) {
    const r = await c.fetch("/info");
    statuses.push(r.status);
    const text = await r.text();
    if (r.status === 502) assert.equal(text, "<h1>Bad</h1>");
  }
  assert.deepEqual(statuses, [200, 502, 502, 200]);
  assert.equal(fault.count, 2);
});

Deno.test("cutAfter ends the body in the middle, garbage is no HTTP, close answers nothing", async () => {
  await using fake = await startFakeEngine();
  fake.fault({ on: "GET /containers/{}/logs", cutAfter: 10 });
  const cut = await raw(fake, get("/containers/web-1/logs?stdout=1"));
  assert.match(cut, /\r\n\r\na\r\n/);
  assert.ok(!cut.endsWith("0\r\n\r\n"));
  fake.fault({ on: "GET /info", garbage: "\x00\x01 no HTTP" });
  assert.equal(await raw(fake, get("/info")), "\x00\x01 no HTTP");
  fake.fault({ on: "GET /version", close: true });
  assert.equal(await raw(fake, get("/version")), "");
  fake.clearFaults();
  assert.match(await raw(fake, get("/version")), /^HTTP\/1\.1 200 OK/);
});

Deno.test("hang takes the request and says nothing until the client goes", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  fake.fault({ on: "GET /info", hang: true });
  await assert.rejects(c.fetch("/info", { signal: AbortSignal.timeout(100) }));
  for (let i = 0; fake.open.length > 0; i++) {
    assert.ok(i < 500, "the hanging request is never given up");
    await new Promise((r) => setTimeout(r, 10));
  }
});

Deno.test("a client that leaves a stream ends what the engine does for it", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  const stop = new AbortController();
  const r = await c.fetch("/events", { signal: stop.signal });
  assert.equal(fake.open.length, 1);
  assert.equal(fake.sim.events.listeners, 1);
  stop.abort();
  await assert.rejects(r.text());
  for (let i = 0; fake.sim.events.listeners > 0; i++) {
    assert.ok(i < 500, "the engine still listens for a client that left");
    await new Promise((r) => setTimeout(r, 10));
  }
});

Deno.test("a reader that does not read makes the flood wait, not the memory grow", async () => {
  await using fake = await startFakeEngine({ world: "none", logRate: 10_000, lineLength: 1_000 });
  const conn = await Deno.connect({ transport: "unix", path: fake.host.slice(7) });
  await conn.write(encoder.encode(get("/containers/flood/logs?stdout=1&follow=1")));
  await new Promise((r) => setTimeout(r, 600));
  assert.ok(fake.sim.container("flood").log.bytes <= 9 * 1024 * 1024);
  const buffer = new Uint8Array(65536);
  assert.ok((await conn.read(buffer) ?? 0) > 0);
  conn.close();
});

Deno.test("restart() cuts streams, empties the ring and comes back on the same socket", async () => {
  await using fake = await startFakeEngine({ clock: new ManualClock() });
  using c = client(fake);
  await (await c.fetch("/containers/web-1/stop", { method: "POST" })).body?.cancel();
  assert.ok(fake.sim.events.past.length > 0);
  const events = await c.fetch("/events?since=0");
  const reading = events.text();
  reading.catch(() => {});
  await fake.restart();
  await assert.rejects(reading);
  assert.equal(fake.sim.events.past.length, 0);
  assert.equal(await (await c.fetch("/_ping")).text(), "OK");
});

Deno.test("down() takes the socket away, up() brings it back", async () => {
  await using fake = await startFakeEngine();
  await fake.down();
  await assert.rejects(raw(fake, get("/_ping")), Deno.errors.NotFound);
  fake.up();
  assert.match(await raw(fake, get("/_ping")), /^HTTP\/1\.1 200 OK/);
});

Deno.test("pieces and transform shape what goes over the wire", async () => {
  await using fake = await startFakeEngine();
  fake.fault({
    on: "GET /containers/{}/logs",
    pieces: 3,
    transform: () => Uint8Array.from([1, 0, 0, 0, 255, 255, 255, 255, 120]),
  });
  const answer = await raw(fake, get("/containers/migrate/logs?stdout=1&stderr=1"));
  assert.match(answer, /\r\n\r\n9\r\n/);
});

Deno.test("many requests on one connection leave nothing behind", async () => {
  await using fake = await startFakeEngine();
  using c = client(fake);
  for (let i = 0; i < 300; i++) assert.equal(await (await c.fetch("/_ping")).text(), "OK");
  assert.equal(fake.count("GET /_ping"), 300);
  assert.equal(fake.open.length, 0);
  assert.ok(fake.connections <= 2, `${fake.connections} connections`);
});
