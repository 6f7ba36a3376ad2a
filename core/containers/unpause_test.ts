/** What unpauseContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("unpauseContainer() is a POST without a body", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.unpause("web"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/unpause",
    op: "unpause container",
  }]);
  assert.deepEqual(result, undefined);
});
