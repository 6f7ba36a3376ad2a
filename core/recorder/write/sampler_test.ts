/** Tests of the samples of what containers use. */
import assert from "node:assert/strict";
import { memoryTransport } from "../../testing/memory_transport.ts";
import { openForWriting } from "../index/database.ts";
import { IndexWriter } from "../index/index_writer.ts";
import { sampleOf, Sampler } from "./sampler.ts";
import { thin } from "../index/thin.ts";
import type { RecordedSample } from "../types.ts";

const raw = (second: number, cpu: number, rx: number) => ({
  read: `2026-01-02T03:04:${String(second).padStart(2, "0")}.000000000Z`,
  cpu_stats: {
    cpu_usage: { total_usage: cpu * 1e9 },
    system_cpu_usage: second * 2e9,
    online_cpus: 2,
  },
  memory_stats: { usage: 5000, limit: 10_000, stats: { inactive_file: 1000 } },
  networks: { eth0: { rx_bytes: rx, tx_bytes: 0 } },
  pids_stats: { current: 3 },
});

Deno.test("sampleOf() gives rates a second, also over a restart of the container", () => {
  const s = sampleOf("c", raw(10, 4, 3000), raw(5, 1, 1000))!;
  assert.equal(s.span, 5000);
  assert.equal(Math.round(s.cpu), 60);
  assert.equal(s.memory, 4000);
  assert.equal(s.networkIn, 400);
  assert.equal(s.pids, 3);
  assert.equal(sampleOf("c", raw(10, 4, 500), raw(5, 9, 1000))!.networkIn, 100);
  assert.equal(sampleOf("c", raw(10, 4, 500), raw(10, 4, 500)), undefined);
});

Deno.test("Sampler measures each container once a round, and forgets those that are gone", async () => {
  let second = 0;
  const transport = memoryTransport({
    "GET /containers/a/stats": () => ({ json: raw(second, second, 0) }),
    "GET /containers/b/stats": { json: { read: "0001-01-01T00:00:00Z" } },
  });
  const samples: RecordedSample[] = [];
  const sampler = new Sampler(transport, new AbortController().signal, (s) => samples.push(s));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  for (second of [1, 2, 3]) {
    sampler.round(["a", "b", "gone"]);
    await settle();
  }
  assert.deepEqual(samples.map((s) => [s.containerId, s.span, Math.round(s.cpu)]), [
    ["a", 1000, 100],
    ["a", 1000, 100],
  ]);
  const asked = transport.requests.filter((r) => r.path === "/containers/a/stats");
  assert.equal(asked.length, 3);
  assert.equal(asked[0].query?.["one-shot"], true);
  sampler.round([]);
  second = 9;
  sampler.round(["a"]);
  await settle();
  assert.equal(samples.length, 2);
});

Deno.test("Sampler has a sample in the first round after a start, unless that was just before", async () => {
  let ms = 0;
  const transport = memoryTransport({
    "GET /containers/a/stats": () => ({
      json: { ...raw(0, ms / 1000, 0), read: new Date(Date.UTC(2026, 0) + ms).toISOString() },
    }),
  });
  const samples: RecordedSample[] = [];
  const signal = new AbortController().signal;
  const sampler = new Sampler(transport, signal, (s) => samples.push(s), 2_500);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  for (
    const [at, step] of [
      [4_000, () => sampler.begin(["a"])],
      [4_100, () => sampler.begin(["a"])],
      [5_000, () => sampler.round(["a"])],
      [10_000, () => sampler.round(["a"])],
      [11_000, () => sampler.begin(["a"])],
      [15_000, () => sampler.round(["a"])],
      [1_000, () => sampler.round(["a"])],
      [6_000, () => sampler.round(["a"])],
    ] as const
  ) {
    ms = at;
    step();
    await settle();
  }
  assert.deepEqual(samples.map((s) => s.span), [6_000, 5_000, 5_000]);
});

Deno.test("thin() makes one sample a minute, and removes what is too old", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const { db } = openForWriting(`${dir}/index.db`, new Date(0));
    const index = new IndexWriter(db, "e");
    index.putContainer({
      id: "c",
      name: "c",
      image: "",
      imageId: "",
      command: "",
      labels: {},
      created: new Date(0),
      firstSeen: new Date(0),
      lastSeen: new Date(0),
      state: "running",
      oomKilled: false,
      restartCount: 0,
    });
    const now = 10 * 3_600_000;
    for (let t = now - 7_200_000; t < now; t += 10_000) {
      index.addSample({
        containerId: "c",
        time: new Date(t),
        span: 10_000,
        cpu: t / 10_000 % 6,
        cpuMax: t / 10_000 % 6,
        memory: 100,
        memoryMax: 100,
        memoryLimit: 0,
        networkIn: 60,
        networkOut: 0,
        diskRead: 0,
        diskWrite: 0,
        pids: 1,
      });
    }
    const stats = { enabled: true, every: 10_000, keepFine: 3_600_000, keepMinutes: 5_400_000 };
    for (let i = 0; i < 2; i++) {
      thin(db, { stats, events: { enabled: true, keepAge: 1000 } }, now);
      const rows = db.prepare(
        "SELECT span, count(*) n, min(cpu) a, max(cpu_max) m FROM samples GROUP BY span",
      )
        .all().map((r) => ({ ...r }));
      assert.deepEqual(rows, [
        { span: 10_000, n: 360, a: 0, m: 5 },
        { span: 60_000, n: 30, a: 2.5, m: 5 },
      ]);
    }
    db.close();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
