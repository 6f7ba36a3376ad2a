/** Records whose database, folder or disk somebody took away. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { readRecord } from "../../../tests/torture/record_files.ts";
import { isEngineError } from "../../errors.ts";
import { createTransport } from "../../transport/create.ts";
import { defaultRecordConfig } from "../config.ts";
import { openRecord } from "../read/reader.ts";
import { Recorder } from "./recorder.ts";

interface Ground {
  dir: string;
  said: string[];
  start(): Promise<{ recorder: Recorder; end(): Promise<void>; done: Promise<void> }>;
}

async function ground(body: (g: Ground) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await using fake = await startFakeEngine({});
    const said: string[] = [];
    const start = async () => {
      const transport = createTransport(fake.host);
      const recorder = await Recorder.open(transport, {
        config: { ...defaultRecordConfig({}), dir },
        version: "test",
        say: (text) => said.push(text),
      });
      const stop = new AbortController();
      const done = recorder.run(stop.signal).finally(() => transport.close());
      done.catch(() => {});
      return {
        recorder,
        done,
        end: () => {
          stop.abort();
          return done;
        },
      };
    };
    await body({ dir, said, start });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function until(condition: () => Promise<boolean>, what: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!await condition().catch(() => false)) {
    assert.ok(Date.now() < end, what());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How many lines of how many containers stand in the files. */
async function have(recorder: Recorder): Promise<{ lines: number; containers: number }> {
  const all = [...(await readRecord(recorder.place.logs)).values()];
  return { lines: all.reduce((n, r) => n + r.lines.length, 0), containers: all.length };
}

/** Waits until the files have as much as before, and more. */
async function recorded(recorder: Recorder, least = 1): Promise<number> {
  let now = { lines: 0, containers: 0 };
  await until(async () => (now = await have(recorder)).lines >= least, () => JSON.stringify(now));
  return now.lines;
}

Deno.test("Recorder lists its containers anew where the database was emptied or replaced", () =>
  ground(async ({ start }) => {
    const first = await start();
    const { place } = first.recorder;
    await recorded(first.recorder, 20);
    await first.end();
    const names = async () => {
      await using reader = await openRecord(place.dir);
      return (await reader.containers()).filter((c) => c.log.lines > 0).map((c) => c.name).sort();
    };
    const want = await names();
    assert.ok(want.length > 0);
    const db = new DatabaseSync(place.index);
    db.exec("DELETE FROM containers; DELETE FROM segments");
    db.close();
    const transport = createTransport(first.recorder.transport.endpoint);
    const again = await Recorder.open(transport, {
      config: { ...defaultRecordConfig({}), dir: dirname(place.dir) },
      version: "test",
      say: () => {},
    });
    again.close();
    await transport.close();
    assert.deepEqual(await names(), want);
  }));

Deno.test("Recorder makes its record anew when somebody removes it while it runs", () =>
  ground(async ({ start, said }) => {
    const running = await start();
    const { place } = running.recorder;
    const before = await recorded(running.recorder, 20);
    await Deno.remove(place.dir, { recursive: true });
    assert.ok(await recorded(running.recorder, before) >= before);
    await until(
      async () => (await Deno.readTextFile(place.endpointFile)).length > 0,
      () => "no endpoint",
    );
    assert.match(said.join("\n"), /removed or replaced .*index\.db: it was made anew/);
    // Nobody else can record beside it.
    await assert.rejects(start(), (e) => isEngineError(e, "conflict"));
    await running.end();
    await using reader = await openRecord(place.dir);
    const { containers } = await reader.info();
    assert.ok(containers > 0);
  }));

Deno.test("Recorder ends where another one has taken the place of a removed record", () =>
  ground(async ({ start }) => {
    const first = await start();
    await recorded(first.recorder);
    const { place } = first.recorder;
    await Deno.remove(place.dir, { recursive: true });
    const other = await start().catch((e) => e);
    if (other instanceof Error) return void await first.end(); // it was quicker itself
    await assert.rejects(first.done, (e) => isEngineError(e, "conflict"));
    await other.end();
    await Deno.stat(join(place.dir, "index.db"));
  }));

Deno.test("Recorder waits for room on a full disk at its start, and says so", () =>
  ground(async ({ dir, said, start }) => {
    const open = Deno.openSync;
    let full = 2;
    Deno.openSync = (path, options) => {
      if (String(path).startsWith(dir) && full-- > 0) {
        const e = new Error(`No space left on device (os error 28): open '${path}'`);
        throw Object.assign(e, { code: "ENOSPC" });
      }
      return open(path, options);
    };
    try {
      const running = await start();
      assert.match(
        said.join("\n"),
        new RegExp(`${dir}.*No space left.*waiting until there is room`),
      );
      await running.end();
    } finally {
      Deno.openSync = open;
    }
  }));
