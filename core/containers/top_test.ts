/** What topContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("topContainer() takes arguments of ps", async () => {
  const { result, sent } = await recorded(
    { json: { Titles: null, Processes: null } },
    (engine) => engine.containers.top("web", { psArgs: "aux" }),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/top",
    op: "list processes of container",
    query: { ps_args: "aux" },
  }]);
  assert.deepEqual(result, { titles: [], processes: [] });
});
