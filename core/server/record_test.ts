/** Tests of the record over HTTP. */
import assert from "node:assert/strict";
import { openServer } from "../config/server.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { openRemoteRecord } from "../recorder/read/remote_reader.ts";
import type { LineQuery, RecordedItem, RecordReader } from "../recorder/types.ts";
import { engineTimestamp } from "../timestamp.ts";
import { startServer } from "./mod.ts";
import { BARE, CONTAINER, date, EVENTS, FakeRecord, ID, ITEMS, SAMPLE } from "./_test_record.ts";
import { TOKEN } from "./_test_server.ts";

async function serving(record: RecordReader | undefined) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(
    await startServer({
      address: { kind: "tcp", hostname: "127.0.0.1", port: 0 },
      security: { token: TOKEN },
      version: "0",
      ...(record && { record }),
    }),
  );
  const client = await openServer({ server: server.url, env: { DOCKERCTL_SERVER_TOKEN: TOKEN } });
  const reader = stack.use(openRemoteRecord(client.own()));
  return {
    server,
    reader,
    get: async (path: string) => {
      const response = await fetch(server.url + path, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      return { status: response.status, text: await response.text() };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

Deno.test("openRemoteRecord() reads all that a record has, byte by byte", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  assert.deepEqual(await s.reader.info(), { ...await record.info(), place: s.server.url });
  assert.deepEqual(await s.reader.containers(), [CONTAINER, BARE]);
  assert.deepEqual(await s.reader.find("web"), [CONTAINER]);
  assert.deepEqual(await s.reader.find("a b&c=d"), []);
  assert.deepEqual(await Array.fromAsync(s.reader.lines({})), ITEMS);
  assert.deepEqual(await s.reader.samples({}), [SAMPLE, SAMPLE]);
  assert.deepEqual(await Array.fromAsync(s.reader.events({})), EVENTS);
});

Deno.test("openRemoteRecord() asks for what it was asked for", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  const query = {
    containers: [ID, "f".repeat(64)],
    since: 1_700_000_000_000_000_001n,
    until: date(7),
    streams: ["stderr"] as const,
    grep: /a+ "ü&#\/.$/iu,
    invert: true,
    tail: 7,
    follow: true,
  };
  await Array.fromAsync(s.reader.lines(query));
  const { signal: _, ...got } = record.asked[0] as LineQuery;
  assert.deepEqual(got, {
    ...query,
    since: engineTimestamp(query.since),
    until: engineTimestamp(query.until),
  });
  await s.reader.samples({ containers: [ID], since: 5 });
  const { signal: __, ...span } = record.asked[1];
  assert.deepEqual(span, { containers: [ID], since: "5.000000000" });
  assert.deepEqual(await Array.fromAsync(s.reader.lines({ containers: [] })), []);
  assert.equal(record.asked.length, 2);
});

Deno.test("the record's routes refuse what they cannot read", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  const cases: [string, RegExp][] = [
    ["lines?since=yesterday", /"since" is no time/],
    ["lines?tail=-1", /"tail" is no number/],
    ["lines?tail=999999", /"tail" is at most/],
    ["lines?stream=stdin", /"stream" is stdout or stderr/],
    ["lines?container=web", /"container" is no id/],
    ["lines?grep=(", /Invalid regular expression/],
    ["lines?grep=a&flags=g", /flags are not taken/],
    [`lines?grep=${"a".repeat(5000)}`, /expression/],
    ["events?until=1e9", /"until" is no time/],
    ["samples?x=1", /no parameter/],
  ];
  for (const [path, says] of cases) {
    const { status, text } = await s.get(`/v1/record/${path}`);
    assert.equal(status, 400, path);
    assert.match(JSON.parse(text).message, says);
  }
  assert.equal(record.asked.length, 0);
  assert.equal((await s.get("/v1/engine/info")).status, 404);
});

Deno.test("a failure in the middle of the lines reaches the reader, and so does the end of the server", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  record.lineItems = async function* () {
    yield* ITEMS;
    throw await Promise.resolve(
      new EngineError("segment 3 is damaged", { code: "config", op: "read" }),
    );
  };
  const seen: RecordedItem[] = [];
  await assert.rejects(async () => {
    for await (const item of s.reader.lines({})) seen.push(item);
  }, (e) => isEngineError(e, "config") && e.message === "segment 3 is damaged");
  assert.deepEqual(seen, ITEMS);
  // What ends by an error of ours is cut, never taken for the whole.
  record.lineItems = async function* () {
    yield* ITEMS;
    throw await Promise.resolve(new Error("bug"));
  };
  await assert.rejects(
    Array.fromAsync(s.reader.lines({})),
    (e) => isEngineError(e, "cut", "protocol"),
  );
  record.lineItems = async function* () {
    yield* ITEMS;
    await s.server.stop();
    yield* ITEMS;
  };
  await assert.rejects(Array.fromAsync(s.reader.lines({})), (e) => isEngineError(e, "cut"));
});

Deno.test("a reader that leaves ends the search, and searches are few at once", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  let running = 0;
  const left = Promise.withResolvers<void>();
  record.lineItems = async function* () {
    running++;
    const { signal } = record.asked.at(-1) as LineQuery;
    yield ITEMS[0];
    await new Promise<void>((resolve) => signal!.addEventListener("abort", () => resolve()));
    if (--running === 0) left.resolve();
  };
  const first = [0, 1, 2, 3].map(() => s.reader.lines({ grep: /x/ })[Symbol.asyncIterator]());
  for (const search of first) await search.next();
  await assert.rejects(
    Array.fromAsync(s.reader.lines({ grep: /x/ })),
    (e) => isEngineError(e, "unavailable"),
  );
  for (const search of first) await search.return!();
  await left.promise;
  record.lineItems = () => ReadableStream.from(ITEMS);
  assert.equal((await Array.fromAsync(s.reader.lines({ grep: /x/ }))).length, ITEMS.length);
});

Deno.test("a slow reader holds the record up and not the memory", async () => {
  const record = new FakeRecord();
  await using s = await serving(record);
  const line = { ...ITEMS[1], data: new Uint8Array(1000).fill(97) } as RecordedItem;
  let given = 0;
  record.lineItems = async function* () {
    for (; given < 60_000; given++) yield await Promise.resolve(line);
  };
  const lines = s.reader.lines({})[Symbol.asyncIterator]();
  await lines.next();
  let before = -1;
  while (given !== before) {
    before = given;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(given < 30_000, `${given} lines were read ahead`);
  let seen = 1;
  while (!(await lines.next()).done) seen++;
  assert.equal(seen, 60_000);
});
