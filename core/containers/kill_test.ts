/** What killContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("killContainer() sends a signal", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.kill("web", { killSignal: "HUP" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/kill",
    op: "kill container",
    query: { signal: "HUP" },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});

Deno.test("killContainer() leaves the signal to the engine", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.kill("web"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/kill",
    op: "kill container",
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
