/** What pruneBuildCache() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pruneBuildCache() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { CachesDeleted: null } },
    (engine) => engine.images.pruneBuildCache({ all: true, reservedSpace: 5 }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/build/prune",
    op: "prune build cache",
    query: { all: true, "keep-storage": 5 },
    kind: "wait",
    minApi: "1.31",
  }]);
  assert.deepEqual(result, { deleted: [], spaceReclaimed: 0 });
});

Deno.test("pruneBuildCache() uses the word of the version", async () => {
  const { sent } = await recorded(
    { json: {} },
    (engine) => engine.images.pruneBuildCache({ reservedSpace: 5 }),
    { apiVersion: "1.48" },
  );
  assert.deepEqual(sent[0].query, { "reserved-space": 5 });
});
