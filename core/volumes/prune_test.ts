/** What pruneVolumes() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pruneVolumes() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { VolumesDeleted: null, SpaceReclaimed: 1 } },
    (engine) => engine.volumes.prune({ filters: { all: ["1"] } }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/volumes/prune",
    op: "prune volumes",
    query: { filters: '{"all":["1"]}' },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, { deleted: [], spaceReclaimed: 1 });
});
