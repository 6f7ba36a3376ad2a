/** What commitContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("commitContainer() splits the reference", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "sha256:1" } },
    (engine) =>
      engine.containers.commit("web", {
        reference: "localhost:5000/a/b",
        changes: ["ENV A=1", "CMD b"],
        pause: false,
      }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/commit",
    op: "commit container",
    query: {
      container: "web",
      repo: "localhost:5000/a/b",
      tag: "latest",
      changes: ["ENV A=1", "CMD b"],
      pause: "0",
    },
    json: {},
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "sha256:1" });
});

Deno.test("commitContainer() can do without a name", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "sha256:1" } },
    (engine) => engine.containers.commit("web", { comment: "c", author: "a" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/commit",
    op: "commit container",
    query: { container: "web", comment: "c", author: "a" },
    json: {},
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "sha256:1" });
});
