/** Numbers of a simulated container's CPU, memory, network and disk that move as real ones do. */
import { hash } from "./random.ts";
import { goTime, ZERO_TIME } from "./container_docs.ts";
import type { Sim, SimContainer } from "./state.ts";
import { bigNumber, type Doc, versionLess } from "./wire.ts";

/** CPUs and memory of the simulated machine. */
export const CPUS = 4;
export const MEMORY = 16 * 1024 ** 3;

/** Milliseconds that it has really run. */
function age(sim: Sim, c: SimContainer): number {
  return (c.pausedAt ?? sim.now()) - c.startedAt - c.pausedFor;
}

/** Something that rises by `rate` a second, in waves. */
function total(seconds: number, rate: number, phase: number): number {
  const period = 40 + phase % 30, w = 2 * Math.PI / period;
  return rate * (seconds + 0.7 / w * (Math.cos(phase) - Math.cos(w * seconds + phase)));
}

/** One sample of a running container, of cgroup v2 (v1 for the old engine). */
export function sample(sim: Sim, c: SimContainer, previous?: Doc): Doc {
  const t = Math.max(0, age(sim, c)) / 1000;
  const phase = hash(c.id) % 1000;
  const v1 = versionLess(sim.settings.api, "1.44");
  const cpu = Math.round(total(t, c.load.cpu * 1e9, phase)) + 20_000_000;
  const limit = Number(c.hostConfig.Memory) || MEMORY;
  const used = Math.min(
    limit * 0.97,
    c.load.memory * (1 + 0.1 * Math.sin(t / 17 + phase)) + 4096 * (phase % 64),
  );
  const usage = Math.round(used / 4096) * 4096;
  const cache = Math.round(usage * 0.2 / 4096) * 4096;
  const io = Math.round(total(t, c.load.disk, phase + 1));
  const rx = Math.round(total(t, c.load.net, phase + 2));
  const tx = Math.round(total(t, c.load.net * 0.4, phase + 3));
  const blk = (list: Doc[] | null) => list ?? (v1 ? [] : null);
  const entry = (op: string, value: number) => ({ major: 8, minor: 0, op, value });
  const cpuStats: Doc = {
    cpu_usage: {
      total_usage: cpu,
      ...(v1 && { percpu_usage: Array.from({ length: CPUS }, () => Math.floor(cpu / CPUS)) }),
      usage_in_kernelmode: Math.floor(cpu * 0.3),
      usage_in_usermode: Math.floor(cpu * 0.7),
    },
    system_cpu_usage: Math.round((sim.now() - sim.started + 9e8) * CPUS * 1e6),
    online_cpus: CPUS,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
  const empty: Doc = {
    cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
  const read = goTime(sim.now());
  return {
    name: "/" + c.name,
    id: c.id,
    read,
    preread: previous?.read ?? ZERO_TIME,
    pids_stats: { current: c.load.pids, ...(!v1 && { limit: bigNumber(18446744073709551615n) }) },
    blkio_stats: {
      io_service_bytes_recursive: blk(
        io > 0
          ? [entry(v1 ? "Read" : "read", Math.floor(io * 0.6)), entry(v1 ? "Write" : "write", io)]
          : null,
      ),
      io_serviced_recursive: blk(null),
      io_queue_recursive: blk(null),
      io_service_time_recursive: blk(null),
      io_wait_time_recursive: blk(null),
      io_merged_recursive: blk(null),
      io_time_recursive: blk(null),
      sectors_recursive: blk(null),
    },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuStats,
    precpu_stats: previous?.cpu_stats ?? empty,
    memory_stats: v1
      ? {
        usage,
        max_usage: usage + 1048576,
        stats: {
          active_anon: usage - cache,
          active_file: 0,
          cache,
          hierarchical_memory_limit: limit,
          inactive_anon: 0,
          inactive_file: cache,
          rss: usage - cache,
          total_cache: cache,
          total_inactive_file: cache,
          total_rss: usage - cache,
        },
        limit,
      }
      : {
        usage,
        stats: {
          active_anon: usage - cache,
          active_file: 0,
          anon: usage - cache,
          file: cache,
          inactive_anon: 0,
          inactive_file: cache,
          kernel_stack: 16384 * c.load.pids,
          pgfault: 1000 + Math.floor(t),
          pgmajfault: 0,
          shmem: 0,
          slab: 8192,
          sock: 0,
          unevictable: 0,
        },
        limit,
      },
    ...(c.endpoints.some((e) => e.ip) && {
      networks: Object.fromEntries(
        c.endpoints.filter((e) => e.ip).map((_, i, all) => [`eth${i}`, {
          rx_bytes: Math.floor(rx / all.length),
          rx_packets: Math.floor(rx / all.length / 400),
          rx_errors: 0,
          rx_dropped: 0,
          tx_bytes: Math.floor(tx / all.length),
          tx_packets: Math.floor(tx / all.length / 400),
          tx_errors: 0,
          tx_dropped: 0,
        }]),
      ),
    }),
  };
}

/** What the engine sends of a container that does not run. */
export function idleSample(c: SimContainer): Doc {
  const none = {
    cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
  return {
    name: "/" + c.name,
    id: c.id,
    read: ZERO_TIME,
    preread: ZERO_TIME,
    pids_stats: {},
    blkio_stats: {
      io_service_bytes_recursive: null,
      io_serviced_recursive: null,
      io_queue_recursive: null,
      io_service_time_recursive: null,
      io_wait_time_recursive: null,
      io_merged_recursive: null,
      io_time_recursive: null,
      sectors_recursive: null,
    },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: none,
    precpu_stats: none,
    memory_stats: {},
  };
}
