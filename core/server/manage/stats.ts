/** Stats of containers that somebody sees: one stream of the engine for each, however many look. */
import {
  computeStats,
  type ContainerStats,
  isEmptySample,
} from "../../containers/compute_stats.ts";
import type { StatsSample } from "../../containers/stats.ts";
import { isEngineError } from "../../errors.ts";
import type { ManagedHost } from "./hosts.ts";

/** Streams at once; what is beyond shows no numbers. */
const MAX_STREAMS = 256;

/** A measure, and when it was taken. */
export interface Measured extends ContainerStats {
  at: string;
}

type Listener = (sample: Measured) => void;

interface Source {
  readonly stop: AbortController;
  readonly listeners: Map<unknown, Listener>;
}

/** The streams of stats that are open. */
export class StatsPool {
  readonly #sources = new Map<string, Source>();

  /** `onError` gets what should not have happened. */
  constructor(private readonly onError: (error: unknown) => void) {}

  /** How many streams are open. */
  get streams(): number {
    return this.#sources.size;
  }

  /** Tells `listener` of each measure until `who` leaves. */
  join(
    host: ManagedHost,
    id: string,
    keyOf: (host: string, id: string) => string,
    who: unknown,
    listener: Listener,
  ): void {
    const key = keyOf(host.name, id);
    let source = this.#sources.get(key);
    if (source === undefined) {
      if (this.#sources.size >= MAX_STREAMS) return;
      source = { stop: new AbortController(), listeners: new Map() };
      this.#sources.set(key, source);
      void this.#read(host, id, source).finally(() => {
        if (this.#sources.get(key) === source) this.#sources.delete(key);
      });
    }
    source.listeners.set(who, listener);
  }

  /** Somebody does not see it any more; with the last one the stream ends at once. */
  leave(key: string, who: unknown): void {
    const source = this.#sources.get(key);
    if (source === undefined || !source.listeners.delete(who) || source.listeners.size > 0) return;
    this.#sources.delete(key);
    source.stop.abort();
  }

  async #read(host: ManagedHost, id: string, source: Source): Promise<void> {
    try {
      let previous: StatsSample | undefined;
      for await (const sample of host.engine.containers.stats(id, { signal: source.stop.signal })) {
        if (isEmptySample(sample)) {
          previous = undefined;
          continue;
        }
        // The first of a stream has nothing to compare with: it would be the mean since the start.
        if (previous !== undefined || !isEmptySample({ read: sample.preread ?? "" })) {
          const measured = { ...computeStats(sample, previous), at: sample.read };
          for (const listener of source.listeners.values()) listener(measured);
        }
        previous = sample;
      }
    } catch (e) {
      // It is gone, or the engine is: the row says so. Numbers that are none end nothing but this.
      if (!isEngineError(e)) this.onError(e);
    }
  }
}

/** As it is sent: short, as there are many of it. */
export function statsRow(s: Measured) {
  return {
    at: s.at,
    cpu: Math.round(s.cpuPercent * 100) / 100,
    memory: Math.round(s.memoryUsage),
    memoryLimit: s.memoryLimit,
    networkRx: s.networkRx,
    networkTx: s.networkTx,
    blockRead: s.blockRead,
    blockWrite: s.blockWrite,
    pids: s.pids,
  };
}
