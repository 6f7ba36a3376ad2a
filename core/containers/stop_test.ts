/** What stopContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("stopContainer() says whether it stopped", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.stop("/web"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/stop",
    op: "stop container",
    kind: "wait",
  }]);
  assert.deepEqual(result, true);
});

Deno.test("stopContainer() is false when it did not run", async () => {
  const { result, sent } = await recorded(
    { status: 304 },
    (engine) => engine.containers.stop("web", { timeout: 0 }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/stop",
    op: "stop container",
    query: { t: 0 },
    kind: "wait",
  }]);
  assert.deepEqual(result, false);
});

Deno.test("stopContainer() takes for ever and a signal", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.stop("web", { timeout: -1, stopSignal: "HUP" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/stop",
    op: "stop container",
    query: { t: -1, signal: "HUP" },
    kind: "wait",
    minApi: "1.42",
  }]);
  assert.deepEqual(result, true);
});

Deno.test("stopContainer() with a signal needs API 1.42", async () => {
  await assert.rejects(
    recorded(
      {},
      (engine) => engine.containers.stop("web", { stopSignal: "HUP" }),
      { apiVersion: "1.41" },
    ),
    (e) => isEngineError(e, "version"),
  );
});

Deno.test("stopContainer() encodes what is no name", async () => {
  const { sent } = await recorded({ status: 204 }, (engine) => engine.containers.stop("a/b?c"));
  assert.equal(sent[0].path, "/containers/a%2Fb%3Fc/stop");
});
