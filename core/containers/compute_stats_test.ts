/** Tests of computeStats(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { computeStats, isEmptySample } from "./compute_stats.ts";
import type { StatsSample } from "./stats.ts";

/** As engine 20.10 sends it on cgroup v1. */
const V1: StatsSample = {
  read: "2024-01-02T03:04:06.000000000Z",
  preread: "2024-01-02T03:04:05.000000000Z",
  pids_stats: { current: 5 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: "Read", value: 100 },
      { major: 8, minor: 0, op: "Write", value: 50 },
      { major: 8, minor: 0, op: "Sync", value: 150 },
      { major: 8, minor: 0, op: "Total", value: 150 },
      { major: 8, minor: 16, op: "Read", value: 11 },
      { major: 8, minor: 16, op: "", value: 1000 },
    ],
  },
  num_procs: 0,
  cpu_stats: {
    cpu_usage: { total_usage: 1_500_000_000, percpu_usage: [7, 7] },
    system_cpu_usage: 9_007_199_254_750_000,
    online_cpus: 4,
  },
  precpu_stats: {
    cpu_usage: { total_usage: 1_000_000_000 },
    system_cpu_usage: 9_007_199_254_750_000 - 4_000_000_000,
    online_cpus: 4,
  },
  memory_stats: {
    usage: 10_000,
    limit: 40_000,
    stats: { total_inactive_file: 4_000, inactive_file: 1_000 },
  },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
};

Deno.test("computeStats() computes cgroup v1 as docker does", () => {
  assert.deepEqual(computeStats(V1), {
    cpuPercent: 50,
    memoryUsage: 6_000,
    memoryLimit: 40_000,
    memoryPercent: 15,
    networkRx: 11,
    networkTx: 22,
    blockRead: 111,
    blockWrite: 50,
    pids: 5,
  });
});

Deno.test("computeStats() computes cgroup v2 as docker does", () => {
  const stats = computeStats({
    ...V1,
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 8, minor: 0, op: "read", value: 7 },
        { major: 8, minor: 0, op: "write", value: 9 },
      ],
    },
    memory_stats: { usage: 10_000, limit: 40_000, stats: { inactive_file: 1_000 } },
  });
  assert.deepEqual(
    [stats.memoryUsage, stats.blockRead, stats.blockWrite],
    [9_000, 7, 9],
  );
});

Deno.test("computeStats() takes the cache off only where it is smaller than the use", () => {
  const used = (stats: Record<string, number> | undefined) =>
    computeStats({ ...V1, memory_stats: { usage: 100, limit: 1000, stats } }).memoryUsage;
  assert.equal(used({ total_inactive_file: 100 }), 100);
  assert.equal(used({ total_inactive_file: 200, inactive_file: 30 }), 70);
  assert.equal(used({ inactive_file: 100 }), 100);
  assert.equal(used({ total_inactive_file: 0 }), 100);
  assert.equal(used({}), 100);
  assert.equal(used(undefined), 100);
});

Deno.test("computeStats() knows CPUs of engines that do not count them", () => {
  const { online_cpus: _, ...cpu } = V1.cpu_stats!;
  assert.equal(computeStats({ ...V1, cpu_stats: cpu }).cpuPercent, 25);
  assert.equal(computeStats({ ...V1, cpu_stats: { ...cpu, online_cpus: 0 } }).cpuPercent, 25);
});

Deno.test("computeStats() has no CPU where nothing passed or the counter fell", () => {
  const cpu = (total_usage: number, system_cpu_usage: number) => ({
    ...V1,
    cpu_stats: { cpu_usage: { total_usage }, system_cpu_usage, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 10 }, system_cpu_usage: 10, online_cpus: 4 },
  });
  assert.equal(computeStats(cpu(10, 20)).cpuPercent, 0);
  assert.equal(computeStats(cpu(20, 10)).cpuPercent, 0);
  assert.equal(computeStats(cpu(5, 20)).cpuPercent, 0);
  assert.equal(computeStats(cpu(20, 20)).cpuPercent, 400);
});

Deno.test("computeStats() measures against a sample of one's own", () => {
  const before = {
    ...V1,
    cpu_stats: {
      cpu_usage: { total_usage: 500_000_000 },
      system_cpu_usage: 9_007_199_254_750_000 - 8_000_000_000,
    },
  };
  assert.equal(computeStats(V1, before).cpuPercent, 50);
  const oneShot = { ...V1, precpu_stats: { cpu_usage: { total_usage: 0 } } };
  assert.equal(computeStats(oneShot, before).cpuPercent, 50);
});

Deno.test("computeStats() computes Windows as docker does", () => {
  const windows: StatsSample = {
    read: "2024-01-02T03:04:06.000000100Z",
    preread: "2024-01-02T03:04:05.000000000Z",
    num_procs: 2,
    storage_stats: { read_size_bytes: 3, write_size_bytes: 4 },
    cpu_stats: { cpu_usage: { total_usage: 10_000_001 } },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
    memory_stats: { privateworkingset: 77 },
    networks: { Ethernet: { rx_bytes: 5, tx_bytes: 6 } },
  };
  assert.deepEqual(computeStats(windows), {
    cpuPercent: 50,
    memoryUsage: 77,
    memoryLimit: 0,
    memoryPercent: 0,
    networkRx: 5,
    networkTx: 6,
    blockRead: 3,
    blockWrite: 4,
    pids: 0,
  });
  assert.equal(computeStats({ ...windows, os_type: "linux" }).memoryUsage, 0);
  assert.equal(computeStats({ ...V1, os_type: "windows", num_procs: 0 }).cpuPercent, 0);
});

Deno.test("computeStats() is all zeros where nothing is measured", () => {
  for (
    const sample of [
      { read: "0001-01-01T00:00:00Z" },
      {
        read: "0001-01-01T00:00:00Z",
        blkio_stats: { io_service_bytes_recursive: null },
        memory_stats: {},
        cpu_stats: { cpu_usage: { total_usage: 0 }, system_cpu_usage: 0 },
      },
    ]
  ) {
    assert.ok(Object.values(computeStats(sample)).every((value) => value === 0));
    assert.equal(isEmptySample(sample), true);
  }
  assert.equal(isEmptySample(V1), false);
});
