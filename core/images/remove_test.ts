/** What removeImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeImage() normalises", async () => {
  const { result, sent } = await recorded({
    json: [{ Untagged: "a/b:latest" }, { Deleted: "sha256:1" }],
  }, (engine) => engine.images.remove("a/b", { force: true, noPrune: true }));
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/images/a/b",
    op: "remove image",
    query: { force: true, noprune: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, [{ untagged: "a/b:latest" }, { deleted: "sha256:1" }]);
});

Deno.test("removeImage() has no nulls", async () => {
  const { result, sent } = await recorded({ json: null }, (engine) => engine.images.remove("a"));
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/images/a",
    op: "remove image",
    kind: "wait",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("removeImage() refuses a name that would be another path", async () => {
  for (const id of ["", " ", ".", ".."]) {
    await assert.rejects(
      recorded({}, (engine) => engine.images.remove(id)),
      (e) => isEngineError(e, "bad_request"),
    );
  }
});

Deno.test("removeImage() refuses a name with an empty part", async () => {
  await assert.rejects(
    recorded({}, (engine) => engine.images.remove("a//b")),
    (e) => isEngineError(e, "bad_request"),
  );
});
