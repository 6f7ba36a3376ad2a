/** What listPlugins() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listPlugins() normalises", async () => {
  const { result, sent } = await recorded({
    json: [{
      Id: "1",
      Name: "a",
      Enabled: true,
      PluginReference: "",
      Config: {
        Interface: {
          Types: ["docker.volumedriver/1.0", { Prefix: "docker", Capability: "x", Version: "2" }],
        },
      },
    }],
  }, (engine) => engine.plugins.list({ filters: { enabled: ["true"] } }));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/plugins",
    op: "list plugins",
    query: { filters: '{"enabled":["true"]}' },
    minApi: "1.25",
  }]);
  assert.deepEqual(result, [{
    id: "1",
    name: "a",
    enabled: true,
    description: "",
    capabilities: ["docker.volumedriver/1.0", "docker.x/2"],
  }]);
});
