/** Tests of reading a record: lines, samples, containers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { encodeFileLine, encodeHeader } from "../format/line_codec.ts";
import { openRecord } from "./reader.ts";
import { type MadeContainer, type MadeItem, madeLine, makeRecord } from "../testing/make_record.ts";
import type { LineQuery, RecordedItem, RecordReader } from "../types.ts";

const START = 1_764_054_625_000_000_000n;
const SECOND = 1_000_000_000n;
const A = "a".repeat(64);
const B = "b".repeat(64);

async function inFolder(f: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await f(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Lines one second apart. */
const lines = (from: number, to: number, word = "line"): MadeItem[] =>
  Array.from(
    { length: to - from },
    (_, i) => madeLine(START + BigInt(from + i) * SECOND, `${word} ${from + i}`),
  );

async function read(reader: RecordReader, query: LineQuery): Promise<string[]> {
  return (await Array.fromAsync(reader.lines(query))).map(short);
}

/** What an iterator that was begun has left. */
const rest = <T>(items: AsyncIterator<T>) =>
  Array.fromAsync({ [Symbol.asyncIterator]: () => items });

const short = (item: RecordedItem) =>
  item.type === "mark"
    ? `${item.containerId[0]} --${item.mark}`
    : `${item.containerId[0]} ${new TextDecoder().decode(item.data)}`;

/** Two containers, the first in three segments: compressed, closed, being written. */
const two = (format: "text" | "json" = "text"): MadeContainer[] => [
  {
    id: A,
    name: "web",
    segments: [
      { items: lines(0, 4), gzip: true, format },
      { items: lines(4, 6), format },
      { items: lines(6, 8), open: true, rest: "2025-11-25T07:10:33.0000", format },
    ],
  },
  {
    id: B,
    name: "db",
    created: new Date("2026-01-02T00:00:00Z"),
    segments: [{
      items: [
        madeLine(START + SECOND / 2n, "row 0", "stderr"),
        { type: "mark", mark: "gap", time: START + 5n * SECOND },
        madeLine(START + 5n * SECOND + 1n, "row 1"),
      ],
      open: true,
      format,
    }],
  },
];

for (const format of ["text", "json"] as const) {
  Deno.test(`openRecord() reads lines of all containers by time (${format})`, () =>
    inFolder(async (dir) => {
      makeRecord(dir, { containers: two(format) });
      await using reader = await openRecord(dir);
      assert.deepEqual(await read(reader, {}), [
        "a line 0",
        "b row 0",
        "a line 1",
        "a line 2",
        "a line 3",
        "a line 4",
        "a line 5",
        "b --gap",
        "b row 1",
        "a line 6",
        "a line 7",
      ]);
      assert.deepEqual(await read(reader, { containers: [B], streams: ["stderr"] }), [
        "b row 0",
        "b --gap",
      ]);
      const times = { since: START + 3n * SECOND, until: START + 5n * SECOND };
      assert.deepEqual(await read(reader, times), ["a line 3", "a line 4", "a line 5", "b --gap"]);
      assert.deepEqual(await read(reader, { grep: /(line|row) [01]$/ }), [
        "a line 0",
        "b row 0",
        "a line 1",
        "b row 1",
      ]);
      assert.deepEqual(await read(reader, { grep: /LINE/i, ...times, invert: true }), []);
      assert.deepEqual(
        await read(reader, { grep: /LINE/, containers: [A], invert: true, tail: 2 }),
        [
          "a line 6",
          "a line 7",
        ],
      );
      for (const [tail, want] of [[0, []], [1, ["a line 7"]]] as const) {
        assert.deepEqual(await read(reader, { tail }), want);
      }
      assert.deepEqual(await read(reader, { tail: 4 }), [
        "a line 5",
        "b --gap",
        "b row 1",
        "a line 6",
        "a line 7",
      ]);
      assert.equal((await read(reader, { tail: 100 })).length, 11);
    }));
}

Deno.test("openRecord() knows containers by id, name and the start of an id, newest first", () =>
  inFolder(async (dir) => {
    const again = { id: "ab" + A, name: "db", created: new Date("2026-01-03T00:00:00Z") };
    makeRecord(dir, { containers: [...two(), again] });
    await using reader = await openRecord(dir);
    const find = async (text: string) => (await reader.find(text)).map((c) => c.id.slice(0, 2));
    assert.deepEqual(await find("db"), ["ab", "bb"]);
    assert.deepEqual(await find("/web"), ["aa"]);
    assert.deepEqual(await find("a"), ["ab", "aa"]);
    assert.deepEqual(await find(B), ["bb"]);
    assert.deepEqual(await find("d"), []);
    assert.deepEqual(await find(""), []);
    const [web] = await reader.find("web");
    assert.deepEqual(web.log.lines, 8);
    assert.equal(web.log.from, START);
    assert.equal(web.log.to, START + 7n * SECOND);
  }));

for (const told of [true, false]) {
  const how = told ? "as the database tells by now" : "of which the database does not know yet";
  Deno.test(`openRecord() reads files that were renamed and compressed, ${how}`, () =>
    inFolder(async (dir) => {
      makeRecord(dir, { containers: two() });
      await using reader = await openRecord(dir);
      const all = reader.lines({ containers: [A] })[Symbol.asyncIterator]();
      const first = await all.next();
      assert.equal(short(first.value), "a line 0");
      // Now the second is compressed, the third closed, and a new one begun under its name.
      const base = join(dir, "logs", `2026-01-01_web_${"a".repeat(12)}`);
      Deno.writeFileSync(`${base}.0002.log.gz`, gzipSync(Deno.readFileSync(`${base}.0002.log`)));
      Deno.removeSync(`${base}.0002.log`);
      Deno.renameSync(`${base}.log`, `${base}.0003.log`);
      Deno.writeFileSync(
        `${base}.log`,
        encodeHeader({
          containerId: A,
          name: "web",
          image: "img",
          seq: 4,
          format: "text",
          created: new Date(),
        }),
      );
      const db = new DatabaseSync(join(dir, "index.db"));
      if (told) {
        db.exec(
          "UPDATE segments SET file = replace(file, '0002.log', '0002.log.gz') WHERE seq = 2",
        );
        db.exec("UPDATE segments SET file = replace(file, '.log', '.0003.log') WHERE seq = 3");
      }
      db.close();
      const others = (await rest(all)).map(short);
      assert.deepEqual(others, [1, 2, 3, 4, 5, 6, 7].map((n) => `a line ${n}`));
    }));
}

Deno.test("openRecord() does without segments that retention removes meanwhile", () =>
  inFolder(async (dir) => {
    makeRecord(dir, { containers: two() });
    await using reader = await openRecord(dir);
    for (const entry of Deno.readDirSync(join(dir, "logs"))) {
      if (entry.name.includes("0002")) Deno.removeSync(join(dir, "logs", entry.name));
    }
    const all = reader.lines({ containers: [A] })[Symbol.asyncIterator]();
    await all.next();
    const others = (await rest(all)).map(short);
    assert.deepEqual(others, [1, 2, 3, 6, 7].map((n) => `a line ${n}`));
    assert.deepEqual((await read(reader, { grep: /./, containers: [A] })).length, 6);
  }));

Deno.test("openRecord() tells what retention removed before the first line", () =>
  inFolder(async (dir) => {
    makeRecord(dir, {
      containers: [{ id: A, name: "web", firstSeq: 3, segments: [{ items: lines(0, 2) }] }],
    });
    await using reader = await openRecord(dir);
    assert.deepEqual(await read(reader, {}), ["a --truncated", "a line 0", "a line 1"]);
    assert.deepEqual(await read(reader, { since: START }), ["a line 0", "a line 1"]);
  }));

for (const damage of ["missing", "garbage", "half"] as const) {
  Deno.test(`openRecord() reads the files where the database is ${damage}`, () =>
    inFolder(async (dir) => {
      makeRecord(dir, { containers: two() });
      const index = join(dir, "index.db");
      if (damage === "missing") Deno.removeSync(index);
      else if (damage === "garbage") Deno.writeTextFileSync(index, "no database ".repeat(999));
      else {
        const bytes = Deno.readFileSync(index);
        bytes.fill(0xa5, 4096);
        Deno.writeFileSync(index, bytes);
      }
      await using reader = await openRecord(dir);
      assert.deepEqual((await read(reader, { containers: [A] })).length, 8);
      assert.deepEqual(await read(reader, { tail: 1 }), ["a line 7"]);
      const [web] = await reader.find("web");
      assert.equal(web.log.to, START + 7n * SECOND);
      assert.match((await reader.info()).lacks ?? "", /samples and events are not known/);
      assert.deepEqual(await reader.samples({}), []);
      assert.deepEqual(await Array.fromAsync(reader.events({})), []);
    }));
}

Deno.test("openRecord() says that there is no record", async () => {
  await assert.rejects(openRecord("/nowhere/at/all"), { code: "not_found" });
});

Deno.test("openRecord() finds the place of a time in a long file, and its end", () =>
  inFolder(async (dir) => {
    const items = Array.from(
      { length: 20_000 },
      (_, i) => madeLine(START + BigInt(i) * SECOND, `line ${i} ${"x".repeat(i % 97)}`),
    );
    makeRecord(dir, { containers: [{ id: A, name: "web", segments: [{ items, open: true }] }] });
    await using reader = await openRecord(dir);
    const since = START + 15_000n * SECOND;
    const until = START + 15_002n * SECOND;
    const found = await read(reader, { since, until });
    assert.deepEqual(found.map((l) => l.slice(0, 12)), [0, 1, 2].map((n) => `a line 1500${n}`));
    const tail = await read(reader, { tail: 3000 });
    assert.equal(tail.length, 3000);
    assert.match(tail[0], /^a line 17000 /);
    const grep = await read(reader, { grep: /^line 1999[0-9] x*$/, tail: 3 });
    assert.deepEqual(grep.map((l) => l.slice(0, 12)), [7, 8, 9].map((n) => `a line 1999${n}`));
  }));

Deno.test("openRecord() reads a tail of a long file without the rest of it", () =>
  inFolder(async (dir) => {
    const items = lines(0, 50_000);
    makeRecord(dir, { containers: [{ id: A, name: "web", segments: [{ items, open: true }] }] });
    await using reader = await openRecord(dir);
    const read = Deno.FsFile.prototype.read;
    let bytes = 0;
    Deno.FsFile.prototype.read = async function (p: Uint8Array) {
      const n = await read.call(this, p);
      bytes += n ?? 0;
      return n;
    };
    try {
      assert.equal((await Array.fromAsync(reader.lines({ tail: 5 }))).length, 5);
    } finally {
      Deno.FsFile.prototype.read = read;
    }
    assert.ok(bytes < 200_000, `${bytes} bytes were read`);
  }));

Deno.test("openRecord() keeps the order written where the clock was set back", () =>
  inFolder(async (dir) => {
    const items = [...lines(100, 102), ...lines(0, 2), ...lines(103, 104)];
    makeRecord(dir, {
      containers: [
        { id: A, name: "web", segments: [{ items: items.slice(0, 3) }, { items: items.slice(3) }] },
        { id: B, name: "db", segments: [{ items: lines(103, 104, "row") }] },
      ],
    });
    await using reader = await openRecord(dir);
    assert.deepEqual(await read(reader, {}), [
      "a line 100",
      "a line 101",
      "a line 0",
      "a line 1",
      "a line 103",
      "b row 103",
    ]);
  }));

Deno.test("openRecord() ends a search that would take years when it is told to", () =>
  inFolder(async (dir) => {
    const items = [madeLine(START, "a".repeat(100) + "!")];
    makeRecord(dir, { containers: [{ id: A, name: "web", segments: [{ items }] }] });
    await using reader = await openRecord(dir);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 300);
    await assert.rejects(
      Array.fromAsync(reader.lines({ grep: /^(a+)+$/, signal: stop.signal })),
      /enough/,
    );
  }));

Deno.test("openRecord() gives samples and events of the span asked for", () =>
  inFolder(async (dir) => {
    const sample = (second: number, cpu: number) => ({
      time: new Date(1_764_054_625_000 + second * 1000),
      span: 5000,
      cpu,
      cpuMax: cpu,
      memory: 2 ** 33,
      memoryMax: 2 ** 33,
      memoryLimit: 0,
      networkIn: 1,
      networkOut: 2,
      diskRead: 3,
      diskWrite: 4,
      pids: 5,
    });
    const event = (n: number, action: string, id: string, attributes = {}) => ({
      time: START + BigInt(n),
      type: attributes === undefined ? "container" : "network",
      action,
      id,
      attributes,
    });
    const many = Array.from({ length: 2500 }, (_, i) => event(1000 + i, "exec_start", B));
    makeRecord(dir, {
      containers: [
        { id: A, name: "web", samples: [sample(0, 1.5), sample(5, 2), sample(10, 3)] },
        { id: B, name: "db", samples: [sample(5, 9)] },
      ],
      events: [
        event(0, "start", A),
        event(1, "connect", "net", { container: A, name: "bridge" }),
        event(2, "start", B),
        ...many,
      ],
    });
    await using reader = await openRecord(dir);
    const since = new Date(1_764_054_625_001);
    assert.deepEqual(await reader.samples({ containers: [A], since }), [
      { containerId: A, ...sample(5, 2) },
      { containerId: A, ...sample(10, 3) },
    ]);
    assert.equal((await reader.samples({})).length, 4);
    const events = await Array.fromAsync(reader.events({ containers: [A] }));
    assert.deepEqual(events.map((e) => [e.time - START, e.action]), [[0n, "start"], [
      1n,
      "connect",
    ]]);
    assert.equal((await Array.fromAsync(reader.events({}))).length, 2503);
    const late = await Array.fromAsync(reader.events({ since: START + 3498n }));
    assert.deepEqual(late.map((e) => e.time - START), [3498n, 3499n]);
  }));

for (const grep of [undefined, /line/]) {
  Deno.test(`openRecord() follows lines over rotation, ${grep ? "searched" : "all of them"}`, () =>
    inFolder(async (dir) => {
      makeRecord(dir, {
        containers: [
          { id: A, name: "web", segments: [{ items: lines(0, 2), open: true, rest: "2025-11" }] },
        ],
      });
      await using reader = await openRecord(dir);
      const stop = new AbortController();
      const query = { follow: true, tail: 1, grep, signal: stop.signal };
      const items = reader.lines(query)[Symbol.asyncIterator]();
      const next = async () => short((await items.next()).value);
      assert.equal(await next(), "a line 1");
      const base = join(dir, "logs", `2026-01-01_web_${"a".repeat(12)}`);
      const append = (file: string, from: number, to: number) =>
        Deno.writeFileSync(
          file,
          new Uint8Array(lines(from, to).flatMap((item) => [...encodeFileLine("text", item)])),
          { append: true },
        );
      Deno.truncateSync(`${base}.log`, Deno.statSync(`${base}.log`).size - "2025-11".length);
      append(`${base}.log`, 2, 4);
      assert.equal(await next(), "a line 2");
      assert.equal(await next(), "a line 3");
      // What was not yet read when the segment is closed and compressed comes all the same.
      const waiting = next();
      append(`${base}.log`, 4, 6);
      Deno.writeFileSync(`${base}.0001.log.gz`, gzipSync(Deno.readFileSync(`${base}.log`)));
      const header = { containerId: A, name: "web", image: "img", created: new Date() };
      Deno.writeFileSync(`${base}.log`, encodeHeader({ ...header, seq: 2, format: "text" }));
      append(`${base}.log`, 6, 7);
      const db = new DatabaseSync(join(dir, "index.db"));
      db.exec("UPDATE segments SET file = replace(file, '.log', '.0001.log.gz'), closed = 1");
      db.prepare(
        "INSERT INTO segments (container, seq, file, format, created) VALUES (?, 2, ?, 'text', 0)",
      ).run(A, `2026-01-01_web_${"a".repeat(12)}.log`);
      db.close();
      assert.deepEqual(
        [await waiting, await next(), await next()],
        [4, 5, 6].map((n) => `a line ${n}`),
      );
      const over = items.next();
      stop.abort(new Error("enough"));
      await assert.rejects(over, /enough/);
    }));
}
