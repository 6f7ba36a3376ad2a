/** Tags that are versions. */
import assert from "node:assert/strict";
import { nextTags, tagVersion } from "./versions.ts";

Deno.test("tagVersion() takes versions and no other words", () => {
  for (const tag of ["latest", "20240101", "main", "1.2.3.4", "alpine-3", "1-"]) {
    assert.equal(tagVersion(tag), undefined, tag);
  }
  assert.deepEqual(tagVersion("v1.2"), { before: "v", numbers: [1, 2], after: "" });
});

Deno.test("nextTags() steps each number up", () => {
  assert.deepEqual(nextTags("16"), [{ tag: "17", step: "major" }]);
  assert.deepEqual(nextTags("v1.9").map((t) => t.tag), ["v1.10", "v2.0"]);
});
