/** Tests of what becomes of errors that nobody waited for. */
import assert from "node:assert/strict";
import { outliveStrays, strayWords, tellStray } from "./strays.ts";

Deno.test("a stray error ends a command, and is told by a server as long as it runs", () => {
  assert.equal(tellStray(new Error("early")), false);
  const told: unknown[] = [];
  const source = new EventTarget();
  {
    using _ = outliveStrays((e) => told.push(e), source);
    assert.equal(tellStray("a promise"), true);
    const event = new ErrorEvent("error", { error: "a timer", cancelable: true });
    source.dispatchEvent(event);
    assert.ok(event.defaultPrevented);
  }
  assert.deepEqual(told, ["a promise", "a timer"]);
  assert.equal(tellStray(new Error("late")), false);
  const after = new ErrorEvent("error", { error: "a timer", cancelable: true });
  source.dispatchEvent(after);
  assert.ok(!after.defaultPrevented);
  assert.match(strayWords(new TypeError("of nothing")), /^server error: TypeError: of nothing\n/);
});
