/** The kernel's log: which of its lines tell of a kill, of whom, and when. */
import assert from "node:assert/strict";
import { explain } from "./explain.ts";
import { kernelKills } from "./kernel.ts";
import type { Evidence } from "./types.ts";

const ID = "ab".repeat(32);
const LINE = (group: string, constraint = `CONSTRAINT_MEMCG`, limited = group) =>
  `oom-kill:constraint=${constraint},nodemask=(null),cpuset=/,mems_allowed=0,` +
  (constraint === "CONSTRAINT_MEMCG" ? `oom_memcg=${limited},` : "global_oom,") +
  `task_memcg=${group},task=node,pid=77,uid=0`;

Deno.test("kernelKills() reads dmesg's and the journal's lines, and nothing else", () => {
  const own = `/docker/${ID}`;
  const text = [
    "2026-01-01T00:00:09,500000+00:00 Tasks state (memory values in pages):",
    `2026-01-01T00:00:09,500000+00:00 ${LINE(own)}`,
    `2026-01-01T01:00:09.500000+0100 web1 kernel: ${LINE(own, "CONSTRAINT_MEMCG", "/docker")}`,
    `2026-01-01T00:00:10,000000+00:00 ${LINE(own, "CONSTRAINT_NONE")}`,
    `not a time ${LINE(own)}`,
    "2026-01-01T00:00:11,000000+00:00 oom-kill:constraint=",
  ].join("\n");
  assert.deepEqual(kernelKills(text), [
    { time: 1767225609500000000n, process: "node", pid: 77, group: own, limited: own },
    { time: 1767225609500000000n, process: "node", pid: 77, group: own, limited: "/docker" },
    { time: 1767225610000000000n, process: "node", pid: 77, group: own },
  ]);
  const long = `2026-01-01T00:00:09,500000+00:00 ${"oom-kill:constraint=A,".repeat(20_000)}`;
  const began = performance.now();
  assert.deepEqual(kernelKills(long), []);
  assert.ok(performance.now() - began < 500);
});

const SECOND = 1_000_000_000n;
const START = 1767225600n * SECOND;

function evidence(more: Partial<Evidence>): Evidence {
  return {
    name: "web",
    now: new Date("2026-01-01T00:01:00Z"),
    events: [
      { time: START, action: "start", attributes: {} },
      { time: START + 10n * SECOND, action: "die", attributes: { exitCode: "137" } },
    ],
    ...more,
  };
}

Deno.test("explain() takes the kernel's word for a kill, and says whose memory it was", () => {
  const kill = { time: START + 9n * SECOND, process: "node", pid: 7, group: `/docker/${ID}` };
  const told = (...kills: NonNullable<Evidence["kernel"]>["kills"]) =>
    explain(evidence({ kernel: { kills } }));
  const host = told(kill);
  assert.deepEqual([host.kind, host.certainty], ["oom", "certain"]);
  assert.match(host.words, /its host had no more/);
  assert.match(told({ ...kill, limited: "/docker" }).words, /group above it, \/docker,/);
  assert.doesNotMatch(told({ ...kill, limited: kill.group }).words, /above/);
  // A kill of another run is none of this one's.
  assert.equal(told({ ...kill, time: START - 60n * SECOND }).kind, "killed_outside");
});

Deno.test("explain() says who may read the kernel's log, where it could not", () => {
  const denied = explain(evidence({ kernel: { kills: [], denied: "root may" } }));
  assert.equal(denied.kind, "killed_outside");
  assert.ok(denied.evidence.some((p) => p.text === "the kernel's log was not read: root may"));
  assert.match(denied.next[0], /usermod -aG systemd-journal/);
  const empty = explain(evidence({ kernel: { kills: [] } }));
  assert.ok(empty.evidence.some((p) => /names no process of it/.test(p.text)));
  const oom = { time: START + 9n * SECOND, action: "oom", attributes: {} };
  const [start, die] = evidence({}).events;
  const told = explain(evidence({ events: [start, oom, die], kernel: { kills: [] } }));
  assert.equal(told.kind, "oom");
  assert.ok(told.evidence.every((p) => !/names no process of it/.test(p.text)));
});
