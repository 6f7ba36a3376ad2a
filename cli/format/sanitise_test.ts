/** What of hostile text reaches a terminal. */
import assert from "node:assert/strict";
import { sanitise } from "./sanitise.ts";

const hostile: [string, string][] = [
  ["plain text", "plain text"],
  ["日本 é 🎉", "日本 é 🎉"],
  ["a\x1b[2Jb", "ab"],
  ["a\x1b[31mb\x1b[0m", "ab"],
  ["a\x1b]0;title\x07b", "ab"],
  ["a\x1b]52;c;aGk=\x1b\\b", "ab"],
  ["a\x1b]0;never ended", "a0;never ended"],
  ['a\x1bP$q"p\x1b\\b', "ab"],
  ["a\x1b(0b", "ab"],
  ["a\x1bcb", "ab"],
  ["a\x1b", "a"],
  ["a\x1b[", "a"],
  ["a\x1b[3", "a"],
  ["a\x9b2Jb", "ab"],
  ["a\x9d0;t\x9cb", "ab"],
  ["a\x00\x07\x08b", "ab"],
  ["a\r\nb", "a  b"],
  ["a\tb", "a       b"],
  ["ab\u202egnp.exe", "abgnp.exe"],
  ["z\u200bw", "zw"],
  ["\x1b\x1b[2J[2J", "[2J"],
];

Deno.test("sanitise() leaves nothing that a terminal would obey", () => {
  for (const [text, clean] of hostile) {
    assert.equal(sanitise(text), clean, JSON.stringify(text));
  }
});

Deno.test("sanitise() keeps colours where they are wished for, and only those", () => {
  const keep = (text: string) => sanitise(text, { colours: true });
  assert.equal(keep("\x1b[1;31mred\x1b[0m\x1b[2J"), "\x1b[1;31mred\x1b[0m");
  assert.equal(keep("\x9b31mred"), "\x1b[31mred");
  assert.equal(keep("\x1b[?25hx"), "x");
  assert.equal(keep("\x1b[>4;2mx"), "x");
  assert.equal(keep("\x1b\x1b[31mx"), "\x1b[31mx");
  assert.equal(keep("\x1b[31m\tx"), "\x1b[31m        x");
});

Deno.test("sanitise() is not slowed by a megabyte of half sequences", () => {
  const started = performance.now();
  sanitise("\x1b]".repeat(100_000) + "\x1b[".repeat(100_000) + "\x9d0;".repeat(100_000));
  assert.ok(performance.now() - started < 20_000);
});

Deno.test("sanitise() leaves no control character in random bytes", () => {
  let seed = 7;
  for (let round = 0; round < 300; round++) {
    let text = "";
    for (let i = 0; i < 60; i++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      text += String.fromCharCode([27, 91, 93, 109, 7, 49, 59, 155, 65, seed % 256][seed % 10]);
    }
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(sanitise(text), /[\x00-\x1f\x7f-\x9f]/);
    const coloured = sanitise(text, { colours: true });
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(coloured.replace(/\x1b\[[0-9;:]*m/g, ""), /[\x00-\x1f\x7f-\x9f]/);
  }
});
