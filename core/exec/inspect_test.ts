/** What inspectExec() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectExec() normalises", async () => {
  const { result, sent } = await recorded({
    json: {
      ID: "e1",
      Running: false,
      ExitCode: 5,
      Pid: 0,
      ContainerID: "c",
      ProcessConfig: { tty: true },
    },
  }, (engine) => engine.exec.inspect("e1"));
  assert.deepEqual(sent, [{ method: "GET", path: "/exec/e1/json", op: "inspect exec" }]);
  assert.deepEqual(result, {
    id: "e1",
    running: false,
    exitCode: 5,
    pid: 0,
    containerId: "c",
    tty: true,
  });
});

Deno.test("inspectExec() has no exit code while it runs", async () => {
  const { result, sent } = await recorded(
    { json: { Running: true, ExitCode: 0 } },
    (engine) => engine.exec.inspect("e1"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/exec/e1/json", op: "inspect exec" }]);
  assert.deepEqual(result, { id: "e1", running: true, pid: 0, containerId: "", tty: false });
});
