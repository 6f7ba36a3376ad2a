/** Expressions that would search for years: they end with who asked, and not later than a bound. */
import assert from "node:assert/strict";
import { recordPlace } from "../../../core/recorder/places.ts";
import { openRecord } from "../../../core/recorder/read/reader.ts";
import { searchProcesses } from "../../../core/recorder/search/search_process.ts";
import { madeLine, makeRecord } from "../../../core/recorder/testing/make_record.ts";
import { attacked, below, BINARY, until, writeAll } from "./_server.ts";

const ID = "a1".repeat(32);
const lines = (name: string, id = ID) => ({
  id,
  name,
  segments: [{
    items: Array.from(
      { length: 20 },
      (_, i) => madeLine(10n ** 18n + BigInt(i), `${"a".repeat(60)}!`),
    ),
    open: true,
  }],
});

/** A record in which an expression that backtracks comes to no end. */
function leave(dir: string, endpoint: string): void {
  Deno.mkdirSync(dir, { recursive: true, mode: 0o700 });
  makeRecord(dir, { endpoint, containers: [lines("web"), lines("db", "b2".repeat(32))] });
}

const withRecord = () =>
  attacked({
    prepare: (home, host) =>
      leave(recordPlace(`${home}/.local/state/dockerctl/record`, host).dir, host),
  });

const SLOW = encodeURIComponent("^(a+)+$");
const WORKER = "record search-worker";

Deno.test("an expression without end is ended with its client, and its place is free again", async () => {
  await using s = await withRecord();
  const ask = (more: string) =>
    `GET /v1/record/lines?grep=${SLOW}${more} HTTP/1.1\r\nHost: localhost\r\n` +
    `Authorization: Bearer ${s.token}\r\n\r\n`;
  for (const more of ["", "&follow=1", "&tail=3", "&invert=1"]) {
    const clients = await Promise.all(Array.from({ length: 4 }, () => s.connect()));
    for (const conn of clients) await writeAll(conn, ask(more));
    await until(async () => (await below(s.pid, WORKER)).length >= 4);
    // All places are taken: the fifth is refused, and everything else is served.
    assert.equal((await s.ask("GET", `/v1/record/lines?grep=${SLOW}`)).status, 503);
    assert.equal((await s.ask("GET", "/v1/record/info")).status, 200);
    for (const conn of clients) conn.close();
    await until(async () => (await below(s.pid, WORKER)).length === 0);
    const answer = await s.ask("GET", "/v1/record/lines?grep=a!$&tail=1");
    assert.equal(answer.status, 200, answer.body);
    assert.match(answer.body, /"text":"a+!"/);
  }
});

Deno.test("an expression without end is given up after a while, though its client waits", async () => {
  const dir = await Deno.makeTempDir();
  try {
    leave(`${dir}/r`, "unix:///x");
    const command = [BINARY, "record", "search-worker"];
    const find = async (grep: RegExp, patience: number) => {
      await using record = await openRecord(`${dir}/r`, {
        search: searchProcesses(command, patience),
        blocks: 1024 * 1024,
      });
      return await Array.fromAsync(record.lines({ grep }));
    };
    assert.equal((await find(/a!$/, 30_000)).length, 40);
    await assert.rejects(find(/^(a+)+$/, 1_000), { code: "timeout" });
    assert.deepEqual(await below(Deno.pid, WORKER), []);
    await assert.rejects(
      (async () => {
        await using record = await openRecord(`${dir}/r`, {
          search: searchProcesses(["/nowhere"], 30_000),
          blocks: 1024 * 1024,
        });
        await Array.fromAsync(record.lines({ grep: /a/ }));
      })(),
      /The search ended/,
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a process that searches ends when who started it is killed", async () => {
  await using s = await withRecord();
  const conn = await s.connect();
  await writeAll(
    conn,
    `GET /v1/record/lines?grep=b&follow=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ` +
      `${s.token}\r\n\r\n`,
  );
  await until(async () => (await below(s.pid, WORKER)).length === 1);
  const [worker] = await below(s.pid, WORKER);
  Deno.kill(s.pid, "SIGKILL");
  await until(() => !isAlive(worker));
  conn.close();
});

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

Deno.test("a search's bound is the kernel's, also for what is orphaned in an expression", async () => {
  await using s = await withRecord();
  const conn = await s.connect();
  await writeAll(
    conn,
    `GET /v1/record/lines?grep=${SLOW} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ` +
      `${s.token}\r\n\r\n`,
  );
  await until(async () => (await below(s.pid, WORKER)).length === 1);
  const [worker] = await below(s.pid, WORKER);
  const limits = await Deno.readTextFile(`/proc/${worker}/limits`);
  assert.match(limits, /Max cpu time\s+600\s+600\s/);
  conn.close();
  await until(async () => (await below(s.pid, WORKER)).length === 0);
});
