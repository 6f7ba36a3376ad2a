/** What updateSwarm() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("updateSwarm() names the version", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.swarm.update(7, { Name: "default" }, { rotateManagerUnlockKey: true }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/swarm/update",
    op: "update swarm",
    query: { version: 7, rotateManagerUnlockKey: "true" },
    json: { Name: "default" },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
