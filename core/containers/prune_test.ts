/** What pruneContainers() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pruneContainers() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { ContainersDeleted: null } },
    (engine) => engine.containers.prune({ filters: { until: ["1h"], label: [] } }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/prune",
    op: "prune containers",
    query: { filters: '{"until":["1h"]}' },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, { deleted: [], spaceReclaimed: 0 });
});
