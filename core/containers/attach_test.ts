/** What attachContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("attachContainer() upgrades with a plain text type and no body", async () => {
  const { sent } = await recorded({ status: 101, body: "hi" }, async (engine) => {
    await using session = await engine.containers.attach("web", {
      stdin: true,
      logs: true,
      detachKeys: "ctrl-x",
      tty: true,
    });
    await session.write(new Uint8Array([1]));
    await session.write(new Uint8Array([2]));
    await session.closeWrite();
    assert.deepEqual(await items(session.output), [
      { stream: "stdout", data: new Uint8Array([104, 105]) },
    ]);
  });
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/attach",
    op: "attach to container",
    kind: "stream",
    headers: { "content-type": "text/plain" },
    query: {
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      logs: true,
      detachKeys: "ctrl-x",
    },
    written: new Uint8Array([1, 2]),
    writeClosed: true,
  }]);
});

Deno.test("attachContainer() asks before it attaches where the type does not tell", async () => {
  const transport = memoryTransport({
    "GET /containers/web/json": { json: { Config: { Tty: false } } },
    "POST /containers/web/attach": {
      status: 101,
      // What engines before 1.42 always say.
      headers: { "content-type": "application/vnd.docker.raw-stream" },
      body: new Uint8Array([2, 0, 0, 0, 0, 0, 0, 1, 33]),
    },
  }, { apiVersion: "1.41" });
  await using engine = createEngine(transport);
  await using session = await engine.containers.attach("web");
  assert.deepEqual(await items(session.output), [
    { stream: "stderr", data: new Uint8Array([33]) },
  ]);
  assert.deepEqual(transport.requests.map((r) => r.method), ["GET", "POST"]);
});

Deno.test("attachContainer() closes what it opened when it cannot go on", async () => {
  const transport = memoryTransport({ "POST /containers/web/attach": { status: 101 } });
  await using engine = createEngine(transport);
  await assert.rejects(engine.containers.attach("web"), (e) => isEngineError(e, "not_found"));
  assert.equal(transport.requests[0].writeClosed, true);
});
