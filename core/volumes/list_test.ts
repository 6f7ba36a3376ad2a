/** What listVolumes() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listVolumes() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: { Volumes: null, Warnings: null } },
    (engine) => engine.volumes.list({ filters: { name: ["db"] } }),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/volumes",
    op: "list volumes",
    query: { filters: '{"name":["db"]}' },
  }]);
  assert.deepEqual(result, { volumes: [], warnings: [] });
});

Deno.test("listVolumes() knows what was not counted", async () => {
  const UsageData = [{ Size: -1, RefCount: -1 }, { Size: 0, RefCount: 2 }, null];
  const Volumes = UsageData.map((data, i) => ({ Name: `v${i}`, UsageData: data }));
  const { result } = await recorded({ json: { Volumes } }, (engine) => engine.volumes.list());
  assert.deepEqual(result.volumes.map((v) => [v.size, v.refCount]), [
    [undefined, undefined],
    [0, 2],
    [undefined, undefined],
  ]);
});
