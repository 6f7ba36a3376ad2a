/** The numbers of `docker stats` from two samples of the engine's. */
import type { BlkioEntry, CpuStats, StatsSample } from "./stats.ts";

/** The numbers of `docker stats`, not rounded. */
export interface ContainerStats {
  /** Per cent of one CPU: 200 is two CPUs busy. */
  cpuPercent: number;
  /** Bytes without the page cache that the kernel could take back. */
  memoryUsage: number;
  /** Bytes; that of the host without a limit of the container's own. */
  memoryLimit: number;
  /** Per cent of the limit. */
  memoryPercent: number;
  /** Bytes since the container's start, all networks together. */
  networkRx: number;
  /** Bytes sent since the container's start, all networks together. */
  networkTx: number;
  /** Bytes since the container's start, all devices together. */
  blockRead: number;
  /** Bytes written since the container's start, all devices together. */
  blockWrite: number;
  /** Processes and threads; always 0 on Windows. */
  pids: number;
}

/**
 * Computes what `docker stats` shows from a raw sample, for cgroup v1, cgroup v2 and Windows (the
 * formulas are those of docker/cli container/stats_helpers.go). CPU is measured against
 * `previous` if given, else against the sample's own `precpu_stats`. The first sample of a stream
 * has none: as `docker stats` would, it then gives the mean since the host was started.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { computeStats } from "../mod.ts";
 *
 * const stats = computeStats({
 *   read: "2024-01-02T03:04:05Z",
 *   cpu_stats: { cpu_usage: { total_usage: 300 }, system_cpu_usage: 2000, online_cpus: 4 },
 *   precpu_stats: { cpu_usage: { total_usage: 200 }, system_cpu_usage: 1000 },
 *   memory_stats: { usage: 500, limit: 1000, stats: { inactive_file: 100 } },
 * });
 * assert.equal(stats.cpuPercent, 40);
 * assert.equal(stats.memoryUsage, 400);
 * ```
 */
export function computeStats(sample: StatsSample, previous?: StatsSample): ContainerStats {
  const windows = sample.os_type ? sample.os_type === "windows" : (sample.num_procs ?? 0) > 0;
  const memory = sample.memory_stats ?? {};
  const memoryUsage = windows ? memory.privateworkingset ?? 0 : usedMemory(memory);
  const memoryLimit = windows ? 0 : memory.limit ?? 0;
  const networks = Object.values(sample.networks ?? {});
  const blkio = sample.blkio_stats?.io_service_bytes_recursive ?? [];
  return {
    cpuPercent: windows ? cpuOnWindows(sample, previous) : cpuOnUnix(sample, previous),
    memoryUsage,
    memoryLimit,
    memoryPercent: memoryLimit === 0 ? 0 : memoryUsage / memoryLimit * 100,
    networkRx: sum(networks.map((network) => network.rx_bytes)),
    networkTx: sum(networks.map((network) => network.tx_bytes)),
    blockRead: windows ? sample.storage_stats?.read_size_bytes ?? 0 : blockIo(blkio, "r"),
    blockWrite: windows ? sample.storage_stats?.write_size_bytes ?? 0 : blockIo(blkio, "w"),
    pids: windows ? 0 : sample.pids_stats?.current ?? 0,
  };
}

/**
 * Whether a sample holds no measurement, because the container does not run. Every number in it
 * is 0; show it as unknown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isEmptySample } from "../mod.ts";
 *
 * assert.equal(isEmptySample({ read: "0001-01-01T00:00:00Z" }), true);
 * ```
 */
export function isEmptySample(sample: StatsSample): boolean {
  return !sample.read || sample.read.startsWith("0001-01-01T");
}

// Counters of the host pass 2^53 ns after a few days on many CPUs. What a double then loses is
// some nanoseconds of a second, and Go's client computes in doubles as well.
function cpuOnUnix(sample: StatsSample, previous: StatsSample | undefined): number {
  const now: CpuStats = sample.cpu_stats ?? {};
  const before: CpuStats = (previous ? previous.cpu_stats : sample.precpu_stats) ?? {};
  const used = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0);
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  if (used <= 0 || passed <= 0) return 0;
  const cpus = now.online_cpus || now.cpu_usage?.percpu_usage?.length || 0;
  return used / passed * cpus * 100;
}

function cpuOnWindows(sample: StatsSample, previous: StatsSample | undefined): number {
  const before = previous ? previous.cpu_stats : sample.precpu_stats;
  const since = previous ? previous.read : sample.preread;
  const used = (sample.cpu_stats?.cpu_usage?.total_usage ?? 0) -
    (before?.cpu_usage?.total_usage ?? 0);
  // Both in units of 100 ns.
  const possible = Number(nanos(sample.read) - nanos(since)) / 100 * (sample.num_procs ?? 0);
  return used > 0 && possible > 0 ? used / possible * 100 : 0;
}

/** A date's own precision, milliseconds, would be off by a thousandth in a second. */
function nanos(text: string | undefined): bigint {
  const millis = Date.parse(text ?? "0001-01-01T00:00:00Z");
  if (Number.isNaN(millis)) return 0n;
  const fraction = /\.(\d{1,9})/.exec(text ?? "")?.[1] ?? "";
  return BigInt(Math.floor(millis / 1000)) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

function usedMemory(memory: NonNullable<StatsSample["memory_stats"]>): number {
  const usage = memory.usage ?? 0;
  const v1 = memory.stats?.["total_inactive_file"];
  if (v1 !== undefined && v1 < usage) return usage - v1;
  const v2 = memory.stats?.["inactive_file"] ?? 0;
  return v2 < usage ? usage - v2 : usage;
}

function blockIo(entries: readonly BlkioEntry[], letter: "r" | "w"): number {
  return sum(entries.filter((e) => e.op?.[0]?.toLowerCase() === letter).map((e) => e.value));
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
