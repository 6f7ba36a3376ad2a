/** What leaveSwarm() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("leaveSwarm() takes force", async () => {
  const { result, sent } = await recorded({}, (engine) => engine.swarm.leave({ force: true }));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/swarm/leave",
    op: "leave swarm",
    query: { force: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
