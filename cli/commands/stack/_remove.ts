/** Takes parts of a stack away, each told before; a failure is told and the rest goes on. */
import { errorText } from "../../spec/errors.ts";
import type { CommandContext } from "../../spec/types.ts";

/** What can be taken away. */
export interface Part {
  readonly id: string;
  readonly name: string;
}

/** Removes parts one after the other; false where one of them stays. */
export async function removeParts(
  ctx: CommandContext,
  kind: "service" | "secret" | "config" | "network",
  parts: readonly Part[],
): Promise<boolean> {
  const engine = await ctx.engine();
  const calls = {
    service: engine.services,
    secret: engine.secrets,
    config: engine.configs,
    network: engine.networks,
  }[kind];
  let all = true;
  for (const { id, name } of parts) {
    await ctx.streams.stdout.write(`Removing ${kind} ${name}\n`);
    try {
      await calls.remove(id, { signal: ctx.signal });
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      all = false;
      await ctx.streams.stderr.write(`Failed to remove ${kind} ${id}: ${errorText(error)}\n`);
    }
  }
  return all;
}
