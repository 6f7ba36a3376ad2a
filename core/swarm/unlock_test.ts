/** What unlockSwarm() and swarmUnlockKey() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("unlockSwarm() sends the key", async () => {
  const { result, sent } = await recorded({}, (engine) => engine.swarm.unlock("k"));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/swarm/unlock",
    op: "unlock swarm",
    json: { UnlockKey: "k" },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("swarmUnlockKey() is empty where nothing is locked", async () => {
  const { result, sent } = await recorded({ json: {} }, (engine) => engine.swarm.unlockKey());
  assert.equal(result, "");
  assert.equal(sent[0].path, "/swarm/unlockkey");
});
