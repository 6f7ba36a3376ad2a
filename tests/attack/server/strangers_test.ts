/** What those without a token can do to the server: nothing that its users would notice. */
import assert from "node:assert/strict";
import { answerOf, attacked, memoryOf, processorTime, readAll, writeAll } from "./_server.ts";

const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

Deno.test("a header of 90,000 spaces costs a stranger's server no time", async () => {
  await using s = await attacked();
  const before = await processorTime(s.pid);
  const start = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => s.raw(get("/v1", `X:${" ".repeat(90_000)}x\r\n`))),
  );
  for (const text of answers) assert.equal(answerOf(text).status, 401);
  // 6 s of a processor each, before: 48 s.
  assert.ok(await processorTime(s.pid) - before < 2, "seconds of a processor were used");
  assert.ok(performance.now() - start < 5_000);
});

Deno.test("a connection that was answered 401 or 403 is closed, and 600 of them keep nobody out", async () => {
  await using s = await attacked();
  const refused = await s.raw(get("/v1") + get("/v1"));
  assert.equal(answerOf(refused).status, 401);
  assert.match(answerOf(refused).head, /\r\nconnection: close$/m);
  assert.equal(refused.split("HTTP/1.1 ").length, 2, "a second request was answered");
  assert.equal(answerOf(await s.raw(get("/v1").replace("localhost", "evil"))).status, 403);
  // Those who only hold a place: silent, and in the middle of a head.
  const held: Deno.Conn[] = [];
  try {
    for (let i = 0; i < 600; i++) {
      const conn = await s.connect();
      held.push(conn);
      if (i % 2 === 0) await writeAll(conn, "GET /v1 HTTP/1.1\r\n").catch(() => {});
    }
    assert.equal((await s.ask("GET", "/v1/engine/_ping")).status, 200);
  } finally {
    for (const conn of held) conn.close();
  }
});

Deno.test("a flood of line ends is refused at once and grows no memory", async () => {
  await using s = await attacked();
  const flood = "\r\n".repeat(32 * 1024);
  await s.raw(flood);
  const before = await memoryOf(s.pid);
  const ended = await Promise.all(Array.from({ length: 16 }, async () => {
    const conn = await s.connect();
    let sent = 0;
    try {
      for (; sent < 2_000; sent++) await writeAll(conn, flood);
    } catch { /* cut off */ }
    await readAll(conn);
    return sent;
  }));
  assert.ok(ended.every((n) => n < 2_000), `${Math.max(...ended)} pieces were taken`);
  const grown = await memoryOf(s.pid) - before;
  assert.ok(grown < 60e6, `${grown} bytes more`);
  assert.equal((await s.ask("GET", "/v1")).status, 200);
});

Deno.test("paths of 60 kB from strangers do not roll the access log away", async () => {
  await using s = await attacked();
  await s.ask("GET", "/v1/engine/containers/evidence/json");
  const before = s.said().length;
  for (let i = 0; i < 20; i++) {
    await Promise.all(Array.from({ length: 20 }, () => s.raw(get(`/${"x".repeat(60_000)}`))));
  }
  assert.equal((await s.ask("GET", "/v1/engine/_ping")).status, 200);
  const grown = s.said().length - before;
  assert.ok(grown > 1_000 && grown < 30_000, `400 requests wrote ${grown} bytes`);
  assert.match(s.said(), /GET \/x{199}… \(60001 characters\) 401 /);
  assert.match(s.said(), /containers\/evidence\/json 404/);
});

Deno.test("a token in an address is refused without being said again", async () => {
  await using s = await attacked();
  for (
    const url of [
      `http://${s.token}@127.0.0.1:${s.port}`,
      `http://user:${s.token}@127.0.0.1:${s.port}`,
      `http://127.0.0.1:${s.port}/?token=${s.token}`,
      `http://127.0.0.1:${s.port}/#${s.token}`,
      `http://${s.token}@`,
    ]
  ) {
    const { code, stdout, stderr } = await s.cli(["--server", url, "ps"]);
    assert.notEqual(code, 0);
    assert.doesNotMatch(stdout + stderr, new RegExp(s.token));
    assert.match(stderr, /address holds no user|is no server/);
  }
  const told = await s.raw(get(`/v1?token=${s.token}`));
  assert.equal(answerOf(told).status, 401);
  assert.doesNotMatch(told + s.said(), new RegExp(s.token));
});

Deno.test({
  name: "a server takes no token file of another user",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const state = ".local/state/dockerctl/record";
    await assert.rejects(
      attacked({
        prepare: async (home) => {
          await Deno.mkdir(`${home}/${state}`, { recursive: true, mode: 0o700 });
          await Deno.writeTextFile(`${home}/${state}/server.token`, "a".repeat(40), {
            mode: 0o600,
          });
          await Deno.chown(`${home}/${state}/server.token`, 65_534, null);
        },
      }),
      /the token file \S+ belongs to another user \(uid 65534\)/,
    );
  },
});
