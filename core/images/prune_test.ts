/** What pruneImages() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pruneImages() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { ImagesDeleted: null, SpaceReclaimed: 3 } },
    (engine) => engine.images.prune({ filters: { dangling: ["false"] } }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/prune",
    op: "prune images",
    query: { filters: '{"dangling":["false"]}' },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, { deleted: [], spaceReclaimed: 3 });
});
