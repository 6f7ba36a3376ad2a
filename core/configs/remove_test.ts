/** What removeConfig() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeConfig() is a DELETE", async () => {
  const { sent } = await recorded({}, (engine) => engine.configs.remove("web"));
  assert.deepEqual(sent, [{ method: "DELETE", path: "/configs/web", op: "remove config" }]);
});
