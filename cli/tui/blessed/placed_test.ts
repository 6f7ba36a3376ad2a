/** Tests of where blocks are drawn on the terminal. */
import assert from "node:assert/strict";
import { placed } from "./placed.ts";

Deno.test("placed() writes what terminals agree on as it is", () => {
  for (const char of ["a", "é", "│", "⣿", "→", "●", "…"]) {
    assert.equal(placed({ char, width: 1 }, 7), char);
  }
  assert.equal(placed({ char: "日", width: 2 }, 7), "日");
});

Deno.test("placed() says by number where the cell behind a doubtful character stands", () => {
  assert.equal(placed({ char: "🫠", width: 2 }, 7), "  \x1b[8G🫠\x1b[10G");
  assert.equal(placed({ char: "e\u0301", width: 1 }, 0), " \x1b[1Ge\u0301\x1b[2G");
  assert.equal(placed({ char: "ש", width: 1 }, 4), " \x1b[5Gש\x1b[6G");
});
