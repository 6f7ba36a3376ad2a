/** The table of endpoints in core/README.md is as the code says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { endpointRows, renewed } from "./endpoint_table.ts";

Deno.test("every endpoint has a unit test beside it and a test on a real engine", () => {
  const rows = endpointRows();
  assert.ok(rows.length > 90, `${rows.length} endpoints`);
  assert.deepEqual(rows.filter((row) => !row.unitTest).map((row) => row.call), []);
  assert.deepEqual(rows.filter((row) => !row.engineTest).map((row) => row.call), []);
});

Deno.test("core/README.md has the table of endpoints as it is", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  assert.equal(
    readme,
    renewed(readme),
    "write it anew: deno run --allow-read --allow-write core/testing/endpoint_table.ts",
  );
});
