/** What containerLogs() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("containerLogs() asks its own document for the terminal", async () => {
  const transport = memoryTransport({
    "GET /containers/web/json": { json: { Config: { Tty: true } } },
    "GET /containers/web/logs": { body: "hi" },
  }, { apiVersion: "1.41" });
  await using engine = createEngine(transport);
  assert.deepEqual(await items(engine.containers.logs("web", { tail: 5 })), [
    { stream: "stdout", data: new TextEncoder().encode("hi") },
  ]);
  assert.deepEqual(transport.requests.map((r) => r.path), [
    "/containers/web/json",
    "/containers/web/logs",
  ]);
  assert.equal(transport.requests[1].query?.tail, 5);
});

Deno.test("containerLogs() refuses a name that would be another path", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.containers.logs(".."))),
    (e) => isEngineError(e, "bad_request"),
  );
});
