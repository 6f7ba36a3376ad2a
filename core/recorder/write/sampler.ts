/** What containers use, measured at intervals. */
import { computeStats, isEmptySample } from "../../containers/compute_stats.ts";
import { containerStats, type StatsSample } from "../../containers/stats.ts";
import { EngineError } from "../../errors.ts";
import type { Transport } from "../../transport/types.ts";
import { apiAtLeast, isPodman, PARAMETER_SINCE } from "../../versions.ts";
import type { RecordedSample } from "../types.ts";

/** So many are measured at once: before 24.0 the engine lets each wait for a second. */
const AT_ONCE = 32;
/** A measure that takes longer is given up, in milliseconds. */
const TIMEOUT = 15_000;

/**
 * Measures the containers that run, every so often. One measure is one request without the second
 * that the engine would take to have two: what a container used since the sample before follows
 * from our own memory of that one.
 */
export class Sampler {
  readonly #before = new Map<string, StatsSample>();
  readonly #busy = new Set<string>();
  readonly #queue: string[] = [];
  #running = 0;

  constructor(
    readonly transport: Transport,
    readonly signal: AbortSignal,
    readonly onSample: (sample: RecordedSample) => void,
    /** What came sooner after the measure before, in milliseconds, is no sample. */
    readonly least = 0,
  ) {}

  /** Measures those of which there is no measure yet: the next round has a sample of them then. */
  begin(ids: readonly string[]): void {
    this.#measureAll(ids.filter((id) => !this.#before.has(id)));
  }

  /** Measures each of `ids` once; one that is still being measured is left out. */
  round(ids: readonly string[]): void {
    const wanted = new Set(ids);
    for (const id of this.#before.keys()) if (!wanted.has(id)) this.#before.delete(id);
    this.#measureAll(ids);
  }

  #measureAll(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#busy.has(id)) continue;
      this.#busy.add(id);
      this.#queue.push(id);
    }
    while (this.#running < AT_ONCE && this.#queue.length > 0) void this.#work();
  }

  async #work(): Promise<void> {
    this.#running++;
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      try {
        if (this.signal.aborted) return;
        await this.#measure(id);
      } catch (e) {
        // It stopped, or the engine did: its logs and events tell of that.
        if (!(e instanceof EngineError)) throw e;
        this.#before.delete(id);
      } finally {
        this.#busy.delete(id);
      }
    }
    this.#running--;
  }

  async #measure(id: string): Promise<void> {
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(TIMEOUT)]);
    const greeting = await this.transport.greeting(signal);
    const oneShot = !isPodman(greeting) &&
      apiAtLeast(greeting.apiVersion, PARAMETER_SINCE.oneShotStats);
    for await (
      const sample of containerStats(this.transport, id, { stream: false, oneShot, signal })
    ) {
      if (isEmptySample(sample)) {
        this.#before.delete(id);
        return;
      }
      const before = this.#before.get(id);
      const span = before === undefined ? this.least : spanOf(sample, before);
      // A clock that was set back begins anew.
      if (span >= 0 && span < this.least) return;
      this.#before.set(id, slim(sample));
      const measured = before && sampleOf(id, sample, before);
      if (measured !== undefined) this.onSample(measured);
      return;
    }
  }
}

/** What is needed of a sample until the next one. */
function slim(s: StatsSample): StatsSample {
  const { read, cpu_stats, networks, blkio_stats, storage_stats, num_procs, os_type } = s;
  return { read, cpu_stats, networks, blkio_stats, storage_stats, num_procs, os_type };
}

function spanOf(sample: Pick<StatsSample, "read">, before: Pick<StatsSample, "read">): number {
  return new Date(sample.read).getTime() - new Date(before.read).getTime();
}

/** What a container used between two samples; undefined where no time passed. */
export function sampleOf(
  containerId: string,
  sample: StatsSample,
  before: StatsSample,
): RecordedSample | undefined {
  const time = new Date(sample.read);
  const span = spanOf(sample, before);
  if (!(span > 0)) return undefined;
  const now = computeStats(sample, before);
  const then = computeStats(before);
  // Counters begin anew with the container.
  const rate = (a: number, b: number) => (a >= b ? a - b : a) / span * 1000;
  return {
    containerId,
    time,
    span,
    cpu: now.cpuPercent,
    cpuMax: now.cpuPercent,
    memory: now.memoryUsage,
    memoryMax: now.memoryUsage,
    memoryLimit: now.memoryLimit,
    networkIn: rate(now.networkRx, then.networkRx),
    networkOut: rate(now.networkTx, then.networkTx),
    diskRead: rate(now.blockRead, then.blockRead),
    diskWrite: rate(now.blockWrite, then.blockWrite),
    pids: now.pids,
  };
}
