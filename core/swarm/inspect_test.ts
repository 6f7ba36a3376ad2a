/** What inspectSwarm() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectSwarm() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { ID: "1" } },
    (engine) => engine.swarm.inspect(),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/swarm", op: "inspect swarm" }]);
  assert.deepEqual(result, { ID: "1" });
});
