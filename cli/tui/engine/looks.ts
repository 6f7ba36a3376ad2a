/**
 * What the list of containers does not say of one, looked up once: how often the engine has started
 * it anew, and whether it ran out of memory. Events tell it only to who was there.
 */
import { sleep } from "../../../core/sleep.ts";
import type { SubscriptionDeps } from "../deps.ts";
import type { Model } from "../model/model.ts";
import { type Container, exitCodeOf } from "../model/objects.ts";
import { slot } from "../model/slot.ts";
import type { Subscription } from "../store.ts";
import { secondsOf } from "../text/human.ts";
import { stories } from "./stories.ts";

/** What a look at one container found. */
export interface Look {
  /** The newest of its starts and ends that were known then (`Story.turn`). */
  readonly turn: number;
  /** RestartCount of the engine. */
  readonly restarts: number;
  /** OOMKilled of the engine; undefined where it did not answer. */
  readonly oom?: boolean;
}

/** What an answer says; nothing but the turn where there was none. */
type Said = { readonly id: string; readonly turn: number; restarts?: number; oom?: boolean };

const looks = slot<{ readonly byId: Readonly<Record<string, Look>> }, Said>("looks", { byId: {} });

/** Looks at a time. */
const AT_ONCE = 8;
/** Rows that are only passed by are not worth a question, in ms. */
const STAY = 150;
/** A first start comes so soon after the making, in seconds. */
const FIRST_START = 5;
/** The engine's words for a time are this exact up to here, in seconds. */
const EXACT = 60;
/** Before any start or end was heard of. */
const NO_TURN = -1;
/** Older than any turn: it is looked at again. */
const STALE = -2;

/** What is known of a container by a look. */
export function lookOf(model: Model, c: Container): Look | undefined {
  return looks.of(model).byId[c.id];
}

/** Whether a container ended in a way that a lack of memory may be behind: not asked to, not well. */
export function endedBadly(c: Container): boolean {
  const code = exitCodeOf(c) ?? 0;
  return c.state === "exited" && code !== 0 && code !== 143;
}

/** Whether its row may have to say what only a look tells. */
function mayTell(model: Model, c: Container): boolean {
  if (c.state === "restarting" || endedBadly(c)) return true;
  if (c.state !== "running") return false;
  if ((stories(model.events).get(c.id)?.deaths.length ?? 0) > 0) return true;
  const up = secondsOf(c.status) ?? EXACT;
  const age = ((c.asOf?.getTime() ?? model.now) - c.created.getTime()) / 1000;
  // One that has run since it was made was never started anew.
  return up >= EXACT || age - up > FIRST_START;
}

function turnOf(model: Model, c: Container): number {
  return Math.max(NO_TURN, stories(model.events).get(c.id)?.turn ?? NO_TURN);
}

/** Those of the rows that are seen that have to be looked at. */
export function unlooked(model: Model, seen: readonly Container[]): readonly Container[] {
  if (model.link.state !== "live") return [];
  return seen.filter((c) => mayTell(model, c) && lookOf(model, c)?.turn !== turnOf(model, c));
}

/** Looks at what has to be looked at, some at a time. */
export function lookSubscriptions(
  model: Model,
  seen: readonly Container[],
  deps: Pick<SubscriptionDeps, "engine">,
): readonly Subscription[] {
  return unlooked(model, seen).slice(0, AT_ONCE).map((c) => {
    const turn = turnOf(model, c);
    return {
      key: `look/${c.id}/${turn}`,
      async start(dispatch, signal) {
        await sleep(STAY, signal);
        if (signal.aborted) return;
        let said: Said = { id: c.id, turn };
        try {
          const engine = await deps.engine(signal);
          const doc = await engine.containers.inspect(c.id, { signal });
          said = { ...said, restarts: doc.RestartCount ?? 0, oom: doc.State?.OOMKilled === true };
        } catch {
          // It went away, or the engine did: the rows say so.
        }
        dispatch(looks.msg(said));
      },
    };
  });
}

/** An answer taken in. */
export function takeLook(model: Model, msg: Parameters<typeof looks.heard>[0]): Model | undefined {
  const said = looks.heard(msg);
  if (said === undefined) return undefined;
  const { byId } = looks.of(model);
  const { id, turn, restarts = byId[id]?.restarts ?? 0, oom = byId[id]?.oom } = said;
  const there = new Set(model.containers.map((c) => c.id));
  const kept = Object.entries(byId).filter(([other]) => there.has(other));
  return looks.with(model, {
    byId: { ...Object.fromEntries(kept), [id]: { turn, restarts, oom } },
  });
}

/** What was found stays while the engine is away, and is looked up again afterwards. */
export function settleLooks(model: Model): Model {
  if (model.link.state !== "down") return model;
  const all = Object.entries(looks.of(model).byId);
  if (all.every(([, { turn }]) => turn === STALE)) return model;
  return looks.with(model, {
    byId: Object.fromEntries(all.map(([id, look]) => [id, { ...look, turn: STALE }])),
  });
}
