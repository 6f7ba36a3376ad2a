/** Tests of the transport that answers from memory. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { memoryTransport } from "./memory_transport.ts";

const GET = { method: "GET", path: "/x", op: "look" } as const;

Deno.test("memoryTransport() throws an error status as a real one would", async () => {
  const transport = memoryTransport({
    "GET /x": { status: 409, json: { message: "in use" } },
    "GET /text": { status: 500, body: "plain" },
  });
  await assert.rejects(
    transport.send(GET),
    (e) => isEngineError(e, "conflict") && e.message === "in use" && e.status === 409,
  );
  await assert.rejects(
    transport.send({ ...GET, path: "/text" }),
    (e) => isEngineError(e, "engine") && e.message === "plain",
  );
  await assert.rejects(
    transport.send({ ...GET, path: "/absent" }),
    (e) => isEngineError(e, "not_found") && e.message === "page not found",
  );
});

Deno.test("memoryTransport() checks minApi and the signal, and ends with close()", async () => {
  const transport = memoryTransport({ "GET /x": {} }, { apiVersion: "1.40" });
  await assert.rejects(
    transport.send({ ...GET, minApi: "1.41" }),
    (e) => isEngineError(e, "version"),
  );
  await assert.rejects(
    transport.send({ ...GET, signal: AbortSignal.abort() }),
    (e) => isEngineError(e, "aborted"),
  );
  await transport.close();
  assert.equal(transport.closed, true);
  await assert.rejects(transport.send(GET), (e) => isEngineError(e, "unreachable"));
});

Deno.test("memoryTransport() asks a function, which sees the body", async () => {
  const transport = memoryTransport({
    "POST /x": (request) => ({ json: { bytes: request.body?.length } }),
  });
  async function* body() {
    yield new Uint8Array(3);
    yield new Uint8Array(4);
  }
  const response = await transport.send({ ...GET, method: "POST", body: body() });
  assert.deepEqual(await response.json(), { bytes: 7 });
});
