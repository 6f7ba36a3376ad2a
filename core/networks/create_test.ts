/** What createNetwork() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createNetwork() asks for the name to be free", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1", Warning: "" } },
    (engine) => engine.networks.create({ Name: "shop", Internal: true }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/create",
    op: "create network",
    json: { CheckDuplicate: true, Name: "shop", Internal: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "1" });
});

Deno.test("createNetwork() tells a warning", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1", Warning: "w" } },
    (engine) => engine.networks.create({ Name: "shop" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/networks/create",
    op: "create network",
    json: { CheckDuplicate: true, Name: "shop" },
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "1", warning: "w" });
});
