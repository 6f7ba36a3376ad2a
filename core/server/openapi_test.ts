/** Tests of the OpenAPI document. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { FakeRecord } from "./_test_record.ts";
import { serverBefore, statusOf, TOKEN } from "./_test_server.ts";
import { openApi } from "./openapi.ts";
import { ROUTES } from "./table.ts";

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  "x-access": "read" | "write";
  parameters?: Parameter[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
/** As much of JSON Schema as the document uses. */
interface Schema {
  type?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  oneOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
}

const document = openApi(ROUTES, "1.2.3") as unknown as {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
};

/** Every operation with its method and path. */
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, op]) => ({ path, method: method.toUpperCase(), op }))
);

/** What of `value` does not fit the schema; nothing beyond the schema's names is let through. */
function misfit(value: unknown, schema: Schema, at = "$"): string | undefined {
  if (schema.oneOf) {
    const all = schema.oneOf.map((s) => misfit(value, s, at));
    return all.filter((m) => m === undefined).length === 1 ? undefined : all.join("; ");
  }
  if ("const" in schema && value !== schema.const) return `${at} is not ${schema.const}`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is none of ${schema.enum}`;
  const type = Array.isArray(value) ? "array" : typeof value;
  const wanted = schema.type === "integer" ? "number" : schema.type;
  if (wanted !== undefined && type !== wanted) return `${at} is ${type}, not ${wanted}`;
  if (schema.type === "integer" && !Number.isInteger(value)) return `${at} is no integer`;
  if (schema.pattern && !new RegExp(schema.pattern).test(value as string)) return `${at}: pattern`;
  if (schema.format === "date-time" && Number.isNaN(Date.parse(value as string))) {
    return `${at}: date`;
  }
  if (schema.items) {
    for (const [i, item] of (value as unknown[]).entries()) {
      const m = misfit(item, schema.items, `${at}[${i}]`);
      if (m) return m;
    }
  }
  if (schema.type !== "object" || !schema.properties) return undefined;
  const fields = value as Record<string, unknown>;
  const lacking = schema.required?.find((name) => !(name in fields));
  if (lacking) return `${at}.${lacking} is missing`;
  for (const [name, field] of Object.entries(fields)) {
    const known = schema.properties[name];
    if (!known) return `${at}.${name} is not documented`;
    const m = misfit(field, known, `${at}.${name}`);
    if (m) return m;
  }
}

Deno.test("openApi() documents every route once, whole", () => {
  assert.equal(document.openapi, "3.1.0");
  assert.equal(operations.length, ROUTES.length);
  const ids = operations.map((o) => o.op.operationId);
  assert.equal(new Set(ids).size, ids.length);
  const tags = document.tags.map((t) => t.name);
  for (const { path, method, op } of operations) {
    const route = ROUTES.find((r) => r.id === op.operationId)!;
    assert.equal(`${route.method} ${route.path.replaceAll("*}", "}")}`, `${method} ${path}`);
    assert.deepEqual(
      (op.parameters ?? []).filter((p) => p.in === "path").map((p) => p.name),
      [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]),
    );
    assert.ok((op.parameters ?? []).every((p) => p.in !== "path" || p.required));
    assert.ok(tags.includes(op.tags[0]));
    assert.doesNotMatch(op.summary, /\.$/);
  }
});

/** A path with something for each of its parameters. */
const filled = (path: string) =>
  path.replace("{name}", path.includes("/volumes/") ? "vol" : "some/image").replaceAll(
    "{id}",
    "web",
  );

Deno.test("a server answers every documented call, with every documented parameter", async () => {
  await using fake = await startFakeEngine();
  await using s = await serverBefore(fake.host, {
    allowWrite: true,
    allowPrivileged: true,
    record: new FakeRecord(),
  });
  for (const { path, method, op } of operations) {
    // These have tests of their own: manage_test.ts, tests/attack/server/page_test.ts.
    if (op.tags[0] === "manage" || op.tags[0] === "page") continue;
    const before = fake.requests.length;
    const query = (op.parameters ?? []).filter((p) => p.in === "query");
    // Values that a route may find wrong are not what is tried: names are.
    const target = `${filled(path)}?${query.map((p) => `${p.name}=`).join("&")}`;
    const plain = path.startsWith("/v1/engine") ? target : filled(path);
    const upgrade = path.endsWith("/attach") ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "";
    const body = op.requestBody ? '{"Detach":true}' : "";
    const conn = await s.connect();
    await conn.write(
      new TextEncoder().encode(
        `${method} ${plain} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n` +
          `${upgrade}Content-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    // Some of them last: what counts is that the engine was asked, or what was answered instead.
    const block = new Uint8Array(64 * 1024);
    let answer: string | undefined;
    const reading = conn.read(block).then(
      (n) => void (answer = new TextDecoder().decode(block.subarray(0, n ?? 0))),
      () => {},
    );
    while (answer === undefined && fake.requests.length === before) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (path.startsWith("/v1/engine")) conn.close();
    await reading;
    if (!path.startsWith("/v1/engine")) conn.close();
    if (path.startsWith("/v1/engine")) {
      assert.ok(fake.requests.length > before, `${method} ${target}: ${answer}`);
      const seen = fake.requests.at(-1)!;
      assert.equal(
        `${seen.method} ${seen.path}`,
        `${method} ${filled(path).slice("/v1/engine".length)}`,
      );
    } else assert.equal(statusOf(answer ?? ""), 200, answer);
  }
});

Deno.test("a server in read-only mode refuses exactly what the document calls write", async () => {
  await using fake = await startFakeEngine();
  await using s = await serverBefore(fake.host, { record: new FakeRecord() });
  for (const { path, method, op } of operations) {
    // The page's rule comes before; what lasts is no change.
    if (op.tags[0] === "page" || path === "/v1/live") continue;
    const target = path.endsWith("/events") ? `${filled(path)}?until=1` : filled(path);
    const answer = await s.request(method, target, op.requestBody ? { body: "{}" } : {});
    // An answer to HEAD has no words.
    const refused = method.toUpperCase() === "HEAD"
      ? statusOf(answer) === 403
      : /this server is read-only/.test(answer);
    assert.equal(refused, op["x-access"] === "write", `${method} ${path}`);
    if (refused) assert.equal(statusOf(answer), 403);
  }
});

Deno.test("the record's answers are as documented", async () => {
  await using fake = await startFakeEngine();
  await using s = await serverBefore(fake.host, { record: new FakeRecord() });
  const own = operations.filter(({ path }) => /^\/v1(\/record\/.*)?$/.test(path));
  assert.equal(own.length, 6);
  for (const { path, op } of own) {
    const answer = await s.request("GET", path);
    const content = op.responses[200].content!;
    const [type] = Object.keys(content);
    assert.ok(answer.includes(`\r\ncontent-type: ${type}\r\n`), path);
    const schema = content[type].schema!;
    let text = answer.slice(answer.indexOf("\r\n\r\n") + 4);
    if (answer.includes("transfer-encoding: chunked")) {
      text = text.replaceAll(/^[0-9a-f]+\r\n/gm, "").replaceAll("\r\n", "");
    }
    const values = type === "application/x-ndjson"
      ? text.trim().split("\n").map((line) => JSON.parse(line))
      : [JSON.parse(text)];
    assert.ok(values.length > 0);
    for (const value of values) assert.equal(misfit(value, schema), undefined, path);
  }
});
