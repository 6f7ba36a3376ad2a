/** What the events tell of each container: how it ended, and how often. */
import type { Model } from "../model/model.ts";
import type { EngineEventRow } from "../model/objects.ts";

/** What the events tell of one container. */
export interface Story {
  /** It has run out of memory since it was started last. */
  readonly oom: boolean;
  /** When it ended without having been asked to, ms; oldest first. */
  readonly deaths: readonly number[];
  /** Number of its newest start, end or lack of memory; absent where none is known. */
  readonly turn?: number;
  /** Of this container alone, oldest first. */
  readonly events: readonly EngineEventRow[];
}

/** A container that was sent a signal so long before its end was asked to end, in ms. */
const ASKED = 30_000;

const TURNS: ReadonlySet<string> = new Set(["start", "die", "oom"]);

const known = new WeakMap<Model["events"], ReadonlyMap<string, Story>>();

/** The stories of all containers that the known events tell of, by full id. */
export function stories(events: Model["events"]): ReadonlyMap<string, Story> {
  const found = known.get(events);
  if (found !== undefined) return found;
  const all = new Map<
    string,
    Story & { oom: boolean; turn?: number; deaths: number[]; events: EngineEventRow[] }
  >();
  const asked = new Map<string, number>();
  for (let i = events.length - 1; i >= 0; i--) {
    const e = events[i];
    if (e.type !== "container") continue;
    let story = all.get(e.id);
    if (story === undefined) all.set(e.id, story = { oom: false, deaths: [], events: [] });
    story.events.push(e);
    const at = e.time.getTime();
    if (TURNS.has(e.action)) story.turn = e.seq;
    if (e.action === "start") story.oom = false;
    else if (e.action === "oom") story.oom = true;
    else if (e.action === "kill") asked.set(e.id, at);
    else if (e.action === "die" && at - (asked.get(e.id) ?? -Infinity) > ASKED) {
      story.deaths.push(at);
    }
  }
  known.set(events, all);
  return all;
}
