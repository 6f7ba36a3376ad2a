/** Tests of opening a container's log. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";
import { type MemoryRoutes, memoryTransport } from "../testing/memory_transport.ts";

const FRAMES = new Uint8Array([1, 0, 0, 0, 0, 0, 0, 2, 104, 105, 2, 0, 0, 0, 0, 0, 0, 1, 33]);
const MULTIPLEXED = { "content-type": "application/vnd.docker.multiplexed-stream" };
const RAW = { "content-type": "application/vnd.docker.raw-stream" };

function log(routes: MemoryRoutes, greeting: Parameters<typeof memoryTransport>[1]) {
  const transport = memoryTransport(routes, greeting);
  const engine = createEngine(transport);
  return items(engine.containers.logs("web")).then((chunks) => ({
    asked: transport.requests.map((request) => request.path),
    text: chunks.map(({ stream, data }) => `${stream}:${new TextDecoder().decode(data)}`),
  }));
}

Deno.test("openLogs() believes the content type from API 1.42 on", async () => {
  const path = "GET /containers/web/logs";
  const split = await log({ [path]: { body: FRAMES, headers: MULTIPLEXED } }, {});
  assert.deepEqual(split, {
    asked: ["/containers/web/logs"],
    text: ["stdout:hi", "stderr:!"],
  });
  const raw = await log({ [path]: { body: "hi", headers: RAW } }, {});
  assert.deepEqual(raw, { asked: ["/containers/web/logs"], text: ["stdout:hi"] });
});

Deno.test("openLogs() asks first where the content type does not tell", async () => {
  for (const greeting of [{ apiVersion: "1.41" }, { libpodVersion: "5.0.0" }]) {
    for (const Tty of [true, false]) {
      const { asked, text } = await log({
        "GET /containers/web/json": { json: { Config: { Tty } } },
        "GET /containers/web/logs": { body: Tty ? "hi" : FRAMES, headers: RAW },
      }, greeting);
      assert.deepEqual(asked, ["/containers/web/json", "/containers/web/logs"]);
      assert.deepEqual(text, Tty ? ["stdout:hi"] : ["stdout:hi", "stderr:!"]);
    }
  }
});

Deno.test("openLogs() asks after where the type is missing against all promises", async () => {
  const { asked } = await log({
    "GET /containers/web/json": { json: { Config: { Tty: true } } },
    "GET /containers/web/logs": { body: "hi" },
  }, {});
  assert.deepEqual(asked, ["/containers/web/logs", "/containers/web/json"]);
});

Deno.test("openLogs() sends what is asked for, times with nine digits", async () => {
  const { sent } = await recorded({ body: "" }, (engine) =>
    items(engine.containers.logs("web", {
      follow: true,
      stderr: true,
      since: new Date("2024-01-02T03:04:05.6Z"),
      until: 1704164645000000001n,
      timestamps: true,
      tail: 0,
      details: true,
      tty: true,
    })));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/logs",
    op: "read logs of container",
    kind: "stream",
    query: {
      follow: true,
      stderr: true,
      since: "1704164645.600000000",
      until: "1704164645.000000001",
      timestamps: true,
      tail: 0,
      details: true,
    },
  }]);
});

Deno.test("openLogs() asks for both streams unless one is named", async () => {
  const { sent } = await recorded(
    { body: "" },
    (engine) => items(engine.services.logs("web", { tty: true })),
  );
  assert.deepEqual(sent[0].query, { stdout: true, stderr: true });
  assert.deepEqual([sent[0].path, sent[0].minApi], ["/services/web/logs", "1.29"]);
});

Deno.test("openLogs() throws what the engine says on the way", async () => {
  const words = new TextEncoder().encode("Error grabbing logs: gone\n");
  const frame = new Uint8Array([3, 0, 0, 0, 0, 0, 0, words.length, ...words]);
  await assert.rejects(
    recorded({ body: frame, headers: MULTIPLEXED }, (engine) => items(engine.tasks.logs("t1"))),
    (e) => isEngineError(e, "engine") && e.message === "Error grabbing logs: gone",
  );
});
