/** Tests that lines found without an object for each come as those with one do. */
import assert from "node:assert/strict";
import { encodeFileLine } from "../format/line_codec.ts";
import { madeLine, makeRecord } from "../testing/make_record.ts";
import type { LineQuery, RecordReader } from "../types.ts";
import { openRecord } from "./reader.ts";

const START = 1_764_054_625_000_000_000n;
const decoder = new TextDecoder();

/** Lines as they stand in a segment, with the container's letter before them. */
async function byItems(reader: RecordReader, query: LineQuery): Promise<string[]> {
  const items = await Array.fromAsync(reader.lines(query));
  return items.map((item) => item.containerId[0] + decoder.decode(encodeFileLine("text", item)));
}

async function byBytes(reader: RecordReader, query: LineQuery): Promise<string[]> {
  const lines: string[] = [];
  const done = await reader.visitFound!(query, (id, bytes, start, end) => {
    lines.push(id[0] + decoder.decode(bytes.subarray(start, end + 1)));
    return lines.length % 100 === 0 ? Promise.resolve() : undefined;
  });
  assert.ok(done);
  return lines;
}

/** Containers whose times are the same, or go back, in files of every kind. */
function containers() {
  let seed = 7;
  const pick = (below: number) => (seed = seed * 16807 % 2147483647) % below;
  return ["a", "b", "c", "d", "e"].map((letter, n) => {
    let time = START + BigInt(pick(20));
    const segments = Array.from({ length: 3 }, (_, s) => ({
      items: Array.from({ length: 300 * (n + 1) }, (_, i) => {
        time += BigInt(pick(30) === 0 ? -pick(40) : pick(4) * (n === 2 ? 1_000_000_000 : 1));
        const data = `line ${i} of ${"xyz"[pick(3)]} ${".".repeat(pick(60))}`;
        return madeLine(time, data, pick(4) ? "stdout" : "stderr", pick(9) > 0);
      }),
      gzip: n === 1 && s === 0,
      open: s === 2,
      format: n === 3 && s === 1 ? "json" as const : "text" as const,
    }));
    return { id: letter.repeat(64), name: `web-${letter}`, segments };
  });
}

for (const kinds of ["of every kind", "plain"] as const) {
  Deno.test(`visitFound() gives the lines that lines() gives, of files ${kinds}`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      const all = containers();
      const used = kinds === "plain" ? all.filter((_, n) => n !== 1 && n !== 3) : all;
      makeRecord(dir, { containers: used });
      await using reader = await openRecord(dir);
      let found = 0;
      const queries: LineQuery[] = [
        { grep: /of x/ },
        { grep: /LINE 2?7? OF|of (x|z)/i },
        { grep: /^line \d+7 of [yz]/u },
        { grep: /of x/, invert: true, streams: ["stderr"] },
        { grep: /of y/, since: START + 100n, until: START + 300n },
        { grep: /./, containers: [used[0].id, used[2].id] },
        { grep: /nowhere/ },
        { grep: /of x/, streams: [] },
      ];
      for (const query of queries) {
        const want = await byItems(reader, query);
        const got = await byBytes(reader, query);
        assert.equal(got.length, want.length, String(query.grep));
        assert.deepEqual(got, want);
        found += got.length;
      }
      assert.ok(found > 3000, `${found}`);
      const nothing = () => undefined;
      assert.equal(await reader.visitFound!({}, nothing), false);
      assert.equal(await reader.visitFound!({ grep: /x/, tail: 3 }, nothing), false);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("visitFound() goes on in a thread where lines could hold up this one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const data = (i: number) =>
      i === 1000
        ? `hit ${"x ".repeat(3000)}y`
        : `${i % 2 ? "miss" : "hit"} ${i} ${"x".repeat(700)}y`;
    const items = Array.from({ length: 1400 }, (_, i) => madeLine(START + BigInt(i), data(i)));
    const segments = [{ items }, { items: items.slice(0, 20), open: true }];
    makeRecord(dir, { containers: [{ id: "a".repeat(64), name: "web", segments }] });
    await using reader = await openRecord(dir);
    const got = await byBytes(reader, { grep: /hit .*x.*y$/ });
    const want = [...items, ...items.slice(0, 20)].filter((_, i) => i % 1400 % 2 === 0);
    assert.deepEqual(
      got,
      want.map((item) => "a" + decoder.decode(encodeFileLine("text", item))),
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("visitFound() ends when it is told to, and where its lines cannot be taken", async () => {
  const dir = await Deno.makeTempDir();
  try {
    makeRecord(dir, { containers: containers().slice(0, 1) });
    await using reader = await openRecord(dir);
    const stop = new AbortController();
    await assert.rejects(
      reader.visitFound!({ grep: /line/, signal: stop.signal }, () => {
        stop.abort(new Error("enough"));
        return undefined;
      }),
      /enough/,
    );
    const full = new Error("no room");
    await assert.rejects(reader.visitFound!({ grep: /line/ }, () => Promise.reject(full)), full);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
