/** Tests of requests on their way to routes. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { Random } from "../stream/_test_random.ts";
import type { Duplex, Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { FakeRecord } from "./_test_record.ts";
import { createHandler } from "./handler.ts";
import { ROUTES } from "./table.ts";
import type { ApiRequest } from "./types.ts";

/** A transport that answers everything, or refuses it, and remembers what it was asked. */
class AnyTransport implements Transport {
  readonly endpoint = "unix:///any";
  asked: WireRequest[] = [];
  constructor(private readonly failure?: EngineError) {}
  greeting = () => Promise.resolve({ apiVersion: "1.41" });
  send(request: WireRequest): Promise<WireResponse> {
    this.asked.push(request);
    if (this.failure) return Promise.reject(this.failure);
    const text = request.path.endsWith("/json") ? '{"Id":"abc","HostConfig":{}}' : "{}";
    return Promise.resolve({
      status: 200,
      headers: { "content-type": "application/json" },
      body: ReadableStream.from([new TextEncoder().encode(text)]),
      json: <T>() => Promise.resolve(JSON.parse(text) as T),
      text: () => Promise.resolve(text),
      discard: () => Promise.resolve(),
    });
  }
  upgrade(request: WireRequest): Promise<Duplex> {
    this.asked.push(request);
    return Promise.reject(this.failure ?? new EngineError("no", { code: "protocol", op: "x" }));
  }
  close = () => Promise.resolve();
}

function request(more: Partial<ApiRequest> = {}, body = ""): ApiRequest {
  return {
    method: "GET",
    path: "/v1",
    query: new URLSearchParams(),
    headers: { host: "localhost" },
    body: ReadableStream.from(body === "" ? [] : [new TextEncoder().encode(body)]),
    hasBody: body !== "",
    signal: new AbortController().signal,
    peer: "test",
    ...more,
  };
}

const handlerOf = (transport: Transport, errors: unknown[] = []) =>
  createHandler({
    routes: ROUTES,
    sources: { transport, record: new FakeRecord(), version: "0" },
    policy: { hosts: ["localhost"], allowWrite: true, allowPrivileged: false },
    onError: (e) => void errors.push(e),
  });

Deno.test("createHandler() answers whatever path, query and body come, never by a failure of its own", async () => {
  const seed = Number(Deno.env.get("SEED") ?? 7_112_026);
  const random = new Random(seed);
  const transport = new AnyTransport();
  const errors: unknown[] = [];
  const handler = handlerOf(transport, errors);
  const bits = [
    ...[
      "",
      ".",
      "..",
      "%2e%2e",
      "%2F",
      "%00",
      "%",
      "%zz",
      "a",
      "web",
      "json",
      "v1",
      "v1.41",
      "engine",
    ],
    ...[
      "record",
      "lines",
      "containers",
      "images",
      "exec",
      "start",
      "create",
      "\\",
      "ä",
      ":",
      "~",
      "*",
    ],
    ...["__proto__", "constructor", "a".repeat(300)],
  ];
  const names = [
    "all",
    "grep",
    "tail",
    "since",
    "filters",
    "container",
    "fromImage",
    "__proto__",
    "t",
  ];
  const values = ["", "1", "-1", "((", "a{99999}", "[", "\0", "NaN", "1e99", "ä", "x".repeat(5000)];
  const bodies = ["", "{", "null", "[]", "1", '"x"', "{}", '{"__proto__":{"Privileged":true}}'];
  bodies.push(
    '{"HostConfig":5}',
    '{"HostConfig":{"Mounts":[null]}}',
    '{"HostConfig":{"Binds":[{}]}}',
  );
  bodies.push('{"HostConfig":{"LogConfig":[]}}', "[".repeat(100_000), '{"a":'.repeat(5_000));
  for (let n = 0; n < 5_000; n++) {
    const route = random.pick(ROUTES);
    let path = random.below(3) === 0
      ? "/" + Array.from({ length: random.below(7) }, () => random.pick(bits)).join("/")
      : route.path.replace(/\{\w+\*?\}/g, () => random.pick(bits));
    if (random.below(5) === 0) path = path.replace("/engine/", `/engine/${random.pick(bits)}/`);
    const query = new URLSearchParams();
    for (let q = random.below(3); q > 0; q--) query.append(random.pick(names), random.pick(values));
    const method = random.below(4) === 0 ? random.pick(["GET", "PUT", "HEAD", "X"]) : route.method;
    const body = random.pick(bodies);
    const answer = await handler(
      request({ method, path, query, upgrade: random.below(2) === 0 ? "tcp" : undefined }, body),
    );
    const what = `seed ${seed}: ${method} ${path}?${query} ${body.slice(0, 60)}: ${answer.reason}`;
    assert.ok(
      [200, 400, 403, 404, 405, 413, 502, 503].includes(answer.status),
      `${answer.status} ${what}`,
    );
    if (answer.body instanceof Object && !(answer.body instanceof Uint8Array)) {
      for await (const _ of answer.body);
    }
    answer.done?.();
  }
  assert.deepEqual(errors, []);
  // Nothing reached the engine by a path that is not one of the list's.
  for (const { path } of transport.asked) {
    assert.doesNotMatch(path, /\/\.\.?(\/|$)|\/\/|\\/, path);
    assert.match(path, /^(\/v1\.\d+)?\/[a-z_]+/);
  }
});

Deno.test("createHandler() tells the engine's failures by their status", async () => {
  const status = async (code: EngineError["code"], own?: number) => {
    const transport = new AnyTransport(
      new EngineError("why", { code, op: "x", ...(own && { status: own }) }),
    );
    const answer = await handlerOf(transport)(request({ path: "/v1/engine/info" }));
    assert.equal(answer.body, '{"message":"why"}\n');
    return answer.status;
  };
  assert.equal(await status("not_found", 404), 404);
  assert.equal(await status("conflict", 409), 409);
  assert.equal(await status("engine", 500), 500);
  // An engine's 401 would be taken for the server's, which is about the token.
  assert.equal(await status("unauthorized", 401), 502);
  assert.equal(await status("unreachable"), 502);
  assert.equal(await status("cut"), 502);
  assert.equal(await status("timeout"), 504);
});

Deno.test("createHandler() judges a document and sends what it judged", async () => {
  const transport = new AnyTransport();
  const handler = handlerOf(transport);
  const create = (body: string) =>
    handler(request({ method: "POST", path: "/v1/engine/v1.41/containers/create" }, body));
  const twice = '{"Image":"a","HostConfig":{"Privileged":true},"HostConfig":{"Privileged":false}}';
  assert.equal((await create(twice)).status, 200);
  assert.deepEqual(transport.asked[0].json, { Image: "a", HostConfig: { Privileged: false } });
  assert.equal(transport.asked[0].body, undefined);
  const other = '{"Image":"a","HostConfig":{"Privileged":false},"HostConfig":{"Privileged":true}}';
  assert.equal((await create(other)).status, 403);
  assert.equal((await create('{"hostconfig":{"Privileged":true}}')).status, 403);
  assert.equal(transport.asked.length, 1);
  const more = await create('{"name":"b","__proto__":{"HostConfig":{"Privileged":true}}}');
  assert.deepEqual([more.status, more.reason], [200, "left out: name, __proto__"]);
  assert.deepEqual(transport.asked[1].json, {});
});

Deno.test("createHandler() gives so many long answers at once, and counts them as they end", async () => {
  const handler = createHandler({
    routes: ROUTES,
    sources: { transport: new AnyTransport(), version: "0" },
    policy: { allowWrite: false, allowPrivileged: false },
    limits: { streams: 2, bodyTime: 1_000 },
  });
  const events = () => handler(request({ path: "/v1/engine/events" }));
  const [a, b] = [await events(), await events()];
  assert.equal((await events()).status, 503);
  assert.equal((await handler(request({ path: "/v1/engine/info" }))).status, 200);
  a.done!();
  a.done!();
  const c = await events();
  assert.equal(c.status, 200);
  assert.equal((await events()).status, 503);
  b.done!();
  c.done!();
});
