/** What containerStats() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("containerStats() gives the samples as they come", async () => {
  const { result, sent } = await recorded(
    { body: ['{"read":"a"}\n{"re', 'ad":"b"}\n'] },
    (engine) => items(engine.containers.stats("web")),
  );
  assert.deepEqual(result, [{ read: "a" }, { read: "b" }]);
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/stats",
    op: "read stats of container",
    kind: "stream",
    query: { stream: true },
  }]);
});

Deno.test("containerStats() takes one sample, and one measurement", async () => {
  const { sent } = await recorded(
    { body: "" },
    (engine) => items(engine.containers.stats("web", { stream: false, oneShot: true })),
  );
  assert.deepEqual(sent[0].query, { stream: false, "one-shot": true });
  assert.equal(sent[0].minApi, "1.41");
});

Deno.test("containerStats() refuses what the engine would", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.containers.stats("web", { oneShot: true }))),
    TypeError,
  );
});

Deno.test("containerStats() says when the stream is no JSON", async () => {
  await assert.rejects(
    recorded({ body: "<html>" }, (engine) => items(engine.containers.stats("web"))),
    (e) => isEngineError(e, "protocol") && e.op === "read stats of container",
  );
});
