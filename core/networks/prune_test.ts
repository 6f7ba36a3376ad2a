/** What pruneNetworks() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pruneNetworks() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { NetworksDeleted: null } },
    (engine) => engine.networks.prune({ filters: {} }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/prune",
    op: "prune networks",
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, { deleted: [] });
});
