import assert from "node:assert/strict";
import { formatted, renewed } from "./make.ts";

Deno.test("README.md is as the code says (deno task readme)", async () => {
  const now = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  assert.equal(now, await formatted(renewed(now)));
});

Deno.test("renewed() refuses a README without its markers", () => {
  assert.throws(() => renewed("# dockerctl\n"), /no <!-- commands/);
});
