/** What startExecDetached() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("startExecDetached() is a plain POST", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.exec.startDetached("e1", { tty: true }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/exec/e1/start",
    op: "start exec",
    json: { Detach: true, Tty: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
