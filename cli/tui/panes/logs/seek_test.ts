/** Tests of the search beyond the lines that are held. */
import assert from "node:assert/strict";
import { emptyLog, type LogLine, type LogsState } from "../../model/log.ts";
import { initialModel, type Model } from "../../model/model.ts";
import { appendLines } from "./buffer.ts";
import { moveMatch, stopSeek, takeSought } from "./seek.ts";

function holding(texts: readonly string[], logs: Partial<LogsState> = {}): Model {
  const model = initialModel({ size: { columns: 80, rows: 24 }, now: 0, host: "x" });
  const lines = texts.map((text, seq): LogLine => ({
    seq,
    time: BigInt(seq + 1) * 1_000_000_000n,
    source: 0,
    stream: "stdout",
    text,
  }));
  const sources = [{ id: "a", name: "a" }];
  const buffer = appendLines(emptyLog, lines);
  return { ...model, logs: { ...model.logs, key: "k", sources, buffer, tail: 3, ...logs } };
}

const held = ["one", "two", "three"];
const said = (model: Model) => model.messages.at(-1)?.text ?? "";

Deno.test("moveMatch() goes on beyond the held lines only where there may be others", () => {
  const found = moveMatch(holding(held, { search: "two" }), -1);
  assert.deepEqual([found.logs.match, found.logs.seek], [1, undefined]);
  const on = moveMatch(found, -1);
  assert.deepEqual(on.logs.seek, { by: -1, from: 1_000_000_000n, looked: 0 });
  for (
    const all of [{ tail: -1 }, { tail: 10 }, { earlier: "none" as const }, { since: 60 }]
  ) {
    const around = moveMatch(holding(held, { search: "two", match: 1, ...all }), -1);
    assert.deepEqual([around.logs.match, around.logs.seek], [1, undefined], JSON.stringify(all));
  }
  // Towards the end there are others only where the log stays at a time.
  assert.equal(moveMatch(found, 1).logs.seek?.from, -1n);
  const later = moveMatch(holding(held, { search: "two", match: 1, at: 2000 }), 1);
  assert.deepEqual(later.logs.seek, { by: 1, from: 3_000_000_000n, looked: 0 });
});

Deno.test("moveMatch() goes on from the log's other end, and says so", () => {
  // All is held: at once.
  const all = { search: "o", tail: -1 };
  const first = moveMatch(holding(held, { ...all, match: 1 }), 1);
  assert.deepEqual([first.logs.match, said(first)], [
    0,
    'no later "o": on from the start of the log',
  ]);
  const last = moveMatch(first, -1);
  assert.deepEqual([last.logs.match, said(last)], [
    1,
    'no earlier "o": on from the end of the log',
  ]);
  const alone = moveMatch(holding(held, { ...all, search: "two", match: 1 }), 1);
  assert.deepEqual([alone.logs.match, said(alone)], [1, 'no other "two" in the log']);
  const none = moveMatch(holding(held, { ...all, search: "nine" }), 1);
  assert.deepEqual([none.logs.match, said(none)], [undefined, ""]);
  // The other end is not held: it is looked for there.
  const follows = holding(held, { search: "two", match: 1 });
  const start = moveMatch(follows, 1);
  assert.deepEqual(start.logs.seek, { by: 1, from: -1n, looked: 0, whole: true });
  assert.match(said(start), /^no later "two": on from the start/);
  const of = { type: "sought" as const, key: "k", looked: 9000 };
  const same = takeSought(start, { ...of, over: { found: 2_000_000_000n } });
  assert.deepEqual([same.logs.match, same.logs.seek, same.logs.at], [1, undefined, undefined]);
  const nothing = takeSought(start, { ...of, over: {} });
  assert.equal(said(nothing), 'no "two" in 9,000 lines');
  assert.match(said(stopSeek(start)), /in 0 lines: stopped; n goes on from the start of the log/);
  const past = holding(held, { search: "two", match: 1, at: 2000, earlier: "none" });
  const end = moveMatch({ ...past, now: 5000 }, -1);
  assert.deepEqual(end.logs.seek, { by: -1, from: 65_000_000_000n, looked: 0, whole: true });
});

Deno.test("takeSought() goes to what was found, and says how far it looked where nothing was", () => {
  const asked = moveMatch(holding(held, { search: "nine" }), -1);
  const of = { type: "sought" as const, key: "k" };
  const way = takeSought(asked, { ...of, looked: 20_000, to: 500n });
  assert.deepEqual(way.logs.seek, { by: -1, from: 1_000_000_000n, looked: 20_000, to: 500n });
  const there = takeSought(way, { ...of, looked: 20_001, over: { found: 999_000_000n } });
  assert.deepEqual([there.logs.at, there.logs.found, there.logs.seek], [
    999,
    999_000_000n,
    undefined,
  ]);
  const none = takeSought(way, { ...of, looked: 30_000, over: {} });
  assert.match(
    said(none),
    /^no "nine" in 30,000 earlier lines, to 1970-01-01 00:00:00: N goes on from its end/,
  );
  // The next step does not look at them all again.
  assert.equal(moveMatch(none, -1).logs.seek, undefined);
  const stopped = stopSeek(way);
  assert.equal(stopped.logs.seek, undefined);
  assert.match(said(stopped), /20,000 earlier lines.*: stopped; /);
  // What comes after it was stopped is nobody's.
  assert.equal(takeSought(stopped, { ...of, looked: 1, over: { found: 1n } }), stopped);
  const slow = takeSought(way, { ...of, looked: 7, over: { why: "it took too long" } });
  assert.match(said(slow), /7 earlier lines.*it took too long/);
});
