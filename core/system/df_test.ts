/** What diskUsage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

const LEGACY = {
  LayersSize: 1000,
  Images: [
    { Id: "1", Size: 600, SharedSize: 100, Containers: 2 },
    { Id: "2", Size: 400, SharedSize: 100, Containers: 0 },
  ],
  Containers: [
    { Id: "a", State: "running", SizeRw: 5 },
    { Id: "b", State: "exited", SizeRw: 7 },
    { Id: "c", State: "created" },
  ],
  Volumes: [
    { Name: "v", UsageData: { Size: 10, RefCount: 1 } },
    { Name: "w", UsageData: { Size: 20, RefCount: 0 } },
    { Name: "x", UsageData: { Size: -1, RefCount: 0 } },
  ],
  BuildCache: [
    { ID: "p", Size: 3, InUse: true, Shared: false, Parent: "o", LastUsedAt: null },
    { ID: "q", Size: 4, InUse: false, Shared: false, CreatedAt: "2024-01-02T03:04:05Z" },
    { ID: "r", Size: 100, InUse: true, Shared: true },
  ],
};

Deno.test("diskUsage() sums up as docker's client does", async () => {
  const { result, sent } = await recorded(
    { json: LEGACY },
    (engine) => engine.system.df(),
    { apiVersion: "1.51" },
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/system/df",
    op: "count disk usage",
    kind: "wait",
    minApi: "1.25",
  }]);
  const sums = Object.entries(result).map(([name, use]) => [
    name,
    use.totalCount,
    use.activeCount,
    use.totalSize,
    use.reclaimable,
  ]);
  assert.deepEqual(sums, [
    ["images", 2, 1, 1000, 500],
    ["containers", 3, 1, 12, 7],
    ["volumes", 3, 1, 30, 20],
    ["buildCache", 3, 2, 7, 4],
  ]);
  assert.deepEqual(result.buildCache?.items.slice(0, 2).map((r) => [r.parents, r.created]), [
    [["o"], undefined],
    [[], new Date("2024-01-02T03:04:05Z")],
  ]);
});

Deno.test("diskUsage() takes the engine's own sums from 1.52 on", async () => {
  const { result, sent } = await recorded(
    {
      json: {
        ...LEGACY,
        VolumeUsage: {
          TotalCount: 9,
          ActiveCount: 8,
          TotalSize: 7,
          Reclaimable: 6,
          Items: [{ Name: "v" }],
        },
      },
    },
    (engine) => engine.system.df({ types: ["volume"] }),
    { apiVersion: "1.52" },
  );
  assert.deepEqual(sent[0].query, { type: ["volume"], verbose: true });
  assert.deepEqual(Object.keys(result), ["volumes"]);
  const { items, ...sums } = result.volumes!;
  assert.deepEqual(sums, { totalCount: 9, activeCount: 8, totalSize: 7, reclaimable: 6 });
  assert.equal(items[0].name, "v");
});

Deno.test("diskUsage() drops what an old engine counts unasked", async () => {
  const { result, sent } = await recorded(
    { json: { ...LEGACY, Images: null } },
    (engine) => engine.system.df({ types: ["image", "build-cache"] }),
    { apiVersion: "1.41" },
  );
  assert.equal(sent[0].query, undefined);
  assert.deepEqual(Object.keys(result), ["images", "buildCache"]);
  assert.deepEqual(result.images?.items, []);
});
