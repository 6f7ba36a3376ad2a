/** What joinSwarm() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("joinSwarm() sends the token", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.swarm.join({ RemoteAddrs: ["a:1"], JoinToken: "t" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/swarm/join",
    op: "join swarm",
    json: { ListenAddr: "0.0.0.0:2377", RemoteAddrs: ["a:1"], JoinToken: "t" },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
