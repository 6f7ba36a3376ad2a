/** What removeNetwork() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeNetwork() is a DELETE", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.networks.remove("a b"),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/networks/a%20b",
    op: "remove network",
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("removeNetwork() refuses a name that would be another path", async () => {
  for (const id of ["", " ", ".", ".."]) {
    await assert.rejects(
      recorded({}, (engine) => engine.networks.remove(id)),
      (e) => isEngineError(e, "bad_request"),
    );
  }
});
