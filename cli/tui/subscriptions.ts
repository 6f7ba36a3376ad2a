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
  return (model: Model): readonly Subscription[] => [
    { key: "clock", start: (dispatch, signal) => tick(deps, dispatch, signal) },
    { key: "engine", start: (dispatch, signal) => watchEngine(deps, dispatch, signal) },
    ...recordSubscription(model, deps),
    ...deps.plugins?.subscriptions(model) ?? [],
    ...panesOf(model).flatMap((pane) => pane.subscriptions?.(model, deps) ?? []),
    ...overlaySubscriptions(model, deps),
    ...waitingSubscriptions(model),
  ];
}

function recordSubscription(model: Model, { record }: SubscriptionDeps): Subscription[] {
  if (record === undefined || !model.loaded) return [];
  return [{
    // A container that comes or goes is looked for at once.
    key: `record/${model.host}/${model.containers.length}/${model.kept.length}`,
    start: (dispatch, signal) =>
      watchRecord(record, [...model.containers, ...model.kept], dispatch, signal),
  }];
}

async function tick(deps: SubscriptionDeps, dispatch: Dispatch, signal: AbortSignal) {
  while (!signal.aborted) {
    await sleep(1000 - deps.now() % 1000, signal);
    dispatch({ type: "tick", now: deps.now() });
  }
}
