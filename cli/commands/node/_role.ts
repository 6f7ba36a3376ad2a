/** Changes the role of nodes: `node promote` and `node demote`. */
import type { CommandContext } from "../../spec/types.ts";

/** Gives nodes a role, one after the other; `said` is what docker says of each that was changed. */
export async function giveRole(
  ctx: CommandContext,
  nodes: readonly string[],
  role: "manager" | "worker",
  said: string,
): Promise<void> {
  const engine = await ctx.engine();
  const { signal } = ctx;
  const { stdout } = ctx.streams;
  for (const node of nodes) {
    const { Version, Spec } = await engine.nodes.inspect(node, { signal });
    if (Spec.Role === role) {
      await stdout.write(`Node ${node} is already a ${role}.\n`);
      continue;
    }
    await engine.nodes.update(node, Version.Index, { ...Spec, Role: role }, { signal });
    await stdout.write(`Node ${node} ${said}\n`);
  }
}
