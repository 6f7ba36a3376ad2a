/** Follows what one container uses, a sample a second. */
import { computeStats, type Engine, isEmptySample, isEngineError } from "../../../../core/mod.ts";
import type { Msg } from "../../model/messages.ts";
import { sleep } from "../../../../core/sleep.ts";

/** Samples what one container uses, about once a second, until it stops. */
export async function followStats(
  id: string,
  engineOf: (signal: AbortSignal) => Promise<Engine>,
  now: () => number,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  // Rows that are only passed by are not worth a stream.
  await sleep(250, signal);
  if (signal.aborted) return;
  try {
    const engine = await engineOf(signal);
    let before: { stats: ReturnType<typeof computeStats>; at: number } | undefined;
    for await (const sample of engine.containers.stats(id, { stream: true, signal })) {
      if (isEmptySample(sample)) continue;
      const stats = computeStats(sample);
      const at = Date.parse(sample.read ?? "") || now();
      // The engine's first sample has nothing to compare with.
      const complete = !/^0001-/.test(sample.preread ?? "0001-");
      if (complete) {
        const seconds = before === undefined ? 0 : (at - before.at) / 1000;
        const rate = (value: number, old: number | undefined) =>
          seconds <= 0 || old === undefined ? 0 : Math.max(0, (value - old) / seconds);
        dispatch({
          type: "stats",
          id,
          point: {
            at: now(),
            cpu: stats.cpuPercent,
            memory: stats.memoryUsage,
            limit: stats.memoryLimit,
            netIn: rate(stats.networkRx, before?.stats.networkRx),
            netOut: rate(stats.networkTx, before?.stats.networkTx),
            read: rate(stats.blockRead, before?.stats.blockRead),
            write: rate(stats.blockWrite, before?.stats.blockWrite),
            pids: stats.pids,
          },
        });
      }
      before = { stats, at };
    }
  } catch (e) {
    // It went away, or the engine did: the rows say so already.
    if (!signal.aborted && !isEngineError(e)) throw e;
  }
}
