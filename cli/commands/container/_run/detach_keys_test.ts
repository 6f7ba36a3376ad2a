/** Tests of detach_keys.ts: ctrl-P, Ctrl-Q. */
import assert from "node:assert/strict";
import { DetachWatch, parseDetachKeys } from "./detach_keys.ts";

Deno.test("parseDetachKeys() reads docker's notation", () => {
  assert.deepEqual(parseDetachKeys(undefined), [16, 17]);
  assert.deepEqual(parseDetachKeys("ctrl-a,x,DEL,ctrl-@,ctrl-_"), [1, 120, 127, 0, 31]);
  assert.equal(parseDetachKeys("ctrl-A"), undefined);
  assert.equal(parseDetachKeys("ab"), undefined);
});

/** Types the pieces and gives what went through, and whether it detached. */
function type(...pieces: string[]): [string, boolean] {
  const watch = new DetachWatch(parseDetachKeys("")!);
  let through = "";
  for (const piece of pieces) {
    const { pass, detach } = watch.push(new TextEncoder().encode(piece));
    through += new TextDecoder().decode(pass);
    if (detach) return [through, true];
  }
  return [through, false];
}

Deno.test("DetachWatch.push() holds back the sequence, and only that", () => {
  assert.deepEqual(type("ls\r"), ["ls\r", false]);
  assert.deepEqual(type("ab\x10\x11rest"), ["ab", true]);
  assert.deepEqual(type("a\x10", "\x11"), ["a", true]);
  assert.deepEqual(type("a\x10", "b"), ["a\x10b", false]);
  assert.deepEqual(type("\x10"), ["", false], "may still become the sequence");
  assert.deepEqual(type("\x11\x10x"), ["\x11\x10x", false]);
});
