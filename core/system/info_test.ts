/** What engineInfo() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("engineInfo() gives the document", async () => {
  const { result, sent } = await recorded({ json: { NCPU: 1 } }, (engine) => engine.system.info());
  assert.deepEqual(sent, [{ method: "GET", path: "/info", op: "read engine info" }]);
  assert.deepEqual(result, { NCPU: 1 });
});
