/** What inspectDistribution() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectDistribution() keeps the slashes", async () => {
  const { result, sent } = await recorded(
    { json: { Descriptor: {}, Platforms: null } },
    (engine) =>
      engine.distribution.inspect("a:5000/b/c@sha256:1", { auth: { registryToken: "t" } }),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/distribution/a:5000/b/c@sha256:1/json",
    op: "inspect image in registry",
    headers: { "x-registry-auth": "eyJyZWdpc3RyeXRva2VuIjoidCJ9" },
    kind: "wait",
    minApi: "1.30",
  }]);
  assert.deepEqual(result, { Descriptor: {}, Platforms: null });
});
