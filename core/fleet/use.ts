/** How much of a host its containers use. */
import { computeStats } from "../containers/compute_stats.ts";
import { listContainers } from "../containers/list.ts";
import { containerStats } from "../containers/stats.ts";
import { isEngineError } from "../errors.ts";
import type { Transport } from "../transport/types.ts";

/** What the containers of a host use together. */
export interface HostUse {
  /** Containers that run. */
  readonly running: number;
  /** Bytes of memory, without the page cache that the kernel could take back. */
  readonly memory: number;
}

/**
 * Adds up what the running containers use: one list, and one sample of each. One that ends
 * meanwhile counts for nothing. Throws EngineError where the host cannot be reached.
 */
export async function hostUse(
  transport: Transport,
  options: { signal?: AbortSignal } = {},
): Promise<HostUse> {
  const { signal } = options;
  const running = await listContainers(transport, { signal });
  const used = await Promise.all(running.map(async ({ id }) => {
    try {
      for await (
        const sample of containerStats(transport, id, { stream: false, oneShot: true, signal })
      ) {
        return computeStats(sample).memoryUsage;
      }
    } catch (e) {
      if (!isEngineError(e, "not_found", "conflict")) throw e;
    }
    return 0;
  }));
  return { running: running.length, memory: used.reduce((a, b) => a + b, 0) };
}
