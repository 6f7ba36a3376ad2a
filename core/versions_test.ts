/** Tests of what differs by API version. */
import assert from "node:assert/strict";
import { apiAtLeast, behaviourOf, compareApi, isPodman } from "./versions.ts";

Deno.test("compareApi() compares numbers, not text", () => {
  assert.ok(compareApi("1.9", "1.41") < 0);
  assert.equal(compareApi("1.41", "1.41"), 0);
  assert.ok(compareApi("2.0", "1.99") > 0);
  assert.equal(apiAtLeast("1.100", "1.42"), true);
});

Deno.test("behaviourOf() knows what changed when", () => {
  const told = (apiVersion: string) => behaviourOf({ apiVersion });
  assert.deepEqual(
    ["1.41", "1.42"].map((api) => told(api).streamTypeTells),
    [false, true],
  );
  assert.deepEqual(["1.29", "1.30"].map((api) => told(api).waitTellsAtOnce), [false, true]);
  assert.deepEqual(["1.41", "1.42"].map((api) => told(api).dfTakesTypes), [false, true]);
  assert.deepEqual(["1.51", "1.52"].map((api) => told(api).dfSummarises), [false, true]);
  assert.deepEqual(["1.47", "1.48"].map((api) => told(api).pruneReservedSpace), [false, true]);
});

Deno.test("behaviourOf() does not take podman for what its version says", () => {
  const podman = { apiVersion: "1.52", libpodVersion: "6.0.0", builderVersion: "2" };
  assert.equal(isPodman(podman), true);
  assert.equal(isPodman({ apiVersion: "1.52" }), false);
  const { streamTypeTells, dfSummarises, importIgnoresTag, defaultBuilder } = behaviourOf(podman);
  assert.deepEqual(
    [streamTypeTells, dfSummarises, importIgnoresTag, defaultBuilder],
    [false, false, true, "classic"],
  );
  assert.equal(behaviourOf({ apiVersion: "1.43", builderVersion: "2" }).defaultBuilder, "buildkit");
  assert.equal(behaviourOf({ apiVersion: "1.43", builderVersion: "1" }).defaultBuilder, "classic");
});
