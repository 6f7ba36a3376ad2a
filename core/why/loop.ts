/** Whether a container ends again and again, how often, and when it is started the next time. */
import { nanosOfText } from "../logs/time.ts";
import { spanWords } from "./proofs.ts";
import type { Evidence, Happening, Loop } from "./types.ts";

/** Fewer ends are no loop. */
const ENDS = 3;

/** The engine's longest pause before it starts a container again (ms; moby's restartmanager). */
const LONGEST_PAUSE = 60_000;

/** What a pause may take beyond that until the start is told of (ns). */
const PATIENCE = 30_000_000_000n;

/** A run of a loop, as its events tell. */
interface LoopRun {
  /** How long it lasted (ms), where its start is known. */
  lasted?: number;
  code: string;
  image: string;
  oom: boolean;
  end: bigint;
}

/** The runs that ended with these ends, oldest first. */
function runsOf(events: readonly Happening[], ends: readonly Happening[]): LoopRun[] {
  return ends.map((end) => {
    const at = events.indexOf(end);
    const before = events.slice(0, at);
    const began = before.findLastIndex((e) => e.action === "start");
    const earlier = before.findLastIndex((e) => e.action === "die");
    const own = before.slice(Math.max(began, earlier) + 1);
    return {
      ...(began > earlier && { lasted: Number(end.time - events[began].time) / 1e6 }),
      code: end.attributes.exitCode ?? "?",
      image: end.attributes.image ?? "",
      oom: own.some((e) => e.action === "oom"),
      end: end.time,
    };
  });
}

/** One run this many times as long as another is told. */
const LONGER = 4;

/** What differs between the first and the last of them, in words. */
function differences(runs: readonly LoopRun[], events: readonly Happening[]): string[] {
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const differs: string[] = [];
  if (first.code !== last.code) {
    differs.push(`the first ended with ${first.code}, the last with ${last.code}`);
  }
  if (first.oom !== last.oom) {
    differs.push(`only the ${first.oom ? "first" : "last"} was short of memory`);
  }
  if (first.lasted !== undefined && last.lasted !== undefined) {
    const [short, long] = [first.lasted, last.lasted].sort((a, b) => a - b);
    if (long > LONGER * short && long - short > 1000) {
      differs.push(`the first ran ${spanWords(first.lasted)}, the last ${spanWords(last.lasted)}`);
    }
  }
  if (first.image !== last.image && first.image !== "" && last.image !== "") {
    differs.push(`the first had the image ${first.image}, the last ${last.image}`);
  }
  const changed = events.some((e) =>
    e.action === "update" && e.time > first.end && e.time < last.end
  );
  if (changed) differs.push("its limits or restart policy were changed between them");
  return differs;
}

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
  const differs = differences(runsOf(events, ends), events);
  const finished = nanosOfText(state?.FinishedAt);
  if (!waiting || finished === undefined) return { ends: counted, period, differs };
  const doubled = 100 * 2 ** Math.min(20, document?.RestartCount ?? 0);
  const pause = Math.min(LONGEST_PAUSE, doubled);
  return { ends: counted, period, differs, next: new Date(Number(finished / 1_000_000n) + pause) };
}
