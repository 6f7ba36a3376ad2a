/** What containerChanges() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("containerChanges() names the kinds", async () => {
  const { result, sent } = await recorded({
    json: [0, 1, 2].map((Kind) => ({ Path: "/" + Kind, Kind })),
  }, (engine) => engine.containers.changes("web"));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/changes",
    op: "list changes of container",
    kind: "wait",
  }]);
  assert.deepEqual(result, [{ path: "/0", kind: "C" }, { path: "/1", kind: "A" }, {
    path: "/2",
    kind: "D",
  }]);
});

Deno.test("containerChanges() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: null },
    (engine) => engine.containers.changes("web"),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/changes",
    op: "list changes of container",
    kind: "wait",
  }]);
  assert.deepEqual(result, []);
});
