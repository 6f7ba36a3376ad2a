import assert from "node:assert/strict";
import { InputParser } from "./parser.ts";

const encoder = new TextEncoder();
/** The keys of one piece of input, with what waits flushed. */
function keys(text: string): string[] {
  const parser = new InputParser();
  return [...parser.feed(encoder.encode(text)), ...parser.flush()]
    .map((e) => e.type === "key" ? e.key : JSON.stringify(e));
}

Deno.test("InputParser.feed() names the keys of the terminals in use", () => {
  const table: [string, string[]][] = [
    ["aZ9é日🎉", ["a", "Z", "9", "é", "日", "🎉"]],
    ["\r\n\t\x7f \x00", ["enter", "enter", "tab", "backspace", "space", "C-space"]],
    ["\x03\x04\x1f", ["C-c", "C-d", "C-_"]],
    ["\x1b[A\x1bOB\x1b[1;5C\x1b[d", ["up", "down", "C-right", "S-left"]],
    ["\x1b[5~\x1b[6~\x1b[3;5~\x1b[Z", ["pageup", "pagedown", "C-delete", "S-tab"]],
    ["\x1bOP\x1b[[B\x1b[15~", ["f1", "f2", "f5"]],
    ["\x1bx\x1b\x7f", ["M-x", "M-backspace"]],
    ["\x1b", ["escape"]],
    ["\x1b\x1b[A", ["escape", "up"]],
    ["\x1b[?62;c", []],
  ];
  for (const [text, names] of table) {
    assert.deepEqual(keys(text), names, JSON.stringify(text));
  }
});

Deno.test("InputParser.feed() waits for the rest of a sequence", () => {
  for (const whole of ["\x1b[1;5C", "\x1b[<0;10;5M", "\x1bOA", "é", "\x1b[200~hi\x1b[201~"]) {
    const parser = new InputParser();
    const events = [];
    for (const byte of encoder.encode(whole)) events.push(...parser.feed(Uint8Array.of(byte)));
    assert.equal(events.length, 1, JSON.stringify(whole));
    assert.equal(parser.pending, false);
  }
});

Deno.test("InputParser.feed() reads mouse events of both protocols", () => {
  assert.deepEqual(keys("\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<65;1;1M\x1b[M !!"), [
    '{"type":"mouse","action":"press","x":9,"y":4,"ctrl":false}',
    '{"type":"mouse","action":"release","x":9,"y":4,"ctrl":false}',
    '{"type":"mouse","action":"wheeldown","x":0,"y":0,"ctrl":false}',
    '{"type":"mouse","action":"press","x":0,"y":0,"ctrl":false}',
  ]);
});

Deno.test("InputParser.feed() takes a paste as text, keys inside of it too", () => {
  assert.deepEqual(keys("\x1b[200~a\x1b[Ab\nq\x1b[201~x"), [
    JSON.stringify({ type: "paste", text: "a\x1b[Ab\nq" }),
    "x",
  ]);
});

Deno.test("InputParser.feed() bounds a paste that never ends", () => {
  const parser = new InputParser();
  parser.feed(encoder.encode("\x1b[200~"));
  for (let i = 0; i < 100; i++) parser.feed(encoder.encode("x".repeat(10_000)));
  const [paste] = parser.feed(encoder.encode("\x1b[201~"));
  assert.equal(paste.type === "paste" && paste.text.length, 64 * 1024);
});
