import { offerCandidates } from "../line/line.ts";
import type { Effect, Msg } from "../model/messages.ts";
import {
  EVENTS,
  initialModel,
  type Model,
  OUTPUT_LINES,
  SAMPLED,
  SAMPLES,
} from "../model/model.ts";
import { acted, say } from "../act/act.ts";
import { takeEarlier } from "../panes/logs/earlier.ts";
import { clampTop } from "../panes/lists/update.ts";
import { takeLines, takeWindow } from "../panes/logs/update.ts";

type Result = readonly [Model, readonly Effect[]];

const quiet = (model: Model): Result => [model, []];

/** What the engine, an effect or a command had to say; undefined for a message of another kind. */
export function taken(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "link":
      return quiet(linked(model, msg.link));
    case "version":
      return quiet({ ...model, version: msg.version });
    case "objects": {
      const { type: _, ...objects } = msg;
      return quiet({ ...model, ...objects, loaded: true });
    }
    case "events": {
      if (msg.past) return quiet(pastEvents(model, msg.events));
      let seq = model.nextEvent;
      const fresh = msg.events.map((e) => ({ ...e, seq: seq++ })).reverse();
      const events = [...fresh, ...model.events].slice(0, EVENTS);
      return quiet({ ...model, events, nextEvent: seq });
    }
    case "log":
      return quiet(takeLines(model, msg));
    case "earlier":
      return quiet(takeEarlier(model, msg));
    case "logWindow":
    case "logLater":
      return quiet(takeWindow(model, msg));
    case "record":
      return quiet({ ...model, record: msg.record, removed: msg.removed });
    case "recordedStats":
      return quiet({ ...model, recordedStats: { key: msg.key, points: msg.points } });
    case "logError":
      if (msg.key !== model.logs.key) return quiet(model);
      return quiet({
        ...model,
        logs: {
          ...model.logs,
          loading: false,
          error: msg.error,
          earlier: model.logs.earlier === "asked" ? "none" : model.logs.earlier,
          later: model.logs.later === "asked" ? "none" : model.logs.later,
        },
      });
    case "stats":
      return quiet(sampled(model, msg));
    case "details":
      if (msg.key !== model.details.key) return quiet(model);
      return quiet({
        ...model,
        details: { ...model.details, document: msg.document, error: msg.error },
      });
    case "processes": {
      if (msg.key !== model.processes.key) return quiet(model);
      const { titles, rows, error } = msg;
      const next = { ...model, processes: { ...model.processes, titles, rows, error } };
      const top = clampTop(next, "processes", next.processes.top);
      return quiet({ ...next, processes: { ...next.processes, top } });
    }
    case "acted": {
      // What was done by key can be found, changed and run again on the `:` line.
      const command = model.batches[msg.batch]?.command;
      const next = acted(model, msg);
      const over = command !== undefined && next.batches[msg.batch] === undefined;
      return [next, over ? [{ type: "remember", line: command.replace(/^docker /, "") }] : []];
    }
    case "say":
      return quiet(say(model, msg.message));
    case "plan":
      if (model.overlay?.kind !== "plan") return quiet(model);
      return quiet({
        ...model,
        overlay: { ...model.overlay, items: msg.items ?? [], error: msg.error },
      });
    case "history":
      return quiet({ ...model, line: { ...model.line, history: msg.lines } });
    case "candidates":
      return quiet({
        ...model,
        line: offerCandidates(model.line, msg.text, msg.from, msg.candidates),
      });
    case "openOutput":
      return quiet({
        ...model,
        overlay: {
          kind: "output",
          command: msg.command,
          lines: [],
          dropped: 0,
          running: true,
          up: 0,
          left: 0,
          wrap: false,
        },
      });
    case "output": {
      if (model.overlay?.kind !== "output") return quiet(model);
      const all = [...model.overlay.lines, ...msg.lines];
      const over = Math.max(0, all.length - OUTPUT_LINES);
      const up = model.overlay.up > 0 ? model.overlay.up + msg.lines.length : 0;
      return quiet({
        ...model,
        overlay: {
          ...model.overlay,
          up,
          lines: over > 0 ? all.slice(over) : all,
          dropped: model.overlay.dropped + over,
        },
      });
    }
    case "ran": {
      if (model.overlay?.kind !== "output" || !model.overlay.running) return quiet(model);
      return quiet({ ...model, overlay: { ...model.overlay, running: false, code: msg.code } });
    }
    default:
      return undefined;
  }
}

/** Events from before those that are known, without the ones that are known already. */
function pastEvents(
  model: Model,
  events: Extract<Msg, { type: "events" }>["events"],
): Model {
  const keyOf = (e: (typeof events)[number]) => `${e.time.getTime()} ${e.action} ${e.id}`;
  const held = new Set(model.events.map(keyOf));
  let seq = Math.min(0, model.events.at(-1)?.seq ?? 0);
  const older = events.filter((e) => !held.has(keyOf(e))).reverse()
    .map((e) => ({ ...e, seq: --seq }));
  return { ...model, events: [...model.events, ...older].slice(0, EVENTS) };
}

function linked(model: Model, link: Model["link"]): Model {
  const before = model.link.state;
  const next: Model = { ...model, link };
  if (link.state === "down" && before === "live") {
    return say({ ...next, pending: {} }, {
      kind: "bad",
      text: `The engine is gone: ${link.error}`,
    });
  }
  if (link.state === "live" && before === "down" && model.loaded) {
    return say(next, { kind: "ok", text: "The engine is back" });
  }
  return next;
}

function sampled(model: Model, msg: Extract<Msg, { type: "stats" }>): Model {
  const old = model.stats[msg.id] ?? [];
  const points = old.length >= SAMPLES ? old.slice(old.length - SAMPLES + 1) : old.slice();
  points.push(msg.point);
  const stats: Record<string, typeof points> = { ...model.stats as Record<string, typeof points> };
  delete stats[msg.id];
  stats[msg.id] = points;
  const ids = Object.keys(stats);
  for (const id of ids.slice(0, Math.max(0, ids.length - SAMPLED))) delete stats[id];
  return { ...model, stats };
}

/** Another engine: nothing of the one before stays but how the screen is set up. */
export function onHost(model: Model, host: string, readOnly: boolean): Model {
  const fresh = initialModel({
    size: model.size,
    now: model.now,
    host,
    readOnly,
    theme: model.theme,
    utcOffset: model.utcOffset,
  });
  const { messages, errors, line, nextBatch, nextEvent, window, shift } = model;
  return say({ ...fresh, messages, errors, line, nextBatch, nextEvent, window, shift }, {
    kind: "info",
    text: `asking ${host}`,
  });
}
