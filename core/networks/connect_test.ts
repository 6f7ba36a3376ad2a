/** What connectNetwork() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("connectNetwork() sends the endpoint", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.networks.connect("shop", "web", { endpoint: { Aliases: ["a"] } }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/shop/connect",
    op: "connect network",
    json: { Container: "web", EndpointConfig: { Aliases: ["a"] } },
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("connectNetwork() leaves it out", async () => {
  const { result, sent } = await recorded({}, (engine) => engine.networks.connect("shop", "web"));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/shop/connect",
    op: "connect network",
    json: { Container: "web" },
  }]);
  assert.deepEqual(result, undefined);
});
