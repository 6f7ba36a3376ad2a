import type { Engine } from "../../core/mod.ts";
import { readEarlier } from "./panes/logs/sources/earlier.ts";
import { readBefore, readLater, readWindow } from "./panes/logs/sources/window.ts";
import { containerOf, isGone, type RecordAccess, recordedDocument } from "./record/record.ts";
import { recordedStatsKey } from "./panes/stats/charts.ts";
import { readRecordedStats, watchRecord } from "./record/watch.ts";
import { followLogs } from "./panes/logs/sources/follow.ts";
import { followStats } from "./panes/stats/follow.ts";
import { innerSize, placeOf } from "./screen/layout.ts";
import { rowsOf } from "./panes/lists/lists.ts";
import type { Model } from "./model/model.ts";
import type { Container } from "./model/objects.ts";
import type { PluginWork } from "./plugin/work.ts";
import { fitColumns } from "./panes/lists/view.ts";
import { containersList } from "./panes/lists/containers.ts";
import { tablePage, tableRows } from "./panes/stats/table.ts";
import type { Dispatch, Subscription } from "./store.ts";
import { type Retry, sleep, watchEngine, wordsOf } from "./engine/watch.ts";

/** What subscriptions are made of. */
export interface SubscriptionDeps {
  engine(signal: AbortSignal): Promise<Engine>;
  /** The way to the record, if there can be one. */
  record?: RecordAccess;
  retry: Retry;
  now(): number;
  plugins?: PluginWork;
}

/** Streams of statistics at a time: each costs the engine a hundredth of a CPU. */
const SAMPLERS = 60;
/** How often processes are asked for while they are seen, in ms. */
const PROCESSES = 2000;

/** What goes on for a model: pure but for what the started ones do. */
export function makeSubscriptions(deps: SubscriptionDeps) {
  return (model: Model): readonly Subscription[] => {
    const subscriptions: Subscription[] = [
      { key: "clock", start: (dispatch, signal) => tick(deps, dispatch, signal) },
      {
        key: "engine",
        start: (dispatch, signal) => watchEngine(deps, dispatch, signal),
      },
    ];
    if (deps.plugins !== undefined) subscriptions.push(...deps.plugins.subscriptions(model));
    const { logs } = model;
    // Once open it is followed on while another pane has the screen: read anew it would stand there
    // twice.
    const open = !logs.loading || placeOf(model, "logs") !== undefined;
    if (logs.sources.length > 0 && open) {
      subscriptions.push({
        key: `logs/${logs.key}`,
        start: (dispatch, signal) =>
          logs.at !== undefined ? readWindow(logs, deps, dispatch, signal) : followLogs(
            { key: logs.key, sources: logs.sources, tail: logs.tail, since: logs.since },
            deps,
            dispatch,
            signal,
          ),
      });
    }
    if (logs.earlier === "asked") {
      const read = logs.at === undefined ? readEarlier : readBefore;
      subscriptions.push({
        key: `earlier/${logs.key}/${logs.asks}`,
        start: (dispatch, signal) => read(logs, deps, dispatch, signal),
      });
    }
    if (logs.later === "asked") {
      subscriptions.push({
        key: `later/${logs.key}/${logs.asks}`,
        start: (dispatch, signal) => readLater(logs, deps, dispatch, signal),
      });
    }
    subscriptions.push(...recordSubscriptions(model, deps));
    if (model.link.state === "live") {
      for (const id of sampled(model)) {
        subscriptions.push({
          key: `stats/${id}`,
          start: (dispatch, signal) => followStats(id, deps.engine, deps.now, dispatch, signal),
        });
      }
      const details = detailsSubscription(model, deps);
      if (details !== undefined) subscriptions.push(details);
      const processes = processesSubscription(model, deps);
      if (processes !== undefined) subscriptions.push(processes);
    }
    return subscriptions;
  };
}

/** What is asked of the record. */
function recordSubscriptions(model: Model, deps: SubscriptionDeps): Subscription[] {
  const access = deps.record;
  if (access === undefined || !model.loaded) return [];
  const out: Subscription[] = [{
    // A container that comes or goes is looked for at once.
    key: `record/${model.host}/${model.containers.length}`,
    start: (dispatch, signal) => watchRecord(access, model.containers, dispatch, signal),
  }];
  const c = containerOf(model, model.lists.containers.selected);
  const seen = placeOf(model, "stats") !== undefined && !model.table.all;
  if (model.record !== undefined && c !== undefined && seen) {
    const up = c.state === "running";
    const key = recordedStatsKey(model, c);
    out.push({
      key: `recordedStats/${key}`,
      start: (dispatch, signal) =>
        readRecordedStats(
          access,
          { key, id: c.id, minutes: model.window, up },
          deps.now(),
          dispatch,
          signal,
        ),
    });
  }
  return out;
}

async function tick(deps: SubscriptionDeps, dispatch: Dispatch, signal: AbortSignal) {
  while (!signal.aborted) {
    await sleep(1000 - deps.now() % 1000, signal);
    dispatch({ type: "tick", now: deps.now() });
  }
}

/** Running containers whose use is seen: the rows on the screen, and the selected one's charts. */
export function sampled(model: Model): readonly string[] {
  const ids = new Set<string>();
  const selected = model.containers.find((c) => c.id === model.lists.containers.selected);
  if (placeOf(model, "stats") !== undefined && selected?.state === "running") ids.add(selected.id);
  const stats = placeOf(model, "stats");
  if (stats !== undefined && model.table.all) {
    // Who is at the top is known only where all are measured.
    const { items } = tableRows(model);
    const { top, sort } = model.table;
    const seen = sort.column === "name"
      ? items.slice(top, top + tablePage(innerSize(model, "stats")))
      : items;
    for (const c of seen.slice(0, SAMPLERS)) ids.add(c.id);
  }
  const place = placeOf(model, "containers");
  if (place !== undefined) {
    const state = model.lists.containers;
    const columns = fitColumns(containersList.columns, state.hidden, place.size.columns - 6);
    const sort = state.sort?.column;
    const byUse = sort === "cpu" || sort === "memory";
    if (byUse || columns.some((c) => c.column.id === "cpu" || c.column.id === "memory")) {
      const items = rowsOf(model, "containers").items as readonly Container[];
      const seen = byUse ? items : items.slice(state.top, state.top + place.size.rows - 3);
      for (const c of seen) {
        if (ids.size >= SAMPLERS) break;
        if (c.state === "running") ids.add(c.id);
      }
    }
  }
  return [...ids];
}

function detailsSubscription(model: Model, deps: SubscriptionDeps): Subscription | undefined {
  const { key } = model.details;
  if (key === undefined || placeOf(model, "details") === undefined) return undefined;
  const [kind, ...rest] = key.split("/");
  const id = rest.join("/");
  // What it is told to be now belongs to the key: another state is another document.
  const container = containerOf(model, id);
  const gone = kind === "containers" && isGone(container);
  const state = container === undefined ? "" : `${container.state} ${container.name}`;
  return {
    key: `details/${key}/${state}`,
    async start(dispatch, signal) {
      await sleep(60, signal);
      if (signal.aborted) return;
      try {
        const document = gone
          ? await recorded(deps, id, signal)
          : await inspect(await deps.engine(signal), kind, id, signal);
        dispatch({ type: "details", key, document });
      } catch (e) {
        if (!signal.aborted) dispatch({ type: "details", key, error: wordsOf(e).message });
      }
    },
  };
}

/** What the record knows of a container that is gone. */
async function recorded(deps: SubscriptionDeps, id: string, signal: AbortSignal) {
  const [container] = await (await deps.record?.reader())?.find(id, signal) ?? [];
  if (container === undefined) throw new Error("The record knows nothing of it any more");
  return recordedDocument(container);
}

async function inspect(
  engine: Engine,
  kind: string,
  id: string,
  signal: AbortSignal,
): Promise<unknown> {
  switch (kind) {
    case "containers":
      return await engine.containers.inspect(id, { signal });
    case "images":
      return await engine.images.inspect(id, { signal });
    case "networks":
      return await engine.networks.inspect(id, { signal });
    default:
      return await engine.volumes.inspect(id, { signal });
  }
}

function processesSubscription(model: Model, deps: SubscriptionDeps): Subscription | undefined {
  const { key } = model.processes;
  if (key === undefined || placeOf(model, "processes") === undefined) return undefined;
  const state = model.containers.find((c) => c.id === key)?.state ?? "";
  if (isGone(containerOf(model, key))) return undefined;
  return {
    key: `processes/${key}/${state}`,
    async start(dispatch, signal) {
      await sleep(60, signal);
      while (!signal.aborted) {
        try {
          const engine = await deps.engine(signal);
          const { titles, processes } = await engine.containers.top(key, { signal });
          dispatch({ type: "processes", key, titles, rows: processes });
        } catch (e) {
          if (signal.aborted) return;
          const error = wordsOf(e).message;
          dispatch({ type: "processes", key, titles: [], rows: [], error });
          return;
        }
        await sleep(PROCESSES, signal);
      }
    },
  };
}
