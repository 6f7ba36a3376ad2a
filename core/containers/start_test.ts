/** What startContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("startContainer() says whether it started", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.start("web", { detachKeys: "ctrl-x" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/start",
    op: "start container",
    query: { detachKeys: "ctrl-x" },
    kind: "wait",
  }]);
  assert.deepEqual(result, true);
});

Deno.test("startContainer() is false when it ran", async () => {
  const { result, sent } = await recorded(
    { status: 304 },
    (engine) => engine.containers.start("web"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/start",
    op: "start container",
    kind: "wait",
  }]);
  assert.deepEqual(result, false);
});

Deno.test("startContainer() refuses a name that would be another path", async () => {
  for (const id of ["", " ", ".", ".."]) {
    await assert.rejects(
      recorded({}, (engine) => engine.containers.start(id)),
      (e) => isEngineError(e, "bad_request"),
    );
  }
});
