/** How many random cases are tried. */
import assert from "node:assert/strict";
import { FUZZ_VARIABLE, fuzzed } from "./fuzz.ts";

Deno.test("fuzzed() tries a tenth, or the share that the environment says", () => {
  const before = Deno.env.get(FUZZ_VARIABLE);
  try {
    Deno.env.delete(FUZZ_VARIABLE);
    assert.equal(fuzzed(1_000), 100);
    assert.equal(fuzzed(3), 1);
    Deno.env.set(FUZZ_VARIABLE, "2");
    assert.equal(fuzzed(1_000), 2_000);
    for (const wrong of ["much", "0", "-1"]) {
      Deno.env.set(FUZZ_VARIABLE, wrong);
      assert.throws(() => fuzzed(1), /DOCKERCTL_FUZZ must be a number above 0/);
    }
  } finally {
    if (before === undefined) Deno.env.delete(FUZZ_VARIABLE);
    else Deno.env.set(FUZZ_VARIABLE, before);
  }
});
