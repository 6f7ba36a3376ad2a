/** What pullImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("pullImage() defaults to latest", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.pull("a/b")),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/create",
    op: "pull image",
    query: { fromImage: "a/b", tag: "latest" },
    headers: { "x-registry-auth": "e30=" },
    kind: "stream",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("pullImage() takes a digest before a tag", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.pull(`localhost:5000/a:1@sha256:${"0".repeat(64)}`)),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/create",
    op: "pull image",
    query: { fromImage: "localhost:5000/a", tag: `sha256:${"0".repeat(64)}` },
    headers: { "x-registry-auth": "e30=" },
    kind: "stream",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("pullImage() takes all tags when told", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.pull("a", { allTags: true, platform: "linux/arm64" })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/create",
    op: "pull image",
    query: { fromImage: "a", platform: "linux/arm64" },
    headers: { "x-registry-auth": "e30=" },
    kind: "stream",
    minApi: "1.32",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("pullImage() gives progress, and throws what the stream tells", async () => {
  const body = '{"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"ab"}\n' +
    '{"errorDetail":{"code":401,"message":"no"},"error":"no"}\n';
  const seen: unknown[] = [];
  await assert.rejects(
    recorded({ body }, async (engine) => {
      for await (const event of engine.images.pull("a")) seen.push(event);
    }),
    (e) => isEngineError(e, "unauthorized") && e.message === "no",
  );
  assert.deepEqual(seen, [
    { id: "ab", status: "Downloading", progress: { current: 1, total: 2 } },
  ]);
});

Deno.test("pullImage() refuses what is no reference", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.images.pull("UPPER"))),
    (e) => isEngineError(e, "bad_request"),
  );
  await assert.rejects(
    recorded({}, (engine) => items(engine.images.pull("a:1", { allTags: true }))),
    TypeError,
  );
});
