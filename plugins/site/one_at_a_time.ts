/** One deploy of a site at a time from this machine: two would write into one folder. */
import { takeTurn } from "../../core/mod.ts";
import { ExitError, type PluginContext } from "../../cli/plugin/mod.ts";

/** How long to wait for the other one, in milliseconds. */
const LIMIT_MS = 10 * 60_000;

/**
 * Waits for its turn with a container (by its full id), and says so. The end of a process ends its
 * turn, however it ends. Disposing gives the turn to the next.
 */
export async function turnFor(
  ctx: PluginContext,
  container: string,
  name: string,
): Promise<Disposable> {
  const turn = await takeTurn(`${await ctx.dataDir()}/${container.slice(0, 24)}.turn`, {
    signal: ctx.signal,
    limitMs: LIMIT_MS,
    onWait: () => ctx.out.error(`Another deploy of ${name} is under way: waiting for it`),
  });
  if (turn === undefined) throw new ExitError(1, `The other deploy of ${name} does not end`);
  return turn;
}
