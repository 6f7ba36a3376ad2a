/** Tests of keys, pastes and a terminal's answers, whole and in pieces. */
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

/** The keys of pieces between which the parser waits as long as it wants, and gives up. */
function apart(...pieces: string[]): string[] {
  const parser = new InputParser();
  return pieces.flatMap((p) => [...parser.feed(encoder.encode(p)), ...late(parser)])
    .map((e) => e.type === "key" ? e.key : JSON.stringify(e));
}

/** 200 ms pass. */
function late(parser: InputParser) {
  return parser.wait !== undefined && parser.wait <= 200 ? parser.flush() : [];
}

const ANSWERS = [
  "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
  "\x1b]11;rgb:ffff/ffff/ffff\x07",
  "\x1bP1$r0m\x1b\\",
  "\x1bP>|xterm(370)\x1b\\",
  "\x1b_Gi=31;OK\x1b\\",
  "\x1b^private s r p\x1b\\",
  "\x1bXstring s r p\x1b\\",
  "\x9d11;rgb:0/0/0\x9c",
  "\x1b[24;80R",
  "\x1b[?62;1;6c",
  "\x1b[?2026;2$y",
  "\x1b[8;24;80t",
];

Deno.test("InputParser.feed() swallows what a terminal answers, whole, by bytes, and cut anywhere", () => {
  for (const answer of ANSWERS) {
    assert.deepEqual(keys(`a${answer}s`), ["a", "s"], JSON.stringify(answer));
    const parser = new InputParser();
    const events = [...encoder.encode(answer)].flatMap((b) => parser.feed(Uint8Array.of(b)));
    assert.deepEqual(events, [], JSON.stringify(answer));
    for (let at = 2; at < answer.length; at++) {
      const heard = apart(answer.slice(0, at), answer.slice(at));
      // Before its end a string may be cut within ST: that was an Escape, and no more.
      assert.deepEqual(
        heard.filter((k) => k !== "escape"),
        [],
        `${JSON.stringify(answer)} at ${at}`,
      );
    }
  }
});

Deno.test("InputParser.feed() takes a sequence that a pause cuts for one, and not for keys", () => {
  const table: [string, string][] = [["\x1b[A", "up"], ["\x1b[6~", "pagedown"], ["\x1bOB", "down"]];
  for (const [sequence, key] of table) {
    for (let at = 1; at < sequence.length; at++) {
      const heard = apart(sequence.slice(0, at), sequence.slice(at));
      assert.deepEqual(
        heard,
        at === 1 ? ["escape", key] : [key],
        `${JSON.stringify(sequence)} ${at}`,
      );
    }
  }
  assert.deepEqual(apart("\x1b", "]11;rgb:ffff/ffff/ffff\x1b\\", "s"), ["escape", "s"]);
  // Byte by byte its beginning cannot be told from two keys; what follows can.
  assert.deepEqual(apart(..."\x1b]11;rgb:f/f/f\x07"), ["escape", "]"]);
  assert.deepEqual(apart("\x1b", "[", "s", "r"), ["escape", "[", "s", "r"]);
  assert.deepEqual(apart("\x1b", "P", "\x1b", "x"), ["escape", "P", "escape", "x"]);
});

Deno.test("InputParser ends a string, and a paste, that nothing ends", () => {
  const parser = new InputParser();
  assert.deepEqual(parser.feed(encoder.encode("\x1b]0;never")), []);
  assert.deepEqual(parser.flush(), []);
  assert.deepEqual(parser.feed(encoder.encode("s")), [{ type: "key", key: "s" }]);
  parser.feed(encoder.encode("\x1b]0;" + "x".repeat(70_000)));
  assert.deepEqual(parser.feed(encoder.encode("s")), [{ type: "key", key: "s" }]);
  parser.feed(encoder.encode("\x1b[200~half"));
  assert.deepEqual(parser.flush(), [{ type: "paste", text: "half" }]);
  assert.deepEqual(parser.feed(encoder.encode("s")), [{ type: "key", key: "s" }]);
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
  assert.equal(paste.type === "paste" && paste.over, 1_000_000 - 64 * 1024);
});
