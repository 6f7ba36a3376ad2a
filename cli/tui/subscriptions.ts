/** What goes on for a model: the clock, the engine, the record, plugins, and what panes ask for. */
import { waitingSubscriptions } from "./act/update.ts";
import type { SubscriptionDeps } from "./deps.ts";
import { sleep } from "../../core/sleep.ts";
import { watchEngine } from "./engine/watch.ts";
import type { Model } from "./model/model.ts";
import { overlaySubscriptions } from "./overlays/mod.ts";
import { panesOf } from "./panes/mod.ts";
import { watchRecord } from "./record/watch.ts";
import type { Dispatch, Subscription } from "./store.ts";

/** Pure but for what the started ones do. */
export function makeSubscriptions(deps: SubscriptionDeps) {
  return (model: Model): readonly Subscription[] =>
    atItsTime(model, [
      { key: "clock", start: (dispatch, signal) => tick(deps, model, dispatch, signal) },
      { key: "engine", start: (dispatch, signal) => watchEngine(deps, dispatch, signal) },
      ...recordSubscription(model, deps),
      ...deps.plugins?.subscriptions(model) ?? [],
      ...panesOf(model).flatMap((pane) => pane.subscriptions?.(model, deps) ?? []),
      ...overlaySubscriptions(model, deps),
      ...waitingSubscriptions(model),
    ]);
}

/** At another time all of it is asked for anew. */
function atItsTime(model: Model, all: readonly Subscription[]): readonly Subscription[] {
  const { past } = model;
  return past === undefined ? all : all.map((s) => ({ ...s, key: `${s.key}@${past.at}` }));
}

function recordSubscription(model: Model, { record }: SubscriptionDeps): Subscription[] {
  // What is gone now was there then, or was gone already.
  if (record === undefined || !model.loaded || model.past !== undefined) return [];
  return [{
    // A container that comes or goes is looked for at once.
    key: `record/${model.host}/${model.containers.length}/${model.kept.length}`,
    start: (dispatch, signal) =>
      watchRecord(record, [...model.containers, ...model.kept], dispatch, signal),
  }];
}

async function tick(
  deps: SubscriptionDeps,
  { past }: Model,
  dispatch: Dispatch,
  signal: AbortSignal,
) {
  // In the past, ages are those of then; time goes on for messages alone.
  const back = past === undefined ? 0 : deps.now() - past.at;
  while (!signal.aborted) {
    await sleep(1000 - deps.now() % 1000, signal);
    dispatch({ type: "tick", now: deps.now() - back });
  }
}
