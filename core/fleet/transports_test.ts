/** What stands in the way to a host: its bounds, its filter, its guard. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { createTransport } from "../transport/create.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { filteredTransport } from "./filtered.ts";
import { GatedTransport } from "./gate.ts";
import { polledStats } from "./polled_stats.ts";
import { isReading, readOnlyTransport } from "./read_only.ts";

/** A transport that holds every answer until it is let go. */
class Held implements Transport {
  readonly endpoint = "ssh://held";
  readonly requests: { request: WireRequest; answer(): void }[] = [];
  async send(request: WireRequest): Promise<WireResponse> {
    await new Promise<void>((answer) => this.requests.push({ request, answer }));
    return {
      status: 200,
      headers: {},
      body: (async function* () {})(),
      json: <T>() => Promise.resolve({} as T),
      text: () => Promise.resolve(""),
      discard: () => Promise.resolve(),
    };
  }
  upgrade = () => Promise.reject(new Error("not here"));
  greeting = () => Promise.resolve({ apiVersion: "1.51" });
  close = () => Promise.resolve();
}

const get = (kind?: WireRequest["kind"], signal?: AbortSignal): WireRequest => ({
  method: "GET",
  path: "/x",
  op: "look",
  ...(kind && { kind }),
  ...(signal && { signal }),
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a gate lets through so many at once, and one call always beside streams", async () => {
  const held = new Held();
  const gate = new GatedTransport(held, { connections: 4, streams: 3, slowAfter: 60_000 });
  const stop = new AbortController();
  const streams = [1, 2, 3, 4, 5].map(() => gate.send(get("stream", stop.signal)).catch((e) => e));
  const calls = [1, 2].map(async () => await (await gate.send(get())).json());
  await turn();
  assert.deepEqual(held.requests.map((r) => r.request.kind), [
    "stream",
    "stream",
    "stream",
    undefined,
  ]);
  held.requests[3].answer();
  await calls[0];
  await turn();
  assert.equal(held.requests.length, 5);
  held.requests[4].answer();
  await calls[1];
  // A stream holds its place until it has been read, or given up.
  held.requests[0].answer();
  const first = await streams[0] as WireResponse;
  await turn();
  assert.equal(held.requests.length, 5);
  for await (const _ of first.body);
  await turn();
  assert.equal(held.requests.length, 6);
  stop.abort();
  const last = await streams[4];
  assert.ok(isEngineError(last, "aborted"), String(last));
  assert.equal(held.requests.length, 6);
  for (const r of held.requests) r.answer();
  await gate.close();
});

Deno.test("a gate says when a host is slow, and when it is no more", async () => {
  const held = new Held();
  const told: boolean[] = [];
  const gate = new GatedTransport(held, {
    connections: 4,
    slowAfter: 5,
    onSlow: (slow) => told.push(slow),
  });
  const asked = gate.send(get());
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  held.requests[0].answer();
  await (await asked).discard();
  assert.deepEqual(told, [true, false]);
  await gate.close();
});

Deno.test("a read-only host hears of no change", async () => {
  const call = (method: WireRequest["method"], path: string, query = {}) =>
    isReading({ method, path, query, op: "x" });
  assert.ok(call("GET", "/containers/json"));
  assert.ok(call("HEAD", "/_ping"));
  assert.ok(call("POST", "/containers/a/wait"));
  assert.ok(call("POST", "/v1.41/containers/a/wait"));
  assert.ok(call("POST", "/containers/a/attach", { stdin: false, stdout: true }));
  for (
    const [method, path, query] of [
      ["POST", "/containers/a/attach", { stdin: true }],
      ["POST", "/containers/a/stop", {}],
      ["POST", "/containers/a/exec", {}],
      ["POST", "/exec/a/start", {}],
      ["PUT", "/containers/a/archive", {}],
      ["DELETE", "/images/a", {}],
      ["POST", "/images/create", {}],
      ["POST", "/containers/prune", {}],
      ["GET", "/containers/a/attach/ws", {}],
      ["POST", "/x/containers/a/wait", {}],
    ] as const
  ) assert.equal(call(method, path, query), false, `${method} ${path}`);
  const held = new Held();
  const guarded = readOnlyTransport(held, "prod");
  const stop: WireRequest = { method: "POST", path: "/containers/a/stop", op: "stop container" };
  await assert.rejects(guarded.send(stop), (e) => isEngineError(e, "denied"));
  await assert.rejects(guarded.upgrade(stop), /prod is read-only/);
  assert.equal(held.requests.length, 0);
});

Deno.test("a host's filter is added to what is asked for, never taken in its place", async () => {
  const held = new Held();
  const filtered = filteredTransport(held, ["tier=web"]);
  const list = (filters?: object): WireRequest => ({
    method: "GET",
    path: "/containers/json",
    op: "list containers",
    query: { all: true, ...(filters && { filters: JSON.stringify(filters) }) },
  });
  const asked = [
    filtered.send(list()),
    filtered.send(list({ label: ["a=b"], status: ["running"] })),
    filtered.send({ ...get(), path: "/images/json" }),
  ];
  await turn();
  const seen = held.requests.map((r) => r.request.query?.["filters"]);
  assert.deepEqual(seen, [
    '{"label":["tier=web"]}',
    '{"label":["a=b","tier=web"],"status":["running"]}',
    undefined,
  ]);
  for (const r of held.requests) r.answer();
  await Promise.all(asked);
});

Deno.test("stats over few connections are samples in turn, with the CPU of the one before", async () => {
  await using fake = await startFakeEngine();
  await using engine = createEngine(polledStats(createTransport(fake.host), 20));
  const running = (await engine.containers.list()).slice(0, 6);
  await Promise.all(running.map(async ({ id }) => {
    let n = 0;
    for await (const sample of engine.containers.stats(id)) {
      // As times: their texts leave out zeros at the end, and so are in no order.
      assert.ok(Date.parse(sample.preread!) <= Date.parse(sample.read), `${sample.preread}`);
      assert.ok((sample.precpu_stats?.cpu_usage?.total_usage ?? -1) >= 0);
      if (++n === 3) break;
    }
    assert.equal(n, 3);
  }));
  assert.deepEqual(fake.open, []);
  await assert.rejects(async () => {
    for await (const _ of engine.containers.stats("nonesuch"));
  }, (e) => isEngineError(e, "not_found"));
});
