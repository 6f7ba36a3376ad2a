/** The stats pane: charts of the selected container, or a table of all that run. */
import { chosen } from "../../act/action.ts";
import type { SubscriptionDeps } from "../../deps.ts";
import { type Msg, quiet, type Result } from "../../model/messages.ts";
import { type Model, SAMPLED } from "../../model/model.ts";
import { nameOf } from "../../model/objects.ts";
import { Samples } from "../../model/samples.ts";
import { say } from "../../model/say.ts";
import type { Pane } from "../../pane.ts";
import { containerOf, selectedContainer } from "../../record/record.ts";
import { readRecordedStats } from "../../record/watch.ts";
import { placeOf } from "../../screen/layout.ts";
import type { Subscription } from "../../store.ts";
import { span } from "../../text/block.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { recordedStatsKey, statsNote, statsView } from "./charts.ts";
import { followStats } from "./follow.ts";
import { statsKeys } from "./keys.ts";
import { sampled } from "./sampled.ts";
import { moveTable, pressTable, settleTable, sortMenu } from "./table_update.ts";
import { statsTableNote, statsTableView, tableShown } from "./table.ts";

/** Minutes of the charts; those beyond an hour need a record. */
const WINDOWS = [1, 5, 15, 60, 360, 1440, 10_080];
const MEASURED = 60;

export const statsPane: Pane = {
  id: "stats",
  title: "Stats",
  side: "detail",
  key: "4",
  keys: statsKeys,
  view: (model, size) => tableShown(model) ? statsTableView(model, size) : statsView(model, size),
  subject(model) {
    if (model.table.all) return [span("all that run")];
    if (tableShown(model)) return [span(sanitise(chosen(model).join(" ")))];
    const c = selectedContainer(model);
    return c === undefined ? [] : [span(sanitise(nameOf(c)))];
  },
  note: (model) => tableShown(model) ? statsTableNote(model) : statsNote(model),
  move: (model, by) => tableShown(model) ? moveTable(model, by) : model,
  press: (model, row, size) => tableShown(model) ? pressTable(model, row, size) : model,
  take,
  here(model, msg) {
    if (!tableShown(model)) return undefined;
    if (msg.type === "enter") return quiet({ ...model, table: { ...model.table, all: false } });
    if (msg.type === "sort") return quiet({ ...model, overlay: sortMenu(model) });
  },
  settle: settleTable,
  subscriptions,
};

function take(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "stats":
      return quiet(withSample(model, msg));
    case "recordedStats":
      return quiet({ ...model, recordedStats: { key: msg.key, points: msg.points } });
    case "statsAll":
      return quiet({ ...model, table: { ...model.table, all: !model.table.all } });
    case "sortStats": {
      const { sort } = model.table;
      const down = sort.column === msg.column ? !sort.down : msg.column !== "name";
      return quiet({ ...model, table: { ...model.table, sort: { column: msg.column, down } } });
    }
    case "window": {
      const at = WINDOWS.indexOf(model.window) + msg.by;
      const window = WINDOWS[Math.max(0, Math.min(WINDOWS.length - 1, at))];
      if (window > MEASURED && model.record === undefined) {
        const text = "Only the last hour is kept here: `dockerctl record start` keeps more";
        return quiet(say(model, { kind: "info", text }));
      }
      return quiet({ ...model, window });
    }
  }
}

function withSample(model: Model, msg: Extract<Msg, { type: "stats" }>): Model {
  const { [msg.id]: old = Samples.none, ...others } = model.stats;
  const stats: Record<string, Samples> = others;
  stats[msg.id] = old.with(msg.point);
  const ids = Object.keys(stats);
  for (const id of ids.slice(0, Math.max(0, ids.length - SAMPLED))) delete stats[id];
  return { ...model, stats };
}

function subscriptions(model: Model, deps: SubscriptionDeps): readonly Subscription[] {
  const out: Subscription[] = [];
  if (model.link.state === "live") {
    for (const id of sampled(model)) {
      out.push({
        key: `stats/${id}`,
        start: (dispatch, signal) => followStats(id, deps.engine, deps.now, dispatch, signal),
      });
    }
  }
  const access = deps.record;
  const c = containerOf(model, model.lists.containers.selected);
  const seen = placeOf(model, "stats") !== undefined && !tableShown(model);
  if (access === undefined || !model.loaded || model.record === undefined) return out;
  if (c === undefined || !seen) return out;
  const up = c.state === "running";
  const key = recordedStatsKey(model, c);
  const wish = { key, id: c.id, minutes: model.window, up };
  out.push({
    key: `recordedStats/${key}`,
    start: (dispatch, signal) =>
      readRecordedStats(access, wish, model.past?.at ?? deps.now(), dispatch, signal),
  });
  return out;
}
