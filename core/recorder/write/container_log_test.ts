/** Tests of a container's log on disk: rotation, resuming, gaps. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { meta } from "../index/database.ts";
import { clockBack, ClockNote } from "./clock.ts";
import { ContainerLog } from "./container_log.ts";
import { ERR, OUT, type Std } from "../../logs/frames.ts";
import { stampBytes } from "../../logs/stamp.ts";
import { stampOf } from "../../logs/time.ts";
import { retain } from "./retention.ts";
import { data, ground, type Item, OWNER, put, run, SECOND, T0 } from "../testing/ground.ts";
import { WriteError } from "./write_error.ts";

ground("ContainerLog leaves out what stands there, as often as it does", async (g) => {
  let log = await g.open();
  assert.deepEqual(await log.resume(), {});
  const twice: Item[] = [[T0, "a"], [T0, "a"], [T0, "a", ERR], [T0 + 1n, "b"]];
  put(log, twice);
  log = await g.reopen();
  const { since } = await log.resume();
  assert.ok(since! <= T0 && since! > T0 - 10n * SECOND);
  put(log, [[T0, "a"], [T0, "a"], [T0, "a"], [T0, "a", ERR], [T0 + 1n, "b"], [T0 + 2n, "c"]]);
  assert.deepEqual(data(g.text()), ["out a", "out a", "err a", "out b", "out a", "out c"]);
});

ground("ContainerLog cuts off a line that a crash tore, wherever that was", async (g) => {
  let log = await g.open();
  await log.resume();
  put(log, run(0, 3));
  const whole = Deno.readFileSync(g.file());
  for (let length = whole.length - 1; length >= 0; length -= 11) {
    g.close();
    Deno.writeFileSync(g.file(), whole.subarray(0, length));
    log = await g.open();
    await log.resume();
    put(log, run(0, 3));
    assert.deepEqual(data(g.text()), ["out n0", "out n1", "out n2"], `torn at ${length}`);
  }
});

ground("ContainerLog marks what was turned over in the middle of a long line", async (g) => {
  const log = await g.open();
  await log.resume();
  log.tornTells = true;
  const at = (ns: bigint, text: string, complete = true, std: Std = OUT) => {
    const bytes = new TextEncoder().encode(text);
    log.put(stampBytes(T0 + ns), 0, std, bytes, 0, bytes.length, complete);
  };
  const MS = 1_000_000n;
  const second = Number(T0 / SECOND);
  log.opened = { from: second + 0.3, to: second + 0.6 };
  log.begin();
  at(0n, "long", false);
  at(1n, "of the other stream", true, ERR);
  at(700_000n, "much later, and at once");
  // What came of a process that was killed, and what the next one writes.
  at(800_000n, "killed", false);
  at(200n * MS, "begins");
  // While the engine opened its files: a hole, or another run that nobody tells of.
  at(210n * MS, "open", false);
  at(400n * MS, "much later");
  at(410n * MS, "killed, as is told", false);
  log.note({ mark: "stopped", time: T0 + 420n * MS, exitCode: 137 });
  at(500n * MS, "begins again");
  // What is read as it is written is of one run.
  at(650n * MS, "cut", false);
  at(900n * MS, "goes on");
  log.commit();
  assert.deepEqual(data(g.text()), [
    "out~long",
    "err of the other stream",
    `--- gap from=${stampOf(T0)}`,
    "out much later, and at once",
    "out~killed",
    "out begins",
    "out~open",
    `--- gap maybe from=${stampOf(T0 + 210n * MS)}`,
    "out much later",
    "out~killed, as is told",
    "--- stopped exit=137",
    "out begins again",
    "out~cut",
    `--- gap from=${stampOf(T0 + 650n * MS)}`,
    "out goes on",
  ]);
});

ground(
  "ContainerLog knows an engine that ends long lines by the first that has its end",
  async (g) => {
    const log = await g.open();
    await log.resume();
    log.opened = { from: 0, to: 0 };
    const at = (ns: bigint, size: number, complete: boolean) => {
      const bytes = new TextEncoder().encode("x".repeat(size));
      log.put(stampBytes(T0 + ns), 0, OUT, bytes, 0, bytes.length, complete);
    };
    log.begin();
    at(0n, 16_384, false);
    at(1n, 16_385, true);
    at(2n, 16_384, false);
    at(3n, 1, true);
    log.commit();
    const marks = g.text().split("\n").filter((row) => row.includes(" --- "));
    assert.deepEqual(marks, [`${stampOf(T0 + 3n)} --- gap from=${stampOf(T0 + 2n)}`]);
  },
);

ground("ContainerLog marks a gap once, before the first line after it", async (g) => {
  let log = await g.open();
  await log.resume();
  put(log, run(0, 3));
  for (let i = 0; i < 2; i++) {
    log = await g.reopen();
    await log.resume();
    put(log, run(100, 103));
  }
  assert.deepEqual(data(g.text()), [
    "out n0",
    "out n1",
    "out n2",
    `--- gap from=${stampOf(T0 + 2n * SECOND)}`,
    "out n100",
    "out n101",
    "out n102",
  ]);
  assert.equal(g.segments.newest(OWNER.id)!.gaps, 1);
});

ground(
  "ContainerLog finds its place across segments, also compressed and removed ones",
  async (g) => {
    g.config.logs.rotateBytes = 600;
    let log = await g.open();
    await log.resume();
    const lines = run(0, 200, SECOND / 100n);
    for (let i = 0; i < lines.length; i += 10) put(log, lines.slice(i, i + 10));
    assert.ok(g.segments.of(OWNER.id).length > 10);
    log = await g.reopen();
    await log.resume();
    put(log, run(0, 205, SECOND / 100n));
    const all = () => [...g.segments.of(OWNER.id)].flatMap((s) => data(g.text(s.file)));
    assert.deepEqual(all(), run(0, 205).map(([, d]) => `out ${d}`));
    // What retention removed is not known any more, and must not be asked for.
    g.config.logs.keepBytes = 2000;
    retain(g.segments, g.config, g.now.getTime(), 0, () => true);
    const first = Number(all()[0].slice(5));
    assert.ok(first > 100);
    log = await g.reopen(true);
    const { since } = await log.resume();
    assert.ok(since! > T0 + BigInt(first) * SECOND / 100n);
    put(log, run(0, 206, SECOND / 100n).filter(([time]) => time >= since!));
    assert.equal(all().at(-1), "out n205");
    assert.equal(new Set(all()).size, all().length);
    assert.equal(g.segments.of(OWNER.id).some((s) => s.gaps > 0), false);
  },
);

ground("ContainerLog reads behind a clock that was set back", async (g) => {
  let log = await g.open();
  const notes = {};
  log = new ContainerLog(OWNER, g.shared, notes);
  await log.resume();
  const before = run(0, 100);
  const after = run(1000, 1100).map(([t, d]) => [t - 990n * SECOND, d] as Item);
  put(log, [...before, ...after]);
  g.close();
  await g.open();
  log = new ContainerLog(OWNER, g.shared, notes);
  const { since } = await log.resume();
  assert.ok(since! <= after[36][0]);
  // An engine that looks at each entry gives those before the step, too.
  put(log, [...before, ...after, [after[99][0] + 1n, "new"] as Item].filter(([t]) => t >= since!));
  assert.deepEqual(
    data(g.text()),
    [...before, ...after].map(([, d]) => `out ${d}`).concat("out new"),
  );
});

ground("ContainerLog asks by number when the clock was set back while nobody looked", async (g) => {
  let log = await g.open();
  await log.resume();
  put(log, run(0, 100));
  g.now = new Date(Number(T0 / 1_000_000n) - 3_600_000);
  log = await g.reopen();
  const ask = await log.resume();
  assert.equal(ask.since, undefined);
  assert.ok(ask.tail! > 1000);
  put(log, [...run(0, 100), [T0 - 3600n * SECOND, "back"]]);
  assert.deepEqual(data(g.text()), run(0, 100).map(([, d]) => `out ${d}`).concat("out back"));
});

ground("ContainerLog reads from before a step of the clock that nobody saw", async (g) => {
  let log = await g.open();
  await log.resume();
  put(log, run(0, 100));
  log = await g.reopen();
  g.shared.clockBack = 8n * SECOND;
  const { since } = await log.resume();
  // Lines from 8 seconds before the last one on may be new: an engine is asked for them, too.
  assert.ok(since! <= T0 + 91n * SECOND);
  const after = run(0, 50, SECOND / 10n).map(([t], i) => [t + 91n * SECOND, `after ${i}`] as Item);
  put(log, [...run(0, 100), ...after].filter(([t]) => t >= since!));
  assert.deepEqual(
    data(g.text()),
    [...run(0, 100), ...after].map(([, d]) => `out ${d}`),
  );
});

ground("clockBack() tells of a clock that was set back since it was noted", async (g) => {
  await g.open();
  const { db } = g.segments.index;
  assert.equal(clockBack(db), 0n);
  new ClockNote().write(db);
  assert.equal(clockBack(db), 0n);
  const { boot, started } = JSON.parse(meta(db, "clock")!);
  assert.equal(clockBack(db, { boot, started: started - 30_000 }), 30_000_000_000n);
  assert.equal(clockBack(db, { boot, started: started + 30_000 }), 0n);
  assert.equal(clockBack(db, { boot: "another", started: started - 30_000 }), 0n);
});

ground("ContainerLog puts marks of stops and starts in the order of time, once", async (g) => {
  let log = await g.open();
  await log.resume();
  const at = (n: number) => T0 + BigInt(n) * SECOND;
  log.note({ mark: "stopped", time: at(5) + 1n, exitCode: 3 });
  log.note({ mark: "started", time: at(6) });
  put(log, run(0, 10));
  log.begin();
  log.note({ mark: "stopped", time: at(20), exitCode: 0 });
  log.placeMarks();
  log.commit();
  const want = [
    ...run(0, 6).map(([, d]) => `out ${d}`),
    "--- stopped exit=3",
    "--- started",
    ...run(6, 10).map(([, d]) => `out ${d}`),
    "--- stopped exit=0",
  ];
  assert.deepEqual(data(g.text()), want);
  log = await g.reopen();
  log.note({ mark: "stopped", time: at(20), exitCode: 0 });
  await log.resume();
  log.begin();
  log.placeMarks();
  log.commit();
  assert.deepEqual(data(g.text()), want);
  assert.deepEqual(log.lastMark, { mark: "stopped", time: at(20), exitCode: 0 });
});

for (const consolidated of [false, true]) {
  ground(
    `ContainerLog writes all of a batch or nothing${consolidated ? ", in both files" : ""}`,
    async (g) => {
      g.config.logs.consolidated = consolidated;
      let log = await g.open();
      await log.resume();
      put(log, run(0, 3));
      for (let room = 0; room < 400; room += 7) {
        g.room = room;
        try {
          put(log, run(0, 6));
          break;
        } catch (e) {
          assert.ok(e instanceof WriteError);
          assert.match(e.message, /^Cannot write .*: No space left on device$/);
        }
        assert.throws(() => log.begin(), TypeError);
        g.room = Infinity;
        assert.deepEqual(data(g.text()), ["out n0", "out n1", "out n2"]);
        await log.resume();
      }
      g.room = Infinity;
      log = await g.reopen();
      await log.resume();
      put(log, run(0, 6));
      const want = run(0, 6).map(([, d]) => d);
      assert.deepEqual(data(g.text()), want.map((d) => `out ${d}`));
      if (consolidated) assert.deepEqual(data(g.text("all.log")), want.map((d) => `out web ${d}`));
    },
  );
}

ground("Consolidated agrees with the container's file after a crash between the two", async (g) => {
  g.config.logs.consolidated = true;
  let log = await g.open();
  await log.resume();
  put(log, run(0, 3));
  const files = () => [g.file(), g.file("all.log")].map((f) => Deno.readFileSync(f));
  const before = files();
  put(log, run(3, 6));
  const after = files();
  const pos = Deno.readFileSync(g.file("all.pos"));
  for (let own = before[0].length; own <= after[0].length; own += 23) {
    for (let all = before[1].length; all <= after[1].length; all += 37) {
      g.close();
      Deno.writeFileSync(g.file(), after[0].subarray(0, own));
      Deno.writeFileSync(g.file("all.log"), after[1].subarray(0, all));
      Deno.writeFileSync(g.file("all.pos"), pos);
      log = await g.open();
      const had = data(g.text());
      assert.deepEqual(data(g.text("all.log")), had.map((d) => d.replace("out ", "out web ")));
      await log.resume();
      put(log, run(0, 6));
      assert.deepEqual(files().map((b) => b.length), after.map((b) => b.length));
    }
  }
});

ground(
  "reconcile() knows segments by their first lines, and removes what is half made",
  async (g) => {
    g.config.logs.rotateBytes = 600;
    let log = await g.open();
    await log.resume();
    for (let i = 0; i < 40; i += 10) put(log, run(i, i + 10));
    g.segments.save();
    const list = () =>
      g.segments.of(OWNER.id).map(({ seq, file, lines, closed }) => ({ seq, file, lines, closed }));
    const want = list();
    assert.deepEqual(want.map((s) => s.seq), [1, 2, 3, 4]);
    // Without any database.
    g.close();
    await Deno.remove(join(g.dir, "index.db"));
    await Deno.writeTextFile(g.file("half.log.gz.tmp"), "x");
    await Deno.writeTextFile(g.file("empty.log"), "");
    await Deno.writeTextFile(g.file("torn.log"), '#dockerctl-record 1 {"id":"');
    await Deno.writeTextFile(g.file("stranger.log"), "not ours\n");
    log = await g.open();
    assert.deepEqual(list(), want);
    const names = [...Deno.readDirSync(g.logs)].map((f) => f.name).sort();
    assert.deepEqual(names, [...want.map((s) => s.file), "stranger.log"].sort());
    // The newest was renamed and another begun, and the database heard of neither.
    g.segments.save();
    await log.resume();
    put(log, run(40, 50));
    log = await g.reopen();
    assert.deepEqual(list().map((s) => [s.seq, s.lines, s.closed]), [
      [1, 10, true],
      [2, 10, true],
      [3, 10, true],
      [4, 10, true],
      [5, 10, false],
    ]);
  },
);

ground(
  "retain() keeps to age, to a container's bytes and to the total, oldest first",
  async (g) => {
    g.config.logs.rotateBytes = 600;
    g.config.logs.keepAge = 1_000_000_000_000;
    const log = await g.open();
    await log.resume();
    for (let i = 0; i < 100; i += 10) put(log, run(i, i + 10));
    const seqs = () => g.segments.of(OWNER.id).map((s) => s.seq);
    const now = g.now.getTime();
    retain(g.segments, g.config, now, 0, () => true);
    assert.equal(seqs().length, 10);
    g.config.logs.keepAge = 3_600_000 - 35_000;
    retain(g.segments, g.config, now, 0, () => true);
    assert.equal(seqs()[0], 4);
    g.config.totalBytes = 3000;
    retain(g.segments, g.config, now, 1000, () => true);
    assert.ok(g.segments.bytes <= 2000);
    g.config.totalBytes = 10;
    retain(g.segments, g.config, now, 0, () => true);
    assert.deepEqual(seqs(), [10], "the newest says where the log was left");
    retain(g.segments, g.config, now, 0, () => false);
    assert.deepEqual(seqs(), []);
    assert.equal(g.segments.bytes, 0);
  },
);

ground("ContainerLog says of lines that were passed over that they come late", async (g) => {
  const step = SECOND / 10n;
  let log = await g.open();
  await log.resume();
  put(log, [...run(0, 3, step), ...run(5, 6, step), ...run(8, 10, step)]);
  const names = (...n: number[]) => n.map((n) => `out n${n}`);
  for (const to of [12, 13]) {
    log = await g.reopen();
    await log.resume();
    put(log, run(0, to, step));
  }
  assert.deepEqual(data(g.text()), [
    ...names(0, 1, 2, 5, 8, 9),
    "--- late",
    ...names(3, 4, 6, 7, 10, 11, 12),
  ]);
  assert.match(g.text(), new RegExp(`^${stampOf(T0 + 3n * step)} --- late$`, "m"));
  assert.equal(g.segments.newest(OWNER.id)!.gaps, 0);
});

ground("ContainerLog calls nothing late that only looks older by another clock", async (g) => {
  const step = SECOND / 10n;
  let log = await g.open();
  await log.resume();
  put(log, run(0, 20, step));
  put(log, run(0, 10, step).map(([time, text]) => [time - 60n * SECOND, `${text} again`]));
  const { notes } = log;
  assert.ok(notes.stepNs !== undefined);
  await g.reopen();
  log = new ContainerLog(OWNER, g.shared, notes);
  await log.resume();
  put(log, [...run(18, 20, step), [T0 - 58n * SECOND, "and on"]]);
  assert.deepEqual(data(g.text()).filter((row) => row.startsWith("---")), []);
});
