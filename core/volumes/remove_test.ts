/** What removeVolume() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeVolume() takes force", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.volumes.remove("db", { force: true }),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/volumes/db",
    op: "remove volume",
    query: { force: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
