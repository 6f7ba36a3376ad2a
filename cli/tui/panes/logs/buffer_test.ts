/** Tests of the lines that a log pane holds, and of its bound. */
import assert from "node:assert/strict";
import {
  appendLines,
  countPassing,
  firstSeq,
  lastSeq,
  linesBack,
  linesOn,
  LOG_CHARS,
  LOG_LINES,
} from "./buffer.ts";
import { emptyLog, type LogBuffer, type LogLine } from "../../model/log.ts";

function lines(from: number, count: number, text = "line"): LogLine[] {
  return Array.from({ length: count }, (_, i) => ({
    seq: from + i,
    source: 0,
    stream: "stdout",
    text: `${text} ${from + i}`,
  }));
}

Deno.test("appendLines() keeps to its bound and says what it dropped", () => {
  let buffer: LogBuffer = emptyLog;
  let seq = 0;
  for (let i = 0; i < 400; i++) {
    const count = 1 + (i * 37) % 700;
    buffer = appendLines(buffer, lines(seq, count));
    seq += count;
    assert.ok(buffer.lines <= LOG_LINES + 1024);
    assert.equal(buffer.lines + buffer.dropped, seq);
    assert.equal(buffer.lines, buffer.chunks.reduce((sum, c) => sum + c.length, 0));
  }
  assert.ok(buffer.dropped > 0);
  assert.equal(lastSeq(buffer), seq - 1);
});

Deno.test("appendLines() bounds characters as well as lines", () => {
  let buffer: LogBuffer = emptyLog;
  const text = "x".repeat(32 * 1024);
  for (let i = 0; i < 60; i++) buffer = appendLines(buffer, lines(i * 100, 100, text));
  assert.ok(buffer.chars < LOG_CHARS + 1024 * 33 * 1024, String(buffer.chars));
});

Deno.test("appendLines() leaves the buffer it was given as it was", () => {
  const before = appendLines(emptyLog, lines(0, 10));
  appendLines(before, lines(10, 10));
  assert.equal(before.lines, 10);
  assert.equal(lastSeq(before), 9);
});

Deno.test("linesBack() and linesOn() walk from anywhere, through a condition", () => {
  const buffer = appendLines(appendLines(emptyLog, lines(0, 3000)), lines(3000, 500));
  assert.equal(firstSeq(buffer), 0);
  assert.deepEqual([...linesBack(buffer, 2049).take(3)].map((l) => l.seq), [2049, 2048, 2047]);
  assert.deepEqual([...linesOn(buffer, 1023).take(3)].map((l) => l.seq), [1023, 1024, 1025]);
  const even = { key: "even", test: (l: LogLine) => l.seq % 1000 === 0 };
  assert.deepEqual([...linesBack(buffer, 9999, even)].map((l) => l.seq), [3000, 2000, 1000, 0]);
  assert.equal(countPassing(buffer, even), 4);
});
