/** Whether a container ends again and again, how often, and when it is started the next time. */
import { nanosOfText } from "../logs/time.ts";
import type { Evidence, Happening, Loop } from "./types.ts";

/** Fewer ends are no loop. */
const ENDS = 3;

/** The engine's longest pause before it starts a container again (ms; moby's restartmanager). */
const LONGEST_PAUSE = 60_000;

/** What a pause may take beyond that until the start is told of (ns). */
const PATIENCE = 30_000_000_000n;

/** Ends at the end of the list that the engine itself followed by a start. */
function endsInARow(events: readonly Happening[]): Happening[] {
  const ends: Happening[] = [];
  for (const event of events) {
    const { action } = event;
    // A person's doing begins the count anew.
    if (action === "kill" || action === "stop" || action === "restart") ends.length = 0;
    const last = ends.at(-1);
    const late = BigInt(LONGEST_PAUSE) * 1_000_000n + PATIENCE;
    if (action === "start" && last !== undefined && event.time - last.time > late) ends.length = 0;
    if (action === "die") ends.push(event);
  }
  return ends;
}

/** The loop that a container is or was in; undefined where it is in none. */
export function loopOf(evidence: Evidence): Loop | undefined {
  const { document, events } = evidence;
  const policy = document?.HostConfig?.RestartPolicy?.Name ?? "";
  if (document !== undefined && (policy === "" || policy === "no")) return undefined;
  const ends = endsInARow(events);
  const state = document?.State;
  const waiting = state?.Restarting === true;
  const counted = Math.max(ends.length, waiting ? document?.RestartCount ?? 0 : 0);
  if (counted < ENDS) return undefined;
  const [last, before] = [ends.at(-1), ends.at(-2)];
  const period = last === undefined || before === undefined
    ? 0
    : Number(last.time - before.time) / 1e6;
  const finished = nanosOfText(state?.FinishedAt);
  if (!waiting || finished === undefined) return { ends: counted, period };
  const doubled = 100 * 2 ** Math.min(20, document?.RestartCount ?? 0);
  const pause = Math.min(LONGEST_PAUSE, doubled);
  return { ends: counted, period, next: new Date(Number(finished / 1_000_000n) + pause) };
}
