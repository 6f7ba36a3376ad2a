/** The record in the full screen: what the engine no longer has is read from a fake record. */
import assert from "node:assert/strict";
import type {
  LineQuery,
  RecordedContainer,
  RecordedItem,
  RecordedSample,
  RecordReader,
  SpanQuery,
} from "../../core/recorder/types.ts";
import type { RecordAccess } from "../../cli/tui/record/record.ts";
import { type DemoTui, driveDemo, selectRow } from "../driver/demo.ts";

const START = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const nanos = (ms: number) => BigInt(ms) * 1_000_000n;

function container(id: string, name: string, more: Partial<RecordedContainer> = {}) {
  const created = more.created ?? new Date(START - 300 * MINUTE);
  return {
    id: id.repeat(64).slice(0, 64),
    name,
    image: "app:1.9",
    imageId: "sha256:1",
    command: "serve --all",
    labels: { "com.docker.compose.project": "shop" },
    created,
    firstSeen: created,
    lastSeen: new Date(START - 60 * MINUTE),
    removedAt: new Date(START - 60 * MINUTE),
    state: "exited",
    startedAt: created,
    finishedAt: new Date(START - 61 * MINUTE),
    exitCode: 137,
    oomKilled: true,
    restartCount: 2,
    log: {
      from: nanos(START - 300 * MINUTE),
      to: nanos(START - 60 * MINUTE),
      lines: 0,
      bytes: 0,
      gaps: 0,
    },
    ...more,
  } satisfies RecordedContainer;
}

/** A record in memory: lines by the minute. */
class FakeRecord implements RecordReader {
  readonly queries: LineQuery[] = [];
  samplesAsked: SpanQuery[] = [];
  constructor(
    readonly all: RecordedContainer[],
    readonly items: RecordedItem[],
    readonly taken: RecordedSample[] = [],
  ) {}
  info() {
    return Promise.resolve({ endpoint: "demo://", place: "memory", bytes: 0, containers: 0 });
  }
  containers() {
    return Promise.resolve(this.all);
  }
  find(reference: string) {
    const byId = this.all.filter((c) => c.id === reference);
    return Promise.resolve(byId.length > 0 ? byId : this.all.filter((c) => c.name === reference));
  }
  async *lines(query: LineQuery) {
    this.queries.push(query);
    const since = query.since as bigint | undefined;
    const until = query.until as bigint | undefined;
    const found = this.items.filter((i) =>
      query.containers!.includes(i.containerId) && (since === undefined || i.time >= since) &&
      (until === undefined || i.time <= until)
    );
    for (const item of query.tail === undefined ? found : found.slice(-query.tail)) {
      yield await Promise.resolve(item);
    }
  }
  samples(query: SpanQuery) {
    this.samplesAsked.push(query);
    const [since, until] = [query.since as Date, query.until as Date];
    return Promise.resolve(
      this.taken.filter((s) =>
        query.containers!.includes(s.containerId) && s.time >= since && s.time <= until
      ),
    );
  }
  async *events() {}
  [Symbol.asyncDispose]() {
    return Promise.resolve();
  }
}

function minutes(c: RecordedContainer, from: number, to: number): RecordedItem[] {
  const out: RecordedItem[] = [];
  for (let m = from; m <= to; m++) {
    out.push({
      type: "line",
      containerId: c.id,
      stream: "stdout",
      time: nanos(START + m * MINUTE),
      data: new TextEncoder().encode(`${c.name} at minute ${m}`),
      complete: true,
    });
  }
  return out;
}

function access(reader: RecordReader | undefined, recording = true): RecordAccess {
  return { reader: () => Promise.resolve(reader), recording: () => Promise.resolve(recording) };
}

function open(reader: RecordReader | undefined, recording = true): Promise<DemoTui> {
  return driveDemo({ record: access(reader, recording) });
}

const old = container("a", "old-shop");

Deno.test("runTui() says when the recorder cannot keep up", async () => {
  const record = {
    ...access(new FakeRecord([old], [])),
    trouble: () => Promise.resolve("shop is recorded 7 s behind"),
  };
  await using demo = await driveDemo({ record });
  await demo.tui.see("The recorder: shop is recorded 7 s behind");
});

Deno.test("runTui() lists removed containers at a key, with log and details from the record", async () => {
  await using demo = await open(new FakeRecord([old], minutes(old, -300, -60)));
  const { tui } = demo;
  await tui.see("● rec");
  await tui.see("old-shop", false);
  await tui.press("~");
  await tui.see(/old-shop +✗ removed, 1h/);
  await tui.press("G");
  await tui.see("old-shop at minute -60");
  await tui.see("old-shop was removed: this is its record");
  await tui.press("i", "z");
  await tui.see("ran out of memory and was killed (137)");
  await tui.see("Restarts    2");
  await tui.press("z", "1");
  for (const key of ["s", "S", "r", "d", "D", "K", "n", "e", "a", "N"]) {
    await tui.press(key);
    await tui.see("old-shop was removed: only its record is left");
    assert.equal(tui.model.overlay, undefined, key);
  }
  await tui.press("~");
  await tui.see("old-shop  ", false);
});

Deno.test("runTui() finds removed containers by status:removed", async () => {
  await using demo = await open(new FakeRecord([old], minutes(old, -300, -60)), false);
  const { tui } = demo;
  await tui.until(() => tui.model.removed.length === 1, () => "the record");
  assert.doesNotMatch(tui.screen.row(0), /● rec/);
  await tui.press("/");
  await tui.type("status:removed");
  await tui.press("enter");
  await tui.see(/▶ {2}old-shop/);
  await tui.see(/1\/1 of 13/);
  await tui.see("old-shop at minute -60");
});

Deno.test("runTui() pages back from the engine's log into the record, each line once", async () => {
  await using demo = await driveDemo();
  await selectRow(demo.tui, "migrate");
  await demo.tui.see('relation "legacy" does not exist');
  const migrate = demo.tui.model.containers.find((c) => c.name === "migrate")!;
  const lines = demo.tui.model.logs.buffer.chunks.flat();
  assert.equal(demo.tui.model.logs.sources[0].id, migrate.id);
  const first = lines.find((l) => l.time !== undefined)!;
  const before = container("b", "migrate", { created: new Date(START - 500 * MINUTE) });
  const own = { ...container("c", "migrate", { created: migrate.created }), id: migrate.id };
  const record = new FakeRecord([own, before], [
    ...minutes(before, -400, -390),
    { ...minutes(own, 0, 0)[0], time: first.time! - 1n } as RecordedItem,
    // The engine has this one, too.
    { ...minutes(own, 0, 0)[0], time: first.time! } as RecordedItem,
  ]);
  await using with_ = await open(record);
  const { tui } = with_;
  await selectRow(tui, "migrate");
  await tui.see('relation "legacy" does not exist');
  await tui.until(() => tui.model.record !== undefined, () => "the record");
  const held = tui.model.logs.buffer.lines;
  await tui.press("3", "g");
  await tui.see("migrate at minute -390");
  await tui.see("migrate was made anew");
  // Eleven of the container before, a note, and one of its own.
  assert.equal(tui.model.logs.buffer.lines, held + 13);
  await tui.press("g");
  await tui.until(() => tui.model.logs.earlier === "none", () => "the beginning");
});

Deno.test("runTui() says where a container was made anew, whose own lines are all held", async () => {
  await using first = await driveDemo();
  await selectRow(first.tui, "migrate");
  await first.tui.see('relation "legacy" does not exist');
  const migrate = first.tui.model.containers.find((c) => c.name === "migrate")!;
  const line = first.tui.model.logs.buffer.chunks.flat().find((l) => l.time !== undefined)!;
  const before = container("b", "migrate", { created: new Date(START - 500 * MINUTE) });
  const own = { ...container("c", "migrate", { created: migrate.created }), id: migrate.id };
  const record = new FakeRecord([own, before], [
    ...minutes(before, -400, -390),
    { ...minutes(own, 0, 0)[0], time: line.time! } as RecordedItem,
  ]);
  await using demo = await open(record);
  const { tui } = demo;
  await selectRow(tui, "migrate");
  await tui.see('relation "legacy" does not exist');
  await tui.until(() => tui.model.record !== undefined, () => "the record");
  await tui.press("3", "g");
  await tui.see("migrate at minute -390");
  await tui.see("migrate was made anew");
});

Deno.test("runTui() jumps to a time in the record, goes on from there, and follows again", async () => {
  const record = new FakeRecord([old], minutes(old, -300, -60));
  await using demo = await open(record);
  const { tui } = demo;
  await tui.press("~", "G");
  await tui.see("old-shop at minute -60");
  await tui.press("3", "J");
  await tui.type("soonish");
  await tui.press("enter");
  await tui.see('"soonish" is not a time');
  await tui.press("J");
  await tui.type("200m ago");
  await tui.press("enter");
  await tui.see("at 2026-01-15 08:40:00");
  await tui.see("old-shop at minute -200");
  await tui.see("old-shop at minute -203");
  assert.equal(tui.model.logs.buffer.lines, 241);
  await tui.press("G");
  await tui.see("old-shop at minute -60");
  await tui.see("its end, f follows");
  await tui.press("f");
  await tui.see("from the record");
  await tui.see("was removed: this is its record");
  assert.equal(tui.model.logs.at, undefined);
});

Deno.test("runTui() jumps to a time without a record, in what the engine has", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.until(() => tui.model.logs.buffer.lines > 300, () => "the log");
  const lines = tui.model.logs.buffer.chunks.flat();
  const middle = Number(lines[150].time! / 1_000_000n);
  await tui.press("3", "J");
  await tui.type(new Date(middle).toISOString());
  await tui.press("enter");
  await tui.see("f follows");
  await tui.until(() => !tui.model.logs.loading, () => "the window");
  assert.equal(tui.model.logs.buffer.lines, lines.length);
  await tui.see(lines[150].text);
  await tui.press("J", "enter");
  await tui.see("following");
});

Deno.test("runTui() shows in the charts what the record has, and longer windows", async () => {
  const sample = (m: number): RecordedSample => ({
    containerId: old.id,
    time: new Date(START + m * MINUTE),
    span: MINUTE,
    cpu: 40,
    cpuMax: 80,
    memory: 64e6,
    memoryMax: 64e6,
    memoryLimit: 256e6,
    networkIn: 1e6,
    networkOut: 1e5,
    diskRead: 0,
    diskWrite: 0,
    pids: 3,
  });
  const taken = Array.from({ length: 240 }, (_, i) => sample(-300 + i));
  const record = new FakeRecord([old], minutes(old, -300, -60), taken);
  await using demo = await open(record);
  const { tui } = demo;
  await tui.press("~", "G", "4");
  await tui.see("until 10:59:00");
  await tui.see("CPU  40.0%");
  for (let i = 0; i < 3; i++) await tui.press("]");
  await tui.see("6 hours");
  await tui.until(() => tui.model.recordedStats.points.length === 240, () => "six hours");
  await tui.see("⣿⣿⣿⣿");
});

Deno.test("runTui() says how to keep more where nothing is recorded", async () => {
  await using demo = await open(undefined);
  const { tui } = demo;
  await tui.press("~");
  await tui.see("Nothing is recorded of this engine");
  await tui.press("4", "]", "]", "]", "]");
  await tui.see("Only the last hour is kept here");
});
