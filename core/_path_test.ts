/** Tests of the paths that names and ids become. */
import assert from "node:assert/strict";
import { containerPath, imagePath, segment } from "./_path.ts";
import { isEngineError } from "./errors.ts";

Deno.test("imagePath() keeps slashes, colons and digests", () => {
  assert.equal(imagePath("a:5000/b/c:1", "x", "/json"), "/images/a:5000/b/c:1/json");
  assert.equal(imagePath("a@sha256:1", "x"), "/images/a@sha256:1");
  assert.equal(imagePath("a b?c#d", "x"), "/images/a%20b%3Fc%23d");
});

Deno.test("containerPath() encodes everything", () => {
  assert.equal(containerPath("/web", "x", "/json"), "/containers/web/json");
  assert.equal(containerPath("a/b", "x"), "/containers/a%2Fb");
});

Deno.test("paths that would be others are refused", () => {
  for (const name of ["", ".", "..", "a/../b", "a//b", "/a", "a/"]) {
    assert.throws(() => imagePath(name, "x"), (e) => isEngineError(e, "bad_request"), name);
  }
  for (const name of ["", "\t", ".", ".."]) {
    assert.throws(
      () => segment("name", name, "look"),
      (e) => isEngineError(e, "bad_request") && e.op === "look",
      name,
    );
  }
});
