/** What removeContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeContainer() leaves out what is not asked for", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.remove("web"),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/containers/web",
    op: "remove container",
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("removeContainer() takes force and volumes", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.remove("web", { force: true, volumes: true }),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/containers/web",
    op: "remove container",
    query: { force: true, v: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("removeContainer() keeps the slash of a link", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.remove("/web/db", { link: true }),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/containers/web/db",
    op: "remove container",
    query: { link: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("removeContainer() refuses a name that would be another path", async () => {
  for (const id of ["", " ", ".", ".."]) {
    await assert.rejects(
      recorded({}, (engine) => engine.containers.remove(id)),
      (e) => isEngineError(e, "bad_request"),
    );
  }
});
