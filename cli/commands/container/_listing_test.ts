/** Tests of _listing.ts: the rows of `container ls`. */
import assert from "node:assert/strict";
import { statusTone } from "./_listing.ts";

Deno.test("statusTone() tells what is well from what failed", () => {
  const tone = (state: string, status: string) => statusTone({ state, status });
  assert.equal(tone("running", "Up 3 minutes"), "good");
  assert.equal(tone("running", "Up 3 minutes (unhealthy)"), "bad");
  assert.equal(tone("paused", "Up 3 minutes (Paused)"), "warning");
  assert.equal(tone("exited", "Exited (0) 3 minutes ago"), "faint");
  assert.equal(tone("exited", "Exited (137) 3 minutes ago"), "bad");
  assert.equal(tone("removing", "Removal In Progress"), undefined);
});
