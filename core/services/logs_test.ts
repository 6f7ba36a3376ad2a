/** What serviceLogs() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("serviceLogs() asks its own document for the terminal", async () => {
  const transport = memoryTransport({
    "GET /services/web": { json: { Spec: { TaskTemplate: { ContainerSpec: { TTY: true } } } } },
    "GET /services/web/logs": { body: "hi" },
  }, { apiVersion: "1.41" });
  await using engine = createEngine(transport);
  assert.deepEqual(await items(engine.services.logs("web", { tail: 5 })), [
    { stream: "stdout", data: new TextEncoder().encode("hi") },
  ]);
  assert.deepEqual(transport.requests.map((r) => r.path), ["/services/web", "/services/web/logs"]);
  assert.equal(transport.requests[1].query?.tail, 5);
  assert.equal(transport.requests[1].minApi, "1.29");
});

Deno.test("serviceLogs() refuses a name that would be another path", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.services.logs(".."))),
    (e) => isEngineError(e, "bad_request"),
  );
});
