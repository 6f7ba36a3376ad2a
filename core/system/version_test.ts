/** What engineVersion() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("engineVersion() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Version: "1" } },
    (engine) => engine.system.version(),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/version", op: "read engine version" }]);
  assert.deepEqual(result, { Version: "1" });
});
