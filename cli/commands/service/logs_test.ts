/** Tests of logs.ts: `service logs`. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import { testContext } from "../../spec/testing.ts";
import { serviceLogs } from "./logs.ts";

const FROM =
  "com.docker.swarm.node.id=n1,com.docker.swarm.service.id=s1,com.docker.swarm.task.id=" +
  "t1234567890123";

const bytes = (text: string) => new TextEncoder().encode(text);

/** One frame of a multiplexed stream. */
function frame(stream: 1 | 2, text: string): number[] {
  const data = bytes(text);
  return [stream, 0, 0, 0, 0, 0, data.length >> 8, data.length & 0xff, ...data];
}

const spec = (replicas: number, TTY = false) => ({
  ID: "s1",
  Spec: {
    Name: "web",
    TaskTemplate: { ContainerSpec: { TTY } },
    Mode: { Replicated: { Replicas: replicas } },
  },
});

async function logsOf(words: Record<string, unknown>, lines: number[][], replicas = 10) {
  const transport = memoryTransport({
    "GET /services/web": { json: spec(replicas) },
    "GET /services/s1": { json: spec(replicas) },
    "GET /nodes/n1": { json: { ID: "n1", Spec: {}, Description: { Hostname: "alpha" } } },
    "GET /tasks/t1234567890123": { json: { ID: "t1234567890123", Slot: 1, Spec: {} } },
    "GET /services/web/logs": { body: new Uint8Array(lines.flat()) },
  });
  await using engine = createEngine(transport);
  const ctx = testContext({ engine });
  await serviceLogs.run(ctx, {
    service: "web",
    details: false,
    follow: false,
    noResolve: false,
    noTaskIds: false,
    noTrunc: false,
    raw: false,
    since: undefined,
    tail: "all",
    timestamps: false,
    given: new Set(),
    ...words,
  });
  return { out: ctx.streams.stdout.text, err: ctx.streams.stderr.text, transport };
}

Deno.test("service logs puts the task before each line, padded to the widest", async () => {
  const { out, err } = await logsOf({}, [
    frame(1, `${FROM} one\n`),
    frame(2, `${FROM} two\n`),
  ]);
  assert.equal(out, "web.1.t12345678901@alpha     | one\n");
  assert.equal(err, "web.1.t12345678901@alpha     | two\n");
});

Deno.test("service logs takes ids, names and details as asked", async () => {
  const line = frame(1, `${FROM},a=b x\n`);
  const of = async (words: Record<string, unknown>) => (await logsOf(words, [line], 1)).out;
  assert.equal(await of({ noTaskIds: true }), "web.1@alpha    | x\n");
  assert.equal(await of({ noTrunc: true }), "web.1.t1234567890123@alpha    | x\n");
  assert.equal(await of({ noResolve: true }), "s1.1.t12345678901@n1    | x\n");
  assert.equal(await of({ details: true }), "web.1.t12345678901@alpha    | a=b x\n");
});

Deno.test("service logs --raw hands the lines on as they are", async () => {
  const { out, transport } = await logsOf({ raw: true, tail: "3" }, [frame(1, "plain\n")]);
  assert.equal(out, "plain\n");
  const { query } = transport.requests.find((r) => r.path === "/services/web/logs")!;
  assert.deepEqual([query?.tail, query?.details], [3, undefined]);
});

Deno.test("service logs refuses a tail that is no number", async () => {
  await assert.rejects(logsOf({ tail: "x" }, []), /tail value must be a positive integer/);
});
