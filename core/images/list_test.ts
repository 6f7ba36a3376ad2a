/** What listImages() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listImages() sends what is asked for", async () => {
  const { sent } = await recorded({ json: null }, (engine) =>
    engine.images.list({
      all: true,
      digests: true,
      sharedSize: true,
      filters: { dangling: ["true"] },
    }));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/images/json",
    op: "list images",
    query: { all: true, digests: true, "shared-size": true, filters: '{"dangling":["true"]}' },
  }]);
});

Deno.test("listImages() normalises old and new forms of an image without a name", async () => {
  const rows = [
    { Id: "sha256:1", RepoTags: ["<none>:<none>"], RepoDigests: ["<none>@<none>"], Labels: null },
    { Id: "sha256:2", RepoTags: [], RepoDigests: null },
    { Id: "sha256:3", RepoTags: null, RepoDigests: ["a@sha256:0"] },
    {
      Id: "sha256:4",
      RepoTags: ["a:1"],
      Created: 1704164645,
      Size: 7,
      SharedSize: 3,
      Containers: 2,
      ParentId: "sha256:1",
      Labels: { a: "1" },
    },
  ];
  const { result } = await recorded({ json: rows }, (engine) => engine.images.list());
  assert.deepEqual(result.map((r) => [r.dangling, r.repoTags, r.repoDigests]), [
    [true, [], []],
    [true, [], []],
    [true, [], ["a@sha256:0"]],
    [false, ["a:1"], []],
  ]);
  assert.deepEqual(result[3], {
    id: "sha256:4",
    repoTags: ["a:1"],
    repoDigests: [],
    created: new Date("2024-01-02T03:04:05Z"),
    size: 7,
    sharedSize: 3,
    containers: 2,
    labels: { a: "1" },
    parentId: "sha256:1",
    dangling: false,
  });
  assert.deepEqual([result[0].sharedSize, result[0].containers], [-1, -1]);
});
