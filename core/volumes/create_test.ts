/** What createVolume() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createVolume() normalises", async () => {
  const { result, sent } = await recorded({
    json: { Name: "db", Driver: "local", Labels: null, CreatedAt: "2024-01-02T03:04:05+01:00" },
  }, (engine) => engine.volumes.create({ name: "db", driverOpts: { o: "x" } }));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/volumes/create",
    op: "create volume",
    json: { Name: "db", Driver: undefined, DriverOpts: { o: "x" }, Labels: undefined },
    kind: "wait",
  }]);
  assert.deepEqual(result, {
    name: "db",
    driver: "local",
    mountpoint: "",
    created: new Date("2024-01-02T02:04:05Z"),
    labels: {},
    options: {},
    scope: "",
  });
});
