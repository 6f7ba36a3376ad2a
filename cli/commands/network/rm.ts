/** `network rm`: remove one or more networks. */
import { isEngineError } from "../../../core/errors.ts";
import { removableNetworks } from "../_lib/flag_values.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";

/** Asks before the routing mesh of a swarm is taken away, as docker does. */
async function mayGo(ctx: CommandContext, name: string): Promise<boolean> {
  const engine = await ctx.engine();
  const found = await engine.networks.inspect(name, { signal: ctx.signal }).catch(() => undefined);
  if (!found?.Ingress) return true;
  return await ctx.confirm(
    "WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run " +
      "the same docker engine version. Otherwise, removal may not be effective and functionality " +
      "of newly create ingress networks will be impaired.\nAre you sure you want to continue?",
  );
}

export const networkRm = defineCommand({
  path: "network rm",
  aliases: ["network remove"],
  summary: "Remove one or more networks",
  usage: "NETWORK [NETWORK...]",
  dangerous: true,
  args: [{ name: "network", variadic: true, complete: removableNetworks }],
  options: {
    force: { type: "boolean", short: "f", summary: "Do not error if the network does not exist" },
  },
  run: async (ctx, { network, force }) => {
    const engine = await ctx.engine();
    let failed = false;
    for (const name of network) {
      try {
        if (!await mayGo(ctx, name)) continue;
        await engine.networks.remove(name, { signal: ctx.signal });
        await ctx.streams.stdout.write(name + "\n");
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        if (force && e.code === "not_found") continue;
        failed = true;
        await ctx.streams.stderr.write(errorText(e) + "\n");
      }
    }
    // Each failure was said where it happened.
    if (failed) throw new ExitError(1);
  },
});
