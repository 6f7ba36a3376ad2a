/** Tests of the log of a service over its tasks. */
import assert from "node:assert/strict";
import { memoryTransport } from "../testing/memory_transport.ts";
import { readSwarmEntry } from "./swarm_entry.ts";
import { swarmLines, type SwarmLogItem } from "./swarm_lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const TYPE = { "content-type": "application/vnd.docker.multiplexed-stream" };

function frames(...entries: [stream: 1 | 2, text: string][]): Uint8Array {
  return new Uint8Array(entries.flatMap(([stream, text]) => {
    const data = bytes(text);
    return [stream, 0, 0, 0, 0, 0, data.length >> 8, data.length & 255, ...data];
  }));
}

const entry = (task: string, second: number, text: string) =>
  `2026-01-02T03:04:${String(second).padStart(2, "0")}.000000000Z ` +
  `com.docker.swarm.node.id=n,com.docker.swarm.service.id=s,com.docker.swarm.task.id=${task} ${text}`;

const words = (item: SwarmLogItem) =>
  item.type === "line"
    ? `${item.task} ${item.stream} ${new TextDecoder().decode(item.data)}`
    : item.type;

const service = (tty = false) => ({
  json: { ID: "s", Spec: { TaskTemplate: { ContainerSpec: { TTY: tty } } } },
});

Deno.test("readSwarmEntry() takes time, attributes and message apart", () => {
  const { time, from, details, message } = readSwarmEntry(
    bytes(entry("t1", 5, "hello big world\n").replace("n,com", "n,tier=web%2C1,com")),
    true,
  );
  assert.equal(time, "2026-01-02T03:04:05.000000000Z");
  assert.deepEqual(from, { node: "n", service: "s", task: "t1" });
  assert.equal(details, "tier=web%2C1");
  assert.equal(new TextDecoder().decode(message), "hello big world\n");
  assert.throws(() => readSwarmEntry(bytes("nothing"), false), /without its attributes/);
});

Deno.test("swarmLines() joins pieces, each task for itself, and stands what is no entry", async () => {
  const transport = memoryTransport({
    "GET /services/web": service(),
    "GET /services/web/logs": {
      headers: TYPE,
      body: frames(
        [1, entry("a", 1, "long ")],
        [1, entry("b", 1, "other\n")],
        [2, entry("a", 1, "err\n")],
        [1, entry("a", 1, "line\n")],
        [1, "no entry at all\n"],
        [1, entry("b", 9, "no end")],
      ),
    },
  });
  const found: string[] = [];
  const log = { kind: "service", id: "web" } as const;
  for await (const item of swarmLines(transport, log, { signal: new AbortController().signal })) {
    found.push(words(item));
  }
  assert.deepEqual(found, [
    "b stdout other",
    "a stderr err",
    "a stdout long line",
    " stdout no entry at all",
    "b stdout no end",
  ]);
});

Deno.test("swarmLines() reads lines of a terminal, which have no frames", async () => {
  const transport = memoryTransport({
    "GET /tasks/t1": { json: { ID: "t1", Spec: { ContainerSpec: { TTY: true } } } },
    "GET /tasks/t1/logs": { body: bytes(entry("t1", 1, "one\r\n") + entry("t1", 2, "two\r\n")) },
  });
  const found: string[] = [];
  const log = { kind: "task", id: "t1" } as const;
  for await (const item of swarmLines(transport, log, { signal: new AbortController().signal })) {
    found.push(words(item));
  }
  assert.deepEqual(found, ["t1 stdout one", "t1 stdout two"]);
});

Deno.test("swarmLines() reads on after a cut, no line twice, until the service is removed", async () => {
  const same = entry("a", 2, "same\n");
  const bodies = [
    frames([1, entry("a", 1, "one\n")], [1, same], [1, same]),
    undefined,
    frames([1, same], [1, same], [1, same], [1, entry("b", 2, "late\n")]),
  ];
  const since: unknown[] = [];
  let looks = 0;
  const transport = memoryTransport({
    "GET /services/web": () => looks++ > 2 ? { status: 404, json: { message: "gone" } } : service(),
    "GET /services/web/logs": ({ query }) => {
      since.push(query?.since);
      const body = bodies.shift();
      return body === undefined
        ? { status: 500, json: { message: "no leader" } }
        : { headers: TYPE, body };
    },
  });
  const found: string[] = [];
  const log = { kind: "service", id: "web" } as const;
  const options = { follow: true, signal: new AbortController().signal };
  for await (const item of swarmLines(transport, log, options)) found.push(words(item));
  assert.deepEqual(found, [
    "a stdout one",
    "a stdout same",
    "a stdout same",
    "lost",
    "resumed",
    "a stdout same",
    "b stdout late",
  ]);
  assert.match(String(since[1]), /^1767323037\b/);
});
