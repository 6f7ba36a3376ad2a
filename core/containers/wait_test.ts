/** What waitContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";
import { memoryTransport } from "../testing/memory_transport.ts";

Deno.test("waitContainer() is registered with the headers, and tells the end", async () => {
  const end = Promise.withResolvers<string>();
  const transport = memoryTransport({
    "POST /containers/job/wait": {
      body: (async function* () {
        yield await end.promise;
      })(),
    },
  });
  await using engine = createEngine(transport);
  const { result } = await engine.containers.wait("job", { condition: "next-exit" });
  let over = false;
  result.then(() => over = true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(over, false);
  end.resolve('{"StatusCode":3,"Error":{"Message":"no"}}');
  assert.deepEqual(await result, { statusCode: 3, error: "no" });
  assert.equal(transport.requests[0].query?.condition, "next-exit");
  assert.equal(transport.requests[0].kind, "stream");
  assert.equal(transport.requests[0].minApi, "1.30");
});

Deno.test("waitContainer() leaves the default to the engine", async () => {
  const { sent, result } = await recorded(
    { json: { StatusCode: 0, Error: null } },
    async (engine) =>
      await (await engine.containers.wait("job", { condition: "not-running" })).result,
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/job/wait",
    op: "wait for container",
    kind: "stream",
  }]);
  assert.deepEqual(result, { statusCode: 0 });
});

Deno.test("waitContainer() does not wait for headers that come at the end", async () => {
  const never = Promise.withResolvers<never>();
  const transport = memoryTransport(
    { "POST /containers/job/wait": () => never.promise },
    { apiVersion: "1.29" },
  );
  await using engine = createEngine(transport);
  const { result } = await engine.containers.wait("job");
  never.reject(new Error("gone"));
  await assert.rejects(result, /gone/);
});

Deno.test("waitContainer() throws what the engine refuses", async () => {
  await assert.rejects(
    recorded(
      { status: 404, json: { message: "No such container: job" } },
      (engine) => engine.containers.wait("job"),
    ),
    (e) => isEngineError(e, "not_found"),
  );
});
