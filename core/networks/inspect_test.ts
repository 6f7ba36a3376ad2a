/** What inspectNetwork() and inspectNetworkText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectNetwork() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.networks.inspect("shop"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/networks/shop", op: "inspect network" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectNetworkText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded(
    { body },
    (engine) => engine.networks.inspectText("shop"),
  );
  assert.equal(result, body);
  assert.equal(sent[0].path, "/networks/shop");
});

Deno.test("inspectNetwork() takes verbose and scope", async () => {
  const { sent } = await recorded(
    { json: {} },
    (engine) => engine.networks.inspect("shop", { verbose: true, scope: "swarm" }),
  );
  assert.deepEqual(sent[0].query, { verbose: "true", scope: "swarm" });
});
