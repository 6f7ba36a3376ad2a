/** Tests of paging back in a log. */
import assert from "node:assert/strict";
import { appendLines, LOG_LINES } from "./buffer.ts";
import { emptyLog, type LogLine } from "../../model/log.ts";
import { initialModel, type Model } from "../../model/model.ts";
import { type LogsState } from "../../model/log.ts";
import { askEarlier, takeEarlier } from "./earlier.ts";

const SIZE = { columns: 40, rows: 10 };

function line(seq: number, time: number, source = 0): LogLine {
  return { seq, time: BigInt(time), source, stream: "stdout", text: `s${source} t${time}` };
}

function holding(lines: LogLine[], logs: Partial<LogsState> = {}): Model {
  const model = initialModel({ size: { columns: 80, rows: 24 }, now: 0, host: "x" });
  const buffer = appendLines(emptyLog, lines);
  const sources = [{ id: "a", name: "a" }, { id: "b", name: "b" }];
  return { ...model, logs: { ...model.logs, key: "k", sources, buffer, tail: 100, ...logs } };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("askEarlier() asks near the top, and only where there can be more", () => {
  const lines = range(0, 100).map((n) => line(n, n));
  assert.equal(
    askEarlier(holding(lines, { anchor: { seq: 15, cut: 0 } }), SIZE).logs.earlier,
    "asked",
  );
  assert.equal(
    askEarlier(holding(lines, { anchor: { seq: 60, cut: 0 } }), SIZE).logs.earlier,
    undefined,
  );
  const at = { anchor: { seq: 15, cut: 0 } };
  for (const all of [{ ...at, tail: -1 }, { ...at, tail: 200 }, { ...at, since: 60 }]) {
    assert.equal(askEarlier(holding(lines, all), SIZE).logs.earlier, undefined);
  }
});

Deno.test("askEarlier() says so when there is no room for more", () => {
  const lines = range(0, LOG_LINES).map((n) => line(n, n));
  const model = askEarlier(holding(lines, { anchor: { seq: 15, cut: 0 } }), SIZE);
  assert.equal(model.logs.earlier, "full");
});

Deno.test("takeEarlier() puts lines before those held, which keep their numbers", () => {
  const held = range(50, 60).map((n) => line(n, n));
  const model = holding(held, { anchor: { seq: 55, cut: 1 }, match: 52, earlier: "asked" });
  const lines = range(30, 50).map((n) => line(0, n)).map(({ seq: _, ...rest }) => rest);
  const { logs } = takeEarlier(model, { type: "earlier", key: "k", lines });
  const all = logs.buffer.chunks.flat();
  assert.deepEqual(all.map((l) => Number(l.time)), range(30, 60));
  assert.deepEqual(all.map((l) => l.seq), range(30, 60));
  assert.deepEqual(logs.anchor, { seq: 55, cut: 1 });
  assert.equal(logs.match, 52);
  assert.equal(logs.earlier, undefined);
});

Deno.test("takeEarlier() merges sources by time, and what is on the screen stays", () => {
  const held = [line(10, 10), line(11, 50, 1), line(12, 60)];
  const model = holding(held, { anchor: { seq: 10, cut: 0 }, match: 10 });
  const { seq: _, ...late } = line(0, 40, 1);
  const { seq: __, ...early } = line(0, 5);
  const { logs } = takeEarlier(model, { type: "earlier", key: "k", lines: [early, late] });
  const all = logs.buffer.chunks.flat();
  assert.deepEqual(all.map((l) => Number(l.time)), [5, 10, 40, 50, 60]);
  assert.deepEqual(all.map((l) => l.seq), [8, 9, 10, 11, 12]);
  assert.deepEqual(logs.anchor, { seq: 9, cut: 0 });
  assert.equal(logs.match, 9);
});

Deno.test("takeEarlier() keeps the bound, and the newest of what comes", () => {
  const held = range(1000, 1000 + LOG_LINES - 5).map((n) => line(n, n));
  const lines = range(900, 1000).map((n) => line(0, n)).map(({ seq: _, ...rest }) => rest);
  const { logs } = takeEarlier(holding(held), { type: "earlier", key: "k", lines });
  assert.equal(logs.buffer.lines, LOG_LINES);
  assert.equal(logs.buffer.chunks[0][0].time, 995n);
  assert.equal(logs.earlier, "full");
});

Deno.test("takeEarlier() notes that there is nothing earlier, and drops another log's lines", () => {
  const model = holding([line(1, 1)], { earlier: "asked" });
  assert.equal(takeEarlier(model, { type: "earlier", key: "k", lines: [] }).logs.earlier, "none");
  assert.equal(takeEarlier(model, { type: "earlier", key: "other", lines: [] }), model);
});
