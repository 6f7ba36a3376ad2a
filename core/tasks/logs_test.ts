/** What taskLogs() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("taskLogs() asks its own document for the terminal", async () => {
  const transport = memoryTransport({
    "GET /tasks/t1": { json: { Spec: { ContainerSpec: { TTY: true } } } },
    "GET /tasks/t1/logs": { body: "hi" },
  }, { apiVersion: "1.41" });
  await using engine = createEngine(transport);
  assert.deepEqual(await items(engine.tasks.logs("t1", { tail: 5 })), [
    { stream: "stdout", data: new TextEncoder().encode("hi") },
  ]);
  assert.deepEqual(transport.requests.map((r) => r.path), ["/tasks/t1", "/tasks/t1/logs"]);
  assert.equal(transport.requests[1].query?.tail, 5);
  assert.equal(transport.requests[1].minApi, "1.29");
});

Deno.test("taskLogs() refuses a name that would be another path", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.tasks.logs(".."))),
    (e) => isEngineError(e, "bad_request"),
  );
});
