/** When colours are wanted, and how they are put on and taken off. */
import assert from "node:assert/strict";
import { paint, unpainted, wantsColour } from "./colour.ts";

Deno.test("paint() colours by tone, and unpainted() takes it away", () => {
  assert.equal(paint("Up", "good"), "\x1b[32mUp\x1b[0m");
  assert.equal(paint("Up", undefined), "Up");
  assert.equal(paint("", "bad"), "");
  assert.equal(unpainted(`a ${paint("Up", "faint")} b`), "a Up b");
});

Deno.test("wantsColour() only on a terminal that can, and never against NO_COLOR", () => {
  assert.equal(wantsColour(true, { TERM: "xterm" }), true);
  assert.equal(wantsColour(true, { NO_COLOR: "" }), true);
  assert.equal(wantsColour(true, { NO_COLOR: "0" }), false);
  assert.equal(wantsColour(true, { TERM: "dumb" }), false);
  assert.equal(wantsColour(false, {}), false);
});
