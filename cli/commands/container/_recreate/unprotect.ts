/** `--unprotect`: the person types the name of what is protected, and it counts for this once. */
import { allowOnce, type Engine, protectionFor } from "../../../../core/mod.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";

/**
 * Asks for the name of each of the containers that is protected, and lets them through. Throws
 * where the answer is another, or nobody can be asked.
 */
export async function askUnprotect(
  ctx: CommandContext,
  engine: Engine,
  containers: readonly string[],
): Promise<void> {
  for (const container of containers) {
    const found = await protectionFor(engine.transport, container, ctx.signal);
    if (found === undefined || found.protections.size === 0) continue;
    const by = [...new Set(found.protections.values())].join(" and ");
    const answer = await ctx.askText(
      `${sanitise(found.name)} is protected by ${by}. Type its name to go on: `,
    );
    if (answer === undefined) {
      throw new ExitError(
        1,
        "--unprotect asks for the name, and nobody can be asked without a terminal",
      );
    }
    if (answer.trim() !== found.name) {
      throw new ExitError(1, `That is not ${sanitise(found.name)}: it stays protected`);
    }
    allowOnce(engine.transport, found.id);
  }
}
