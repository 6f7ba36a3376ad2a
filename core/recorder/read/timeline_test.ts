/** Tests of a container's life as the record tells it. */
import assert from "node:assert/strict";
import { openRecord } from "./reader.ts";
import { madeLine, makeRecord } from "../testing/make_record.ts";
import { timelineOf } from "./timeline.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const START = 1_764_054_600_000_000_000n;
const SECOND = 1_000_000_000n;
const at = (second: number) => START + BigInt(second) * SECOND;
const date = (second: number) => new Date(Number(at(second) / 1_000_000n));

const event = (second: number, action: string, attributes = {}, type = "container", id = A) => ({
  time: at(second),
  type,
  action,
  id,
  attributes: { name: "web", ...attributes },
});

const sample = (second: number, cpuMax: number, memoryMax: number) => ({
  time: date(second),
  span: 5000,
  cpu: cpuMax,
  cpuMax,
  memory: memoryMax,
  memoryMax,
  memoryLimit: 1000,
  networkIn: 0,
  networkOut: 0,
  diskRead: 0,
  diskWrite: 0,
  pids: 1,
});

Deno.test("timelineOf() tells runs, why they ended, what they wrote, and their peaks", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const busy = Array.from({ length: 150 }, (_, i) => madeLine(at(61) + BigInt(i), "x"));
    makeRecord(dir, {
      containers: [{
        id: A,
        name: "web",
        created: date(0),
        firstSeen: date(20),
        removedAt: date(400),
        segments: [{
          items: [
            // The engine tells of a start when the container has written already.
            madeLine(at(10) - 5n, "one"),
            madeLine(at(12), "two", "stderr"),
            ...busy,
            { type: "mark", mark: "gap", time: at(100) },
            madeLine(at(101), "three"),
          ],
        }],
        samples: [sample(15, 10, 100), sample(20, 80, 90), sample(105, 5, 900)],
      }],
      events: [
        event(0, "create"),
        event(10, "connect", { container: A, name: "bridge" }, "network", "net"),
        event(10, "start"),
        event(90, "kill", { signal: "15" }),
        event(91, "die", { exitCode: "143" }),
        event(100, "start"),
        event(150, "oom"),
        event(150, "die", { exitCode: "137" }),
        event(200, "start"),
        event(300, "die", { exitCode: "3" }),
        event(310, "start"),
        event(320, "die", { exitCode: "139" }),
        event(400, "destroy"),
      ],
    });
    await using reader = await openRecord(dir);
    const [web] = await reader.find("web");
    const told = (await timelineOf(reader, web)).map((entry) => {
      const { time, containerId: _, ...rest } = entry;
      return [Number((time - START) / SECOND), rest];
    });
    const exit = (run: number, exitCode: number, more = {}) => ({
      kind: "exited",
      run,
      reason: { exitCode, oom: false, signal: undefined, asked: false, ...more },
    });
    const name = "web";
    assert.deepEqual(told, [
      [0, { kind: "event", action: "create", attributes: { name } }],
      [10, {
        kind: "event",
        action: "network connect bridge",
        attributes: { container: A, name: "bridge" },
      }],
      [10, { kind: "started", run: 1 }],
      [15, { kind: "memory-peak", bytes: 100, limit: 1000 }],
      [20, { kind: "cpu-peak", percent: 80 }],
      [20, { kind: "recorded" }],
      [60, { kind: "log-peak", lines: 151 }],
      [61, { kind: "log", since: at(10) - 5n, lines: 152, bytes: 308, stderr: 1 }],
      [90, { kind: "event", action: "kill", attributes: { name, signal: "15" } }],
      [91, exit(1, 143, { signal: "SIGTERM", asked: true })],
      [100, { kind: "started", run: 2 }],
      [100, { kind: "gap" }],
      [101, { kind: "log", since: at(101), lines: 1, bytes: 6, stderr: 0 }],
      [105, { kind: "cpu-peak", percent: 5 }],
      [105, { kind: "memory-peak", bytes: 900, limit: 1000 }],
      [150, { kind: "event", action: "oom", attributes: { name } }],
      [150, exit(2, 137, { oom: true, signal: "SIGKILL" })],
      [200, { kind: "started", run: 3 }],
      [300, exit(3, 3)],
      [310, { kind: "started", run: 4 }],
      [320, exit(4, 139, { signal: "SIGSEGV" })],
      [400, { kind: "removed" }],
    ]);
    const part = await timelineOf(reader, web, { since: date(95), until: date(101) });
    assert.deepEqual(part.filter((e) => e.kind === "log").length, 1);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("timelineOf() tells of a start that came before the recorder", async () => {
  const dir = await Deno.makeTempDir();
  try {
    makeRecord(dir, {
      containers: [
        { id: A, name: "web", created: date(0), startedAt: date(1), segments: [] },
        { id: B, name: "api", created: date(0), startedAt: date(20), segments: [] },
      ],
      events: [
        event(5, "die", { exitCode: "0" }),
        event(5, "die", { exitCode: "1" }, "container", B),
        event(20, "start", {}, "container", B),
        event(30, "die", { exitCode: "2" }, "container", B),
      ],
    });
    await using reader = await openRecord(dir);
    const told = async (name: string) => {
      const [container] = await reader.find(name);
      return (await timelineOf(reader, container)).filter((e) => "run" in e)
        .map((e) => [Number((e.time - START) / SECOND), e.kind, e.run]);
    };
    assert.deepEqual(await told("web"), [[1, "started", 1], [5, "exited", 1]]);
    // Of an earlier run than the last the engine no longer says when it began.
    assert.deepEqual(await told("api"), [[5, "exited", 1], [20, "started", 2], [30, "exited", 2]]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
