/** What a container used at a time, as a sample of the engine's. */
import type { StatsSample } from "../containers/stats.ts";
import { dateOf, nanosOf, stampOf } from "../logs/time.ts";
import type { RecordedSample, RecordReader } from "../recorder/types.ts";
import type { PastContainer } from "./world.ts";

/** A sample that lies farther away, in milliseconds beyond its own span, says nothing of the time. */
const NEAR = 15_000;

/** The sample that speaks of a time; undefined where none does. */
export function sampleAt(
  samples: readonly RecordedSample[],
  at: number,
): RecordedSample | undefined {
  let best: { sample: RecordedSample; off: number } | undefined;
  for (const sample of samples) {
    const time = sample.time.getTime();
    // A minute that was thinned begins at its time; all others end there.
    const [from, to] = isMinute(sample) ? [time, time + sample.span] : [time - sample.span, time];
    const off = at < from ? from - at : at > to ? at - to : 0;
    if (off <= NEAR && (best === undefined || off < best.off)) best = { sample, off };
  }
  return best?.sample;
}

function isMinute({ time, span }: RecordedSample): boolean {
  return span === 60_000 && time.getTime() % 60_000 === 0;
}

/** What the engine would have said of a container's use at a time; undefined where nothing is known. */
export async function pastStats(
  reader: RecordReader,
  c: PastContainer,
  at: bigint,
  signal: AbortSignal | undefined,
): Promise<StatsSample | undefined> {
  const since = c.startedAt ?? at - nanosOf(new Date(3_600_000));
  const until = new Date(dateOf(at).getTime() + 120_000);
  const samples = await reader.samples({ containers: [c.id], since, until, signal });
  const sample = sampleAt(samples, Number(at / 1_000_000n));
  if (sample === undefined) return undefined;
  const before = samples.filter((s) => s.time.getTime() <= sample.time.getTime());
  const total = (rate: (s: RecordedSample) => number) =>
    Math.round(before.reduce((sum, s) => sum + rate(s) * s.span / 1000, 0));
  const second = 1_000_000_000;
  return {
    read: stampOf(nanosOf(sample.time)),
    preread: stampOf(nanosOf(sample.time) - BigInt(sample.span) * 1_000_000n),
    name: `/${c.name}`,
    id: c.id,
    pids_stats: { current: sample.pids },
    // As many per cent of one CPU as it was.
    cpu_stats: {
      cpu_usage: { total_usage: Math.round(sample.cpu / 100 * second) },
      system_cpu_usage: second,
      online_cpus: 1,
    },
    precpu_stats: { cpu_usage: { total_usage: 0 }, system_cpu_usage: 0, online_cpus: 1 },
    memory_stats: { usage: sample.memory, limit: sample.memoryLimit, stats: {} },
    networks: {
      all: { rx_bytes: total((s) => s.networkIn), tx_bytes: total((s) => s.networkOut) },
    },
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 0, minor: 0, op: "read", value: total((s) => s.diskRead) },
        { major: 0, minor: 0, op: "write", value: total((s) => s.diskWrite) },
      ],
    },
  };
}
