/** How long containers are given to stop. */
import { ExitError, type NumberOption } from "../../spec/types.ts";

/** `--time`: what `--timeout` was called before docker 28. */
export const TIME = {
  type: "number",
  summary: "Seconds to wait before killing the container",
  hidden: true,
} as const satisfies NumberOption;

/** Throws docker's complaint when both names were used. */
export function refuseBoth(given: ReadonlySet<string>): void {
  if (!given.has("timeout") || !given.has("time")) return;
  throw new ExitError(1, "conflicting options: cannot specify both --timeout and --time");
}
