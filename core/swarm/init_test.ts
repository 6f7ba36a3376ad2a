/** What initSwarm() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("initSwarm() listens everywhere unless told", async () => {
  const { result, sent } = await recorded(
    { json: "n1" },
    (engine) => engine.swarm.init({ AdvertiseAddr: "127.0.0.1" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/swarm/init",
    op: "initialise swarm",
    json: { ListenAddr: "0.0.0.0:2377", Spec: {}, AdvertiseAddr: "127.0.0.1" },
    kind: "wait",
  }]);
  assert.deepEqual(result, "n1");
});
