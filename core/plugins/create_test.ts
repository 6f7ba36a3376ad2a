/** What createPlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createPlugin() sends the archive", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.plugins.create("a/b:1", new Uint8Array([1])),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/create",
    op: "create plugin",
    query: { name: "a/b:1" },
    headers: { "content-type": "application/x-tar" },
    body: new Uint8Array([1]),
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, undefined);
});
