/** The guard of the engine: each row has its attacks, and a row without them fails here. */
import assert from "node:assert/strict";
import type { Transport, WireRequest } from "../../core/transport/types.ts";
import { guardedTransport, READ_ROUTES, readRoute } from "../../cli/plugin/host/guard.ts";

/** Every row of the guard, by its name: a path that belongs to it. */
const MATRIX: Record<string, string> = {
  "ping": "/_ping",
  "version": "/version",
  "info": "/info",
  "events": "/events",
  "disk usage": "/system/df",
  "containers": "/containers/json",
  "container": "/containers/web/json",
  "container processes": "/containers/web/top",
  "container streams": "/containers/web/logs",
  "exec": "/exec/e1/json",
  "images": "/images/json",
  "image": "/images/registry:5000/a/b:c/json",
  "networks": "/networks/n",
  "volumes": "/volumes/v",
  "nodes": "/nodes/n",
  "services": "/services/s",
  "tasks": "/tasks/t",
  "service and task logs": "/services/s/logs",
  "configs": "/configs/c",
  "secrets": "/secrets/s",
  "engine plugins": "/plugins/a/b/json",
  "swarm": "/swarm/unlockkey",
  "archive": "/containers/web/archive",
  "export": "/containers/web/export",
  "image export": "/images/get",
  "distribution": "/distribution/a/b/json",
  "image search": "/images/search",
};

/** What is refused whatever stands before it. */
const ELSEWHERE: readonly string[] = [
  "/containers/create",
  "/containers/web",
  "/containers/web/attach",
  "/containers/web/attach/ws",
  "/containers/web/exec",
  "/containers/web/start",
  "/containers/web/wait",
  "/containers/web/resize",
  "/exec/e1/start",
  "/images/a",
  "/images/create",
  "/images/load",
  "/build",
  "/build/prune",
  "/commit",
  "/auth",
  "/session",
  "/grpc",
  "/swarm/init",
  "/plugins/privileges",
  "/v1.41/containers/json",
  "/containers//json",
  "/containers/../swarm",
  "/containers/./json",
  "//containers/json",
  "containers/json",
  "",
  "/",
  "/debug/pprof/",
  "/metrics",
];

const spoiled: readonly ((r: WireRequest) => WireRequest)[] = [
  ...["POST", "PUT", "DELETE", "get", "GET ", "PATCH", "GET / HTTP/1.1\r\nx:"].map(
    (method) => (r: WireRequest): WireRequest => ({ ...r, method: method as "GET" }),
  ),
  (r) => ({ ...r, body: new Uint8Array(1) }),
  (r) => ({ ...r, body: new Uint8Array() }),
  (r) => ({ ...r, json: {} }),
  ...[
    "transfer-encoding",
    "Transfer-Encoding",
    "content-length",
    "connection",
    "upgrade",
    "host",
    "trailer",
    "te",
    "expect",
    "content-type",
    "x-http-method-override",
    "authorization",
  ].map((name) => (r: WireRequest): WireRequest => ({ ...r, headers: { [name]: "chunked" } })),
  ...[
    "/",
    "/..",
    "/../..",
    "?x",
    "#x",
    "%2f",
    "%2F..",
    "%2e",
    "%00",
    "%0d%0a",
    " ",
    "\r\n",
    "\\",
    "//",
    ";x",
    "%25",
  ]
    .map((tail) => (r: WireRequest): WireRequest => ({ ...r, path: r.path + tail })),
  ...["/v1.12", "/x/..", "/.", "http://evil", "%2f"].map(
    (head) => (r: WireRequest): WireRequest => ({
      ...r,
      path: head + r.path,
    }),
  ),
];

function counting() {
  const sent: WireRequest[] = [];
  const transport: Transport = {
    endpoint: "test://",
    greeting: () => Promise.resolve({ apiVersion: "1.41" }),
    send(r) {
      sent.push(r);
      return Promise.resolve({} as never);
    },
    upgrade(r) {
      sent.push(r);
      return Promise.resolve({} as never);
    },
    close: () => Promise.resolve(),
  };
  return { sent, transport };
}

const get = (path: string): WireRequest => ({ method: "GET", path, op: "look" });

Deno.test("every row of the guard is in the matrix of attacks, and the matrix has no other", () => {
  assert.deepEqual(READ_ROUTES.map((r) => r.name), Object.keys(MATRIX));
});

Deno.test("a call that is on the list passes as it is, and spoiled in no way", async (t) => {
  for (const { name, needs } of READ_ROUTES) {
    await t.step(name, async () => {
      const { sent, transport } = counting();
      const reads = needs === undefined ? [] : [needs];
      const guard = guardedTransport(transport, "p", { engine: "read", reads });
      const request = get(MATRIX[name]);
      assert.equal(readRoute(request)?.name, name);
      await guard.send(request);
      assert.equal(sent.length, 1);
      for (const spoil of spoiled) {
        const bad = spoil(request);
        await assert.rejects(guard.send(bad), { code: "denied" }, JSON.stringify(bad));
        await assert.rejects(guard.upgrade(bad), { code: "denied" });
      }
      assert.equal(sent.length, 1);
      if (needs !== undefined) {
        const without = guardedTransport(transport, "p", { engine: "read", reads: [] });
        await assert.rejects(without.send(request), { code: "denied", hint: new RegExp(needs) });
      }
      const none = guardedTransport(transport, "p", { engine: "none", reads });
      await assert.rejects(none.send(request), { code: "denied" });
      assert.equal(sent.length, 1);
    });
  }
});

Deno.test("what is not on the list is refused by every method", async () => {
  const { sent, transport } = counting();
  const reads = ["archive", "export", "swarm", "registry"] as const;
  const guard = guardedTransport(transport, "p", { engine: "read", reads });
  for (const path of ELSEWHERE) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"] as const) {
      await assert.rejects(guard.send({ ...get(path), method }), { code: "denied" }, path);
    }
  }
  for (const ps_args of ["-o pid;id", "x\n", "$(id)", "-eo 'x'", "a".repeat(201)]) {
    const bad = { ...get("/containers/web/top"), query: { ps_args } };
    await assert.rejects(guard.send(bad), { code: "denied" }, ps_args);
  }
  assert.equal(sent.length, 0);
});
