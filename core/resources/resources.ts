/** Gathers what containers may use and what they used, of an engine and its record. */
import type { ContainerInspect, ContainerSummary } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import type { RecordedSample, RecordReader } from "../recorder/types.ts";
import { adviceOf, lacking, sumOf } from "./advice.ts";
import type { ResourceReport, ResourceUse } from "./types.ts";

/** What is looked at. */
export interface ResourceOptions {
  /** Those that are meant; unset: all that the engine has. */
  containers?: readonly Pick<ContainerSummary, "id">[];
  /** The record, if there is one. */
  record?: RecordReader;
  /** Only what was recorded since. */
  since: Date;
  /** Ends it. */
  signal?: AbortSignal;
}

/** Documents that are asked for at once. */
const AT_ONCE = 8;

/**
 * Limits, peaks, lacks of memory and advice for each container, and the sum of what runs on the
 * host. Without a record there are limits alone, and each says what is missing. Throws EngineError.
 */
export async function resourcesOf(
  engine: Engine,
  options: ResourceOptions,
): Promise<ResourceReport> {
  const { signal, record } = options;
  const [all, info] = await Promise.all([
    engine.containers.list({ all: true, signal }),
    engine.system.info({ signal }),
  ]);
  const wanted = new Set((options.containers ?? all).map((c) => c.id));
  const uses = new Map<string, ResourceUse>();
  const queue = [...all];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let c = queue.shift(); c !== undefined; c = queue.shift()) {
      // The sum is over all that run, whichever are meant.
      if (!wanted.has(c.id) && c.state !== "running") continue;
      const doc = await engine.containers.inspect(c.id, { signal }).catch((error) => {
        if (isEngineError(error, "not_found")) return undefined;
        throw error;
      });
      if (doc !== undefined) uses.set(c.id, useOf(doc));
    }
  }));
  for (const use of uses.values()) {
    if (record !== undefined) await addRecorded(use, record, options);
    const advice = adviceOf(use);
    const lacks = lacking(use);
    if (advice !== undefined) use.advice = advice;
    else if (lacks !== undefined) use.lacks = lacks;
  }
  const ordered = all.flatMap((c) => uses.get(c.id) ?? []);
  return {
    containers: ordered.filter((u) => wanted.has(u.id)),
    host: sumOf(ordered, { memory: info.MemTotal ?? 0, cpus: info.NCPU ?? 0 }),
    recorded: record !== undefined,
  };
}

/** What a document says of limits. */
export function useOf(doc: ContainerInspect): ResourceUse {
  const { HostConfig: host, State: state } = doc;
  const quota = (host.CpuQuota ?? 0) > 0 ? host.CpuQuota! / (host.CpuPeriod || 100_000) : 0;
  return {
    id: doc.Id,
    name: doc.Name.replace(/^\//, ""),
    running: state.Running,
    memory: { limit: Math.max(0, host.Memory ?? 0), ooms: state.OOMKilled ? 1 : 0 },
    cpu: { limit: (host.NanoCpus ?? 0) > 0 ? host.NanoCpus! / 1e9 : quota },
    pids: { limit: Math.max(0, host.PidsLimit ?? 0) },
  };
}

async function addRecorded(
  use: ResourceUse,
  record: RecordReader,
  { since, signal }: ResourceOptions,
): Promise<void> {
  const query = { containers: [use.id], since, signal };
  addSamples(use, await record.samples(query));
  let ooms = 0;
  for await (const event of record.events(query)) {
    if (event.type === "container" && event.id === use.id && event.action === "oom") ooms++;
  }
  use.memory.ooms = Math.max(use.memory.ooms, ooms);
}

/** Peaks and the average of what was measured. */
export function addSamples(use: ResourceUse, samples: readonly RecordedSample[]): void {
  let [time, cpu] = [0, 0];
  for (const s of samples) {
    time += s.span;
    cpu += s.cpu * s.span;
    if (s.memoryMax >= (use.memory.peak ?? 0)) {
      use.memory.peak = s.memoryMax;
      use.memory.peakAt = s.time;
    }
    use.cpu.peak = Math.max(use.cpu.peak ?? 0, s.cpuMax);
    use.pids.peak = Math.max(use.pids.peak ?? 0, s.pids);
  }
  if (time === 0) return;
  use.recorded = time;
  use.cpu.average = cpu / time;
}
