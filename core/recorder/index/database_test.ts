/** Tests of the record's database: damaged, old, new. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EngineError } from "../../errors.ts";
import { closeDatabase, meta, openForReading, openForWriting, setMeta } from "./database.ts";

async function inFolder(f: (file: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await f(join(dir, "index.db"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const NOW = new Date("2026-01-02T03:04:05.678Z");
const insert = "INSERT INTO events (time_ns, type, action, id, attributes) VALUES (?, ?, ?, ?, ?)";

Deno.test("openForReading() sees what a writer commits, nanoseconds included", () =>
  inFolder((file) => {
    assert.throws(
      () => openForReading(file),
      (e) => e instanceof EngineError && e.code === "not_found",
    );
    const { db, problem } = openForWriting(file, NOW);
    assert.equal(problem, undefined);
    const reader = openForReading(file);
    db.prepare(insert).run(1_764_054_625_123_456_789n, "container", "start", "c0ffee", "{}");
    const select = reader.prepare("SELECT time_ns FROM events");
    select.setReadBigInts(true);
    assert.equal(select.get()?.time_ns, 1_764_054_625_123_456_789n);
    assert.throws(() => reader.exec("DELETE FROM events"), /readonly/);
    reader.close();
    closeDatabase(db);
    const again = openForReading(file);
    assert.equal(meta(again, "clean"), "1");
    again.close();
  }));

Deno.test("openForWriting() sets a file that is no database aside", () =>
  inFolder((file) => {
    Deno.writeTextFileSync(file, "not at all ".repeat(1000));
    assert.throws(
      () => openForReading(file),
      (e) => e instanceof EngineError && e.code === "config",
    );
    const { db, problem } = openForWriting(file, NOW);
    assert.match(
      problem ?? "",
      /damaged .*set aside as .*index\.db\.corrupt-20260102T030405Z; 0 rows/,
    );
    assert.ok(Deno.statSync(file + ".corrupt-20260102T030405Z").size > 0);
    setMeta(db, "endpoint", "x");
    closeDatabase(db);
    assert.equal(openForWriting(file, NOW).problem, undefined);
  }));

Deno.test("openForWriting() saves the rows of a damaged database as far as they can be read", () =>
  inFolder((file) => {
    const { db } = openForWriting(file, NOW);
    db.exec("BEGIN");
    for (let i = 0; i < 20_000; i++) db.prepare(insert).run(i, "t", "a", String(i), "{}");
    db.exec("COMMIT");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    db.close(); // as a crash would have it: not marked clean
    const bytes = Deno.readFileSync(file);
    bytes.fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 8192);
    Deno.writeFileSync(file, bytes);
    const opened = openForWriting(file, NOW);
    assert.match(opened.problem ?? "", /damaged/);
    const { n, least, most } = opened.db.prepare(
      "SELECT count(*) n, min(time_ns) least, max(time_ns) most FROM events",
    ).get() as { n: number; least: number; most: number };
    assert.ok(n > 5_000, `${n} rows`);
    assert.deepEqual([least, most], [0, 19_999]);
    closeDatabase(opened.db);
  }));

Deno.test("openForWriting() leaves a newer database alone", () =>
  inFolder((file) => {
    const { db } = openForWriting(file, NOW);
    db.exec("PRAGMA user_version = 99");
    db.close();
    assert.throws(() => openForWriting(file, NOW), /written by a newer dockerctl/);
    assert.throws(() => openForReading(file), /written by a newer dockerctl/);
  }));
