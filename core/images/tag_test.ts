/** What tagImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("tagImage() defaults to latest", async () => {
  const { result, sent } = await recorded(
    { status: 201 },
    (engine) => engine.images.tag("sha256:12", "ghcr.io/a/b"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/sha256:12/tag",
    op: "tag image",
    query: { repo: "ghcr.io/a/b", tag: "latest" },
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("tagImage() refuses a digest as target", async () => {
  const target = `a@sha256:${"0".repeat(64)}`;
  await assert.rejects(recorded({}, (engine) => engine.images.tag("a", target)), TypeError);
});
