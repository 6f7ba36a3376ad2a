/** The endpoint `GET /containers/{id}/stats` and its options. */
import { jsonLines } from "../stream/json_stream.ts";
import { containerPath } from "../_path.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";

/** Options of {@link containerStats}. */
export interface ContainerStatsOptions extends CallOptions {
  /** One sample about every second, until the loop is left. Default true. */
  stream?: boolean;
  /**
   * With `stream: false`: do not wait for a second measurement. The sample then has no CPU of
   * before (`precpu_stats`), and costs the engine half. Needs API 1.41.
   */
  oneShot?: boolean;
}

/** One kind of block I/O of one device. */
export interface BlkioEntry {
  /** Number of the driver. */
  major: number;
  /** Number of the device. */
  minor: number;
  /** `Read`, `Write`, `Sync`, … on cgroup v1; `read`, `write` on v2. */
  op: string;
  /** Bytes. */
  value: number;
}

/** CPU time: nanoseconds on Linux, 100 nanoseconds on Windows. */
export interface CpuStats {
  /** CPU time of the container. */
  cpu_usage?: {
    total_usage?: number;
    /** cgroup v1 only. */
    percpu_usage?: number[] | null;
    usage_in_kernelmode?: number;
    usage_in_usermode?: number;
  };
  /** CPU time of the whole host, all CPUs together. Absent on Windows. */
  system_cpu_usage?: number;
  /** CPUs that are there; 0 or absent on old engines. */
  online_cpus?: number;
  /** How often its quota held it up. */
  throttling_data?: { periods?: number; throttled_periods?: number; throttled_time?: number };
}

/**
 * The engine's raw sample, verbatim; only fields in use here are typed. A container that does
 * not run has one with all zeros ({@link isEmptySample}).
 */
export interface StatsSample {
  /** When it was taken, RFC 3339 with nanoseconds. */
  read: string;
  /** When the one before was taken (`precpu_stats`); Go's zero time without one. */
  preread?: string;
  /** Processes and threads. */
  pids_stats?: { current?: number; limit?: number };
  /** Block I/O; null for want of it. */
  blkio_stats?: { io_service_bytes_recursive?: BlkioEntry[] | null };
  /** Windows: the number of CPUs. */
  num_procs?: number;
  /** Windows. */
  storage_stats?: { read_size_bytes?: number; write_size_bytes?: number };
  /** CPU time by now. */
  cpu_stats?: CpuStats;
  /** CPU time at the sample before. */
  precpu_stats?: CpuStats;
  /** Memory. */
  memory_stats?: {
    /** Bytes, with the page cache. */
    usage?: number;
    limit?: number;
    /** The cgroup's own numbers, in bytes. */
    stats?: Record<string, number>;
    /** Windows. */
    privateworkingset?: number;
  };
  /** By name of the interface; absent without a network of its own. */
  networks?: Record<string, { rx_bytes?: number; tx_bytes?: number }>;
  /** Name with its leading slash. */
  name?: string;
  /** Id of the container. */
  id?: string;
  /** `linux` or `windows`, from API 1.52. */
  os_type?: string;
  /** What is not typed here. */
  [field: string]: unknown;
}

/**
 * What a container uses, in the engine's raw samples (`GET /containers/{id}/stats`, API 1.24);
 * see {@link computeStats} for the numbers that `docker stats` shows. The stream of a container
 * that stops goes on with empty samples. Throws EngineError: `not_found`, `cut`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { computeStats, createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/stats": {
 *     json: { read: "2024-01-02T03:04:05Z", memory_stats: { usage: 3000, limit: 12000 } },
 *   },
 * }));
 * for await (const sample of engine.containers.stats("web", { stream: false })) {
 *   assert.equal(computeStats(sample).memoryPercent, 25);
 * }
 * ```
 */
export function containerStats(
  transport: Transport,
  id: string,
  options: ContainerStatsOptions = {},
): AsyncIterable<StatsSample> {
  const op = "read stats of container";
  const path = containerPath(id, op, "/stats");
  const stream = options.stream ?? true;
  if (stream && options.oneShot) throw new TypeError("oneShot is only for stream: false");
  return lazyIterable(async () => {
    const response = await transport.send({
      method: "GET",
      path,
      query: { stream, "one-shot": options.oneShot || undefined },
      op,
      kind: "stream",
      minApi: options.oneShot ? PARAMETER_SINCE.oneShotStats : undefined,
      signal: options.signal,
    });
    return jsonLines<StatsSample>(response.body, { op, endpoint: transport.endpoint });
  });
}
