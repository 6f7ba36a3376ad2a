/** What removeSecret() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeSecret() is a DELETE", async () => {
  const { sent } = await recorded({}, (engine) => engine.secrets.remove("web"));
  assert.deepEqual(sent, [{ method: "DELETE", path: "/secrets/web", op: "remove secret" }]);
});
