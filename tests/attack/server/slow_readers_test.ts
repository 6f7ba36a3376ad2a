/** Many clients that hardly read: what is held for all of them together has a bound. */
import assert from "node:assert/strict";
import { recordPlace } from "../../../core/recorder/places.ts";
import { madeLine, makeRecord } from "../../../core/recorder/testing/make_record.ts";
import { attacked, memoryOf, writeAll } from "./_server.ts";

Deno.test("40 readers of 20 logs that hardly read do not grow the server without bound", async () => {
  await using s = await attacked({
    prepare: (home, host) => {
      const { dir } = recordPlace(`${home}/.local/state/dockerctl/record`, host);
      Deno.mkdirSync(dir, { recursive: true, mode: 0o700 });
      const items = Array.from(
        { length: 10_000 },
        (_, i) =>
          madeLine(10n ** 18n + BigInt(i) * 1_000n, `line ${i}, about as long as lines are`),
      );
      const containers = Array.from({ length: 20 }, (_, n) => ({
        id: n.toString(16).padStart(2, "0").repeat(32),
        name: `c${n}`,
        segments: [{ items, open: true }],
      }));
      makeRecord(dir, { endpoint: host, containers });
    },
  });
  await s.ask("GET", "/v1/record/lines?tail=1");
  const before = await memoryOf(s.pid);
  const readers = await Promise.all(Array.from({ length: 40 }, () => s.connect()));
  const ask =
    `GET /v1/record/lines HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}` +
    "\r\n\r\n";
  let most = 0;
  const block = new Uint8Array(4096);
  for (const conn of readers) await writeAll(conn, ask);
  for (let round = 0; round < 40; round++) {
    for (const conn of readers) await conn.read(block);
    most = Math.max(most, await memoryOf(s.pid));
  }
  // 1,100 MB before there was one bound for all; two readers alone take 80, until V8 tidies up.
  assert.ok(most - before < 300e6, `${Math.round((most - before) / 1e6)} MB more`);
  assert.equal((await s.ask("GET", "/v1/record/info")).status, 200);
  for (const conn of readers) conn.close();
});
