/** Whether a command line removes or ends something, as its command says. */
import type { AnyCommandSpec } from "./types.ts";

/** Asks the command; one that throws, or does not say, counts as dangerous. */
export async function isDangerous(
  { dangerous }: Pick<AnyCommandSpec, "dangerous">,
  input: unknown,
): Promise<boolean> {
  if (typeof dangerous !== "function") return dangerous === true;
  try {
    return await dangerous(input) !== false;
  } catch {
    return true;
  }
}
