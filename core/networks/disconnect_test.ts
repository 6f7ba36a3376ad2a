/** What disconnectNetwork() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("disconnectNetwork() takes force", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.networks.disconnect("shop", "web", { force: true }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/shop/disconnect",
    op: "disconnect network",
    json: { Container: "web", Force: true },
  }]);
  assert.deepEqual(result, undefined);
});
