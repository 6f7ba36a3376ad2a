/** How it stands with a host. */
import { EngineError } from "../errors.ts";
import type { ClockDifference } from "./facts.ts";

/**
 * `connecting`: it has not answered yet. `up`: what is shown of it is what its engine has. `slow`:
 * likewise, but it keeps us waiting just now. `down`: it does not answer; what was known of it is
 * kept. `refused`: it answers, or would, and does not let us in; a person has to do something.
 */
export type HostState = "connecting" | "up" | "slow" | "down" | "refused";

/** Whether a failure is a closed door rather than a silent host. */
export function isRefusal(e: unknown): boolean {
  if (!(e instanceof EngineError)) return false;
  if (["denied", "unauthorized", "config", "version"].includes(e.code)) return true;
  // ssh's own words for it.
  return e.code === "unreachable" && e.endpoint?.startsWith("ssh:") === true &&
    /Permission denied|Host key verification failed/i.test(e.message);
}

/** A clock's difference in words: `+0.2s`, `-3m`, and `~0` for what cannot be told from none. */
export function clockWords(clock: ClockDifference | undefined): string {
  if (clock === undefined) return "";
  const { ms, within } = clock;
  if (Math.abs(ms) <= Math.max(within, 50)) return "~0";
  const size = Math.abs(ms);
  const words = size < 60_000
    ? `${(size / 1000).toFixed(1)}s`
    : size < 3_600_000
    ? `${Math.round(size / 60_000)}m`
    : `${Math.round(size / 3_600_000)}h`;
  return (ms < 0 ? "-" : "+") + words;
}
