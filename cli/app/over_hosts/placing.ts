/** Chooses the hosts for new containers, and says why. */
import { hostFacts } from "../../../core/fleet/facts.ts";
import { type Place, placedWords, placeOn } from "../../../core/fleet/place.ts";
import { hostUse } from "../../../core/fleet/use.ts";
import { isEngineError } from "../../../core/errors.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, ExitError, type PlacedWork } from "../../spec/types.ts";
import type { ChosenHost } from "./host_engines.ts";

/** How long a host may take to say how full it is, in milliseconds. */
const LIMIT = 10_000;

/**
 * The hosts that were chosen, with how many containers each gets. Hosts on which nothing may be
 * changed and hosts that do not answer are left out; the latter is said.
 */
export async function chooseForNew(
  ctx: CommandContext,
  hosts: readonly ChosenHost[],
  work: PlacedWork,
): Promise<{ host: ChosenHost; count: number }[]> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(LIMIT)]);
  const places: Place[] = [];
  await Promise.all(
    hosts.filter((h) => !h.spec.readOnly).map(async ({ name, engine }) => {
      try {
        const { transport } = await engine();
        const [facts, use] = [
          await hostFacts(transport, { signal }),
          await hostUse(transport, { signal }),
        ];
        places.push({ name, running: use.running, used: use.memory, memory: facts.memory });
      } catch (error) {
        ctx.signal.throwIfAborted();
        const why = errorText(error).split("\n", 1)[0];
        await ctx.streams.stderr.write(`${name} is left out: ${sanitise(why)}\n`);
      }
    }),
  );
  places.sort((a, b) => a.name < b.name ? -1 : 1);
  try {
    return await Promise.all(
      placeOn(places, work.way, work).map(async (placed) => {
        await ctx.streams.stderr.write(`Placed ${placedWords(placed)}\n`);
        return { host: hosts.find((h) => h.name === placed.name)!, count: placed.count };
      }),
    );
  } catch (error) {
    if (isEngineError(error, "unavailable")) throw new ExitError(125, error.message);
    throw error;
  }
}
