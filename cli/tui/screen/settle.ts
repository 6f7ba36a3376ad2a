import { sanitise } from "../../format/sanitise.ts";
import { chosen, chosenContainers } from "../act/actions.ts";
import { containerOf, isGone } from "../record/record.ts";
import { emptyLogs, type LogSource, type Model } from "../model/model.ts";
import { nameOf, projectsOf } from "../model/objects.ts";
import { appendLines } from "../panes/logs/buffer.ts";
import { placeOf } from "./layout.ts";
import { tableTop } from "../panes/stats/table.ts";
import { settleLists } from "../panes/lists/update.ts";
import { settlePlugins } from "../plugin/update.ts";

/** Sources that a merged log takes. */
export const LOG_SOURCES = 32;

/**
 * What follows from the rest of the model, made true after every message: selections that exist,
 * the log of what is selected, the details of what is selected.
 */
export function settle(model: Model): Model {
  return settlePlugins(settleTable(settleDetails(settleLogs(settleLists(model)))));
}

function settleTable(model: Model): Model {
  if (!model.table.all || placeOf(model, "stats") === undefined) return model;
  const top = tableTop(model);
  return top === model.table.top ? model : { ...model, table: { ...model.table, top } };
}

/** The containers whose log is on show: what is marked, else what is selected. */
function logSources(model: Model): readonly LogSource[] {
  let from = chosenContainers(model);
  if (from.length === 0 && model.list === "projects") {
    const name = model.lists.projects.selected;
    from = [...(projectsOf(model.containers).find((p) => p.name === name)?.containers ?? [])];
  }
  if (model.list === "containers") {
    const ids = new Set(chosen(model));
    from = [...from, ...model.removed.filter((c) => ids.has(c.id))];
  }
  if (from.length === 0) {
    const c = containerOf(model, model.lists.containers.selected);
    if (c !== undefined) from = [c];
  }
  return from.slice(0, LOG_SOURCES).map((c) => ({
    id: c.id,
    name: nameOf(c),
    ...(isGone(c) && { gone: true }),
  }));
}

function settleLogs(model: Model): Model {
  const { logs } = model;
  // What was read stays on show while the engine is away.
  if (!model.loaded || (model.link.state !== "live" && logs.key !== "")) return model;
  const sources = logSources(model);
  const ids = sources.map((s) => s.id).sort();
  // Another container is another log; more of them, or fewer, are looked at at the same time.
  const stays = sources.some((s) => logs.sources.some((old) => old.id === s.id));
  const time = stays ? logs.at : undefined;
  const at = time === undefined ? "" : `|@${time}`;
  const key = `${ids.join()}|${logs.tail}|${logs.since}${at}`;
  if (key === logs.key) return model;
  const recreated = logs.sources.length === 1 && sources.length === 1 &&
    logs.sources[0].id !== sources[0].id && logs.sources[0].name === sources[0].name &&
    time === undefined && !logs.sources[0].gone && !sources[0].gone &&
    !model.containers.some((c) => c.id === logs.sources[0].id);
  if (recreated) {
    const note = {
      seq: logs.nextSeq,
      source: 0,
      stream: "note" as const,
      text: `${sanitise(sources[0].name)} was made anew`,
    };
    return {
      ...model,
      logs: {
        ...logs,
        key,
        sources,
        buffer: appendLines(logs.buffer, [note]),
        nextSeq: logs.nextSeq + 1,
      },
    };
  }
  return {
    ...model,
    logs: {
      ...emptyLogs,
      key,
      sources,
      loading: sources.length > 0,
      search: logs.search,
      filter: logs.filter,
      timestamps: logs.timestamps,
      wrap: logs.wrap,
      pretty: logs.pretty,
      level: logs.level,
      tail: logs.tail,
      since: logs.since,
      at: time,
    },
  };
}

/** What the details are of: `containers/ID`; undefined for what has none. */
export function detailsKey(model: Model): string | undefined {
  if (model.list === "events" || model.list === "projects") return undefined;
  const id = model.lists[model.list].selected;
  return id === undefined ? undefined : `${model.list}/${id}`;
}

function settleDetails(model: Model): Model {
  const key = detailsKey(model);
  let next = model;
  if (key !== model.details.key) {
    next = {
      ...next,
      details: { key, toggled: model.details.toggled, cursor: 0, top: 0, reveal: false },
    };
  }
  const id = next.lists.containers.selected;
  if (next.processes.key !== id) {
    next = { ...next, processes: { key: id, titles: [], rows: [], top: 0 } };
  }
  return next;
}
