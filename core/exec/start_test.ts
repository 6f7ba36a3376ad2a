/** What startExec() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { items } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("startExec() finds out about the terminal, then upgrades with a body", async () => {
  const transport = memoryTransport({
    "GET /exec/e1/json": { json: { ProcessConfig: { tty: true } } },
    "POST /exec/e1/start": { status: 101, body: "hi" },
  });
  await using engine = createEngine(transport);
  await using session = await engine.exec.start("e1", {
    consoleSize: { width: 80, height: 24 },
  });
  assert.deepEqual((await items(session.output)).map((c) => c.stream), ["stdout"]);
  assert.deepEqual(transport.requests.map((r) => [r.method, r.path]), [
    ["GET", "/exec/e1/json"],
    ["POST", "/exec/e1/start"],
  ]);
  assert.deepEqual(transport.requests[1].json, {
    Detach: false,
    Tty: true,
    ConsoleSize: [24, 80],
  });
  assert.equal(transport.requests[1].kind, "stream");
});

Deno.test("startExec() takes the frames apart without a terminal", async () => {
  const transport = memoryTransport({
    "POST /exec/e1/start": {
      status: 101,
      // Before 1.42 this is said of frames, too.
      headers: { "content-type": "application/vnd.docker.raw-stream" },
      body: new Uint8Array([2, 0, 0, 0, 0, 0, 0, 1, 33]),
    },
  }, { apiVersion: "1.41" });
  await using engine = createEngine(transport);
  await using session = await engine.exec.start("e1", { tty: false });
  assert.deepEqual(await items(session.output), [
    { stream: "stderr", data: new Uint8Array([33]) },
  ]);
  assert.equal(transport.requests.length, 1);
});
