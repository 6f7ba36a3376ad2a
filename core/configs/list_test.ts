/** What listConfigs() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listConfigs() normalises", async () => {
  const rows = [{
    ID: "x1",
    Version: { Index: 9 },
    CreatedAt: "2026-01-02T03:04:05.123456789Z",
    Spec: { Name: "web", Labels: null },
  }, { ID: "x2" }];
  const { result, sent } = await recorded(
    { json: rows },
    (engine) => engine.configs.list({ filters: { name: ["web"] } }),
  );
  assert.deepEqual(sent[0].query, { filters: '{"name":["web"]}' });
  assert.deepEqual(result[0], {
    id: "x1",
    version: 9,
    name: "web",
    labels: {},
    created: new Date("2026-01-02T03:04:05.123Z"),
  });
  assert.deepEqual(result[1], { id: "x2", version: 0, name: "", labels: {} });
});
