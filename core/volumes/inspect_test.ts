/** What inspectVolume() and inspectVolumeText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectVolume() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.volumes.inspect("db"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/volumes/db", op: "inspect volume" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectVolumeText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.volumes.inspectText("db"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/volumes/db");
});
