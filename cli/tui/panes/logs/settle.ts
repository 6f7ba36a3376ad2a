/** Whose log is on show: it follows what is chosen in the list. */
import { sanitise } from "../../../format/sanitise.ts";
import { emptyLogs, type LogSource, type LogsState } from "../../model/log.ts";
import type { Model } from "../../model/model.ts";
import { hasSwarmObject } from "../../model/swarm.ts";
import type { ListPane } from "../../pane.ts";
import { selectedContainer } from "../../record/record.ts";
import { sourceOf } from "../lists/log_sources.ts";
import { appendLines } from "./buffer.ts";

/** Sources that a merged log takes. */
const LOG_SOURCES = 32;

/** What is marked or selected in the list; where it has no logs, the selected container. */
function logSources(model: Model, lists: readonly ListPane[]): readonly LogSource[] {
  const from = lists.find((l) => l.id === model.list)?.logs?.(model) ?? [];
  if (from.length > 0) return from.slice(0, LOG_SOURCES);
  const c = selectedContainer(model);
  return c === undefined ? [] : [sourceOf(c)];
}

/** The model with the log of what is chosen. */
export function settleLogs(model: Model, lists: readonly ListPane[]): Model {
  const { logs } = model;
  // What was read stays on show while the engine is away.
  if (!model.loaded || (model.link.state !== "live" && logs.key !== "")) return model;
  const chosen = logSources(model, lists);
  const stays = wasMadeAnew(model, chosen) ? undefined : staysWhere(model, chosen);
  if (stays !== undefined && logs.stays === undefined) {
    return settleLogs(removed(model, stays), lists);
  }
  if (stays !== logs.stays && stays !== undefined) {
    return settleLogs({ ...model, logs: { ...logs, stays } }, lists);
  }
  const sources = stays === undefined ? chosen : logs.sources;
  const ids = sources.map((s) => s.id).sort();
  // Another container is another log; more of them, or fewer, are looked at at the same time.
  const same = sources.some((s) => logs.sources.some((old) => old.id === s.id));
  const time = same ? logs.at : undefined;
  const at = time === undefined ? "" : `|@${time}`;
  const key = `${ids.join()}|${logs.tail}|${logs.since}${at}`;
  if (key === logs.key) {
    return stays === logs.stays ? model : { ...model, logs: { ...logs, stays } };
  }
  if (time === undefined && wasMadeAnew(model, sources)) {
    return { ...model, logs: madeAnew(logs, key, sources) };
  }
  return {
    ...model,
    logs: {
      ...emptyLogs,
      key,
      sources,
      loading: sources.length > 0,
      ...(stays !== undefined && { stays }),
      search: logs.search,
      filter: logs.filter,
      timestamps: logs.timestamps,
      wrap: logs.wrap,
      pretty: logs.pretty,
      level: logs.level,
      tail: logs.tail,
      since: logs.since,
      at: time,
      ...(time !== undefined && { found: logs.found }),
    },
  };
}

/**
 * The log of containers that were removed stays until one moves on: what it stays by, or undefined
 * where it is not (or no longer) so.
 */
function staysWhere(model: Model, chosen: readonly LogSource[]): LogsState["stays"] {
  const { logs, list } = model;
  const gone = (id: string) => !model.containers.some((c) => c.id === id);
  if (logs.sources.length === 0 || logs.sources.some((s) => s.gone || isThere(model, s))) {
    return undefined;
  }
  if (chosen.some((s) => logs.sources.some((old) => old.id === s.id))) return undefined;
  const { selected, marks } = model.lists[list];
  const now = { list, selected };
  const { stays } = logs;
  if (marks.size > 0) return undefined;
  if (stays === undefined) return now;
  if (stays.list === list && stays.selected === selected) return stays;
  // The next one went as well: nobody moved.
  const followed = list === "containers" && stays.list === list && stays.selected !== undefined &&
    gone(stays.selected);
  return followed ? now : undefined;
}

/** Whether the engine, as far as is known, has it. */
function isThere(model: Model, { id, of }: LogSource): boolean {
  if (of !== undefined) return hasSwarmObject(model, of, id);
  return model.containers.some((c) => c.id === id);
}

function removed(model: Model, stays: LogsState["stays"]): Model {
  const { logs } = model;
  const notes = logs.sources.map((source, i) => ({
    seq: logs.nextSeq + i,
    source: i,
    stream: "note" as const,
    text: `${sanitise(source.name)} was removed`,
  }));
  const nextSeq = logs.nextSeq + notes.length;
  return { ...model, logs: { ...logs, stays, buffer: appendLines(logs.buffer, notes), nextSeq } };
}

/** Whether the one source is another container of the name that the one before had. */
function wasMadeAnew(model: Model, sources: readonly LogSource[]): boolean {
  const before = model.logs.sources;
  if (before.length !== 1 || sources.length !== 1) return false;
  const [[old], [now]] = [before, sources];
  return old.id !== now.id && old.name === now.name && !old.gone && !now.gone &&
    old.of === now.of && !isThere(model, old);
}

function madeAnew(logs: LogsState, key: string, sources: readonly LogSource[]): LogsState {
  const note = {
    seq: logs.nextSeq,
    source: 0,
    stream: "note" as const,
    text: `${sanitise(sources[0].name)} was made anew`,
  };
  return {
    ...logs,
    key,
    sources,
    stays: undefined,
    buffer: appendLines(logs.buffer, [note]),
    nextSeq: logs.nextSeq + 1,
  };
}
