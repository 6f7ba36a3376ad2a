import assert from "node:assert/strict";
import { LOG_LINE_CHARS } from "./log_buffer.ts";
import { LineAssembler, readStamp } from "./log_lines.ts";

const encoder = new TextEncoder();
const T = "2026-01-02T03:04:05.678901234Z ";

function assemble(...chunks: (string | Uint8Array)[]): string[] {
  const lines = new LineAssembler(0);
  const out = chunks.flatMap((c) =>
    lines.feed({ stream: "stdout", data: typeof c === "string" ? encoder.encode(c) : c })
  );
  return [...out, ...lines.end()].map((l) => l.text);
}

Deno.test("readStamp() keeps all nine digits", () => {
  assert.equal(readStamp(`${T}x`)?.time, 1767323045678901234n);
  assert.equal(readStamp("2026-01-02T03:04:05Z x")?.time, 1767323045000000000n);
  assert.equal(readStamp("no time"), undefined);
});

Deno.test("LineAssembler.feed() takes lines apart wherever the chunks end", () => {
  const text = `${T}one\n${T}zwei ä日\n`;
  const bytes = encoder.encode(text);
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(assemble(bytes.slice(0, at), bytes.slice(at)), ["one", "zwei ä日"], `${at}`);
  }
});

Deno.test("LineAssembler.feed() joins the pieces of a long line", () => {
  const a = "a".repeat(16384);
  assert.deepEqual(assemble(`${T}${a}`, `${T}${"b".repeat(100)}\n`), [a + "b".repeat(100)]);
});

Deno.test("LineAssembler.feed() cuts a line of a megabyte and says so", () => {
  const [line] = assemble(...Array.from({ length: 64 }, () => "x".repeat(16384)), "\n");
  assert.ok(line.startsWith("x".repeat(LOG_LINE_CHARS)));
  assert.match(line, / … and 1015808 characters more$/);
});

Deno.test("LineAssembler.feed() shows the last state of a progress bar", () => {
  assert.deepEqual(assemble(`${T}10%\r20%\r100%\r\n`), ["100%"]);
});

Deno.test("LineAssembler.feed() takes out what would act on the terminal", () => {
  assert.deepEqual(assemble(`${T}a\x1b[2J\x1b]0;x\x07b\x1b[31mred\x1b[0m\n`), [
    "ab\x1b[31mred\x1b[0m",
  ]);
});

Deno.test("LineAssembler.end() gives the line that was not ended", () => {
  assert.deepEqual(assemble(`${T}prompt> `), ["prompt> "]);
});
