/** The moments of `--since` and `--until` of logs. */
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { parseMoment } from "../../_flags/moments.ts";

/** The moment that a flag names, as the engine takes it. Throws with docker's words. */
export function momentOf(
  ctx: CommandContext,
  name: string,
  text: string | undefined,
): string | undefined {
  try {
    return text ? parseMoment(text, ctx.now()) : undefined;
  } catch (error) {
    throw new ExitError(1, `invalid value for "${name}": ${(error as Error).message}`);
  }
}
