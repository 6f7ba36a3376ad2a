import { lineKey, linePaste, offerCandidates, openLine, remember } from "./command_line.ts";
import type { Keymap } from "./keymap.ts";
import { innerSize, placesOf, tabOrder } from "./layout.ts";
import { rowsOf, selectedItem } from "./lists.ts";
import type { Effect, Msg } from "./messages.ts";
import { EVENTS, isList, type Model, type PaneId, SAMPLED, SAMPLES } from "./model.ts";
import { type Container, type Image, imageName, nameOf } from "./objects.ts";
import { detailRows } from "./panes/details.ts";
import { count } from "./text/human.ts";
import { themes } from "./theme.ts";
import { acted, askAct, say, startAct } from "./update/act.ts";
import { clampTop, markRows, moveSelection, select, stepRows, withList } from "./update/lists.ts";
import { changeLog, moveLog, moveMatch, takeLines } from "./update/logs.ts";
import {
  actionMenu,
  columnMenu,
  copyMenu,
  portMenu,
  portUrls,
  SHELL,
  sortMenu,
} from "./update/menus.ts";
import { openPrompt, overlayKey, pastePrompt } from "./update/overlays.ts";
import { settle } from "./update/settle.ts";

type Result = readonly [Model, readonly Effect[]];

/** Lines of output that a command run from the `:` line keeps. */
export const OUTPUT_LINES = 10_000;
const WINDOWS = [1, 5, 15, 60];

/** The one way a model becomes another: pure, so that a test needs no terminal and no engine. */
export function makeUpdate(keymap: Keymap): (model: Model, msg: Msg) => Result {
  const step = (model: Model, msg: Msg): Result => {
    const [next, effects] = change(model, msg);
    return [settle(next), effects];
  };

  const quiet = (model: Model): Result => [model, []];

  function change(model: Model, msg: Msg): Result {
    switch (msg.type) {
      case "key":
        return pressed(model, msg.key);
      case "paste":
        return quiet(pasted(model, msg.text));
      case "mouse":
        return mouse(model, msg);
      case "resize":
        return quiet({ ...model, size: msg.size });
      case "tick":
        return quiet({ ...model, now: msg.now });
      case "link":
        return quiet(linked(model, msg.link));
      case "version":
        return quiet({ ...model, version: msg.version });
      case "objects": {
        const { type: _, ...objects } = msg;
        return quiet({ ...model, ...objects, loaded: true });
      }
      case "events": {
        let seq = model.nextEvent;
        const fresh = msg.events.map((e) => ({ ...e, seq: seq++ })).reverse();
        const events = [...fresh, ...model.events].slice(0, EVENTS);
        return quiet({ ...model, events, nextEvent: seq });
      }
      case "log":
        return quiet(takeLines(model, msg));
      case "logError":
        if (msg.key !== model.logs.key) return quiet(model);
        return quiet({ ...model, logs: { ...model.logs, loading: false, error: msg.error } });
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
        return wish(model, msg);
    }
  }

  /** What bindings and menus ask for. */
  function wish(model: Model, msg: Msg): Result {
    switch (msg.type) {
      case "focus":
        return quiet(focus(model, msg.pane));
      case "cycle": {
        const order = tabOrder(model);
        const at = order.indexOf(model.focus);
        return quiet(focus(model, order[(at + msg.by + order.length) % order.length]));
      }
      case "move":
        return quiet(move(model, msg.by));
      case "sideways":
        return quiet(sideways(model, msg.by));
      case "enter":
        return quiet(enter(model));
      case "back":
        return quiet(back(model));
      case "zoom":
        return quiet({ ...model, zoom: !model.zoom });
      case "widen":
        return quiet({ ...model, shift: Math.max(-40, Math.min(60, model.shift + msg.by)) });
      case "mark":
        return quiet(markRows(model, msg.what));
      case "sort":
        return quiet({ ...model, overlay: sortMenu(model) });
      case "columns":
        return quiet({ ...model, overlay: columnMenu(model) });
      case "sortBy": {
        const { sort } = model.lists[msg.list];
        const down = sort?.column === msg.column
          ? !sort.down
          : ["cpu", "memory", "size", "use", "time"].includes(msg.column);
        const next = msg.column === "" ? undefined : { column: msg.column, down };
        return quiet(withList(model, msg.list, { sort: next }));
      }
      case "toggleColumn": {
        const hidden = new Set(model.lists[msg.list].hidden);
        if (!hidden.delete(msg.column)) hidden.add(msg.column);
        const next = withList(model, msg.list, { hidden });
        return quiet({ ...next, overlay: columnMenu(next) });
      }
      case "prompt":
        return quiet(openPrompt(model, msg.for));
      case "act":
        return askAct(model, msg.action);
      case "go":
        return startAct(model, msg);
      case "shell":
      case "attach": {
        const c = selectedItem<Container>(model, "containers");
        if (c === undefined) return quiet(model);
        if (c.state !== "running") {
          const text = `${nameOf(c)} is not running, so there is nothing to ${
            msg.type === "shell" ? "run a shell in" : "attach to"
          }`;
          return quiet(say(model, { kind: "warn", text }));
        }
        const argv = msg.type === "shell"
          ? ["exec", "-it", c.id, "sh", "-c", SHELL]
          : ["attach", c.id];
        return [model, [{ type: "interactive", argv, title: nameOf(c) }]];
      }
      case "runImage": {
        const image = selectedItem<Image>(model, "images");
        if (image === undefined) return quiet(model);
        const line = openLine(model.line, `run --rm -it ${imageName(image)} `);
        return [{ ...model, line }, [{ type: "loadHistory" }]];
      }
      case "copyMenu": {
        const overlay = copyMenu(model);
        if (overlay !== undefined) return quiet({ ...model, overlay });
        return quiet(say(model, { kind: "warn", text: "There is nothing to copy" }));
      }
      case "copy":
        return [say(model, { kind: "ok", text: `copied ${msg.what}` }), [
          { type: "copy", text: msg.text },
        ]];
      case "openPort": {
        const urls = portUrls(model);
        if (urls.length === 0) {
          return quiet(say(model, { kind: "warn", text: "It publishes no port" }));
        }
        if (urls.length === 1) return wish(model, { type: "openUrl", url: urls[0] });
        return quiet({ ...model, overlay: portMenu(urls) });
      }
      case "openUrl":
        return [say(model, { kind: "info", text: `opening ${msg.url}` }), [
          { type: "openUrl", url: msg.url },
        ]];
      case "actionMenu":
        return quiet({ ...model, overlay: actionMenu(model, keymap) });
      case "askPlan":
        return [{ ...model, overlay: { kind: "plan", items: undefined, index: 0 } }, [
          { type: "plan" },
        ]];
      case "prune":
        return [model, [{ type: "prune", items: msg.items }]];
      case "help":
        return quiet({ ...model, overlay: { kind: "help", top: 0 } });
      case "messages":
        return quiet({ ...model, overlay: { kind: "messages", top: 0 } });
      case "line": {
        const line = openLine(model.line, msg.text);
        return [{ ...model, line }, [
          { type: "loadHistory" },
          { type: "complete", text: line.edit.text, cursor: line.edit.cursor },
        ]];
      }
      case "retry":
        return [model, [{ type: "retry" }]];
      case "repaint":
        return [model, [{ type: "repaint" }]];
      case "theme": {
        const names = Object.keys(themes);
        const theme = names[(names.indexOf(model.theme) + 1) % names.length];
        return [{ ...model, theme }, [{ type: "theme", name: theme }]];
      }
      case "quit": {
        const busy = Object.keys(model.pending).length;
        if (busy === 0) return quiet({ ...model, quit: true });
        return quiet({
          ...model,
          overlay: {
            kind: "confirm",
            question: `Quit while ${count(busy, "action is", "actions are")} under way?`,
            lines: ["What the engine has begun it goes on with"],
            yes: "quit",
            msg: { type: "leave" },
          },
        });
      }
      case "leave":
        return quiet({ ...model, quit: true });
      case "logs":
        return quiet(changeLog(model, msg.do));
      case "mute": {
        const muted = new Set(model.logs.muted);
        if (!muted.delete(msg.source)) muted.add(msg.source);
        return quiet({ ...model, logs: { ...model.logs, muted } });
      }
      case "matchStep":
        if (model.logs.search === "") return quiet(openPrompt(model, { what: "logSearch" }));
        return quiet(moveMatch(model, msg.by));
      case "window": {
        const at = WINDOWS.indexOf(model.window) + msg.by;
        return quiet({
          ...model,
          window: WINDOWS[Math.max(0, Math.min(WINDOWS.length - 1, at))],
        });
      }
      case "reveal":
        return quiet({
          ...model,
          details: { ...model.details, reveal: !model.details.reveal },
        });
      case "fold": {
        const row = detailRows(model)[model.details.cursor];
        if (row?.path === undefined) {
          return quiet(say(model, { kind: "info", text: "There is nothing to open in this row" }));
        }
        const toggled = new Set(model.details.toggled);
        if (!toggled.delete(row.path)) toggled.add(row.path);
        return quiet({ ...model, details: { ...model.details, toggled } });
      }
      default:
        return quiet(model);
    }
  }

  function pressed(model: Model, key: string): Result {
    if (model.line.open) return onLine(model, key);
    if (model.overlay !== undefined) {
      const { model: next, effects = [], then } = overlayKey(model, model.overlay, key);
      if (then === undefined) return [next, effects];
      const [last, more] = change(next, then);
      return [last, [...effects, ...more]];
    }
    const source = Number(key) - 1;
    if (model.focus === "logs" && model.zoom && model.logs.sources[source] !== undefined) {
      return change(model, { type: "mute", source });
    }
    const binding = keymap.find(model.focus, key);
    if (binding === undefined) return quiet(model);
    const reason = binding.disabled?.(model);
    if (reason !== undefined) return quiet(say(model, { kind: "warn", text: reason }));
    return change(model, binding.msg(model));
  }

  function onLine(model: Model, key: string): Result {
    const result = lineKey(model.line, key);
    if (result.do === "run" && result.text !== "") {
      const line = { ...remember(result.line, result.text), open: false };
      return [{ ...model, line }, [{ type: "run", text: result.text }]];
    }
    if (result.do === "run") return quiet({ ...model, line: { ...result.line, open: false } });
    const { edit } = result.line;
    const changed = edit.text !== model.line.edit.text || edit.cursor !== model.line.edit.cursor;
    return [
      { ...model, line: result.line },
      result.do === "edit" && changed
        ? [{ type: "complete", text: edit.text, cursor: edit.cursor }]
        : [],
    ];
  }

  function mouse(model: Model, msg: Extract<Msg, { type: "mouse" }>): Result {
    if (model.overlay !== undefined || model.line.open) {
      if (msg.action === "wheelup") return pressed(model, "up");
      if (msg.action === "wheeldown") return pressed(model, "down");
      return quiet(model);
    }
    const place = placesOf(model).find((p) =>
      msg.x >= p.x && msg.x < p.x + p.size.columns && msg.y >= p.y && msg.y < p.y + p.size.rows
    );
    if (place === undefined) return quiet(model);
    if (msg.action === "wheelup" || msg.action === "wheeldown") {
      const by = msg.action === "wheelup" ? -3 : 3;
      return quiet(movePane(model, place.pane, isList(place.pane) ? Math.sign(by) : by));
    }
    if (msg.action !== "press") return quiet(model);
    const focused = focus(model, place.pane);
    if (!isList(place.pane)) return quiet(focused);
    const row = msg.y - place.y - 2 + focused.lists[place.pane].top;
    const { keys } = rowsOf(focused, place.pane);
    if (msg.y - place.y < 2 || keys[row] === undefined) return quiet(focused);
    const again = model.focus === place.pane && model.lists[place.pane].selected === keys[row];
    // A second press on the same row enters, as a double click does.
    if (again && model.now - (model.pressedAt ?? -Infinity) < 1500) return quiet(enter(focused));
    return quiet({ ...select(focused, place.pane, row), pressedAt: model.now });
  }

  return step;
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

function pasted(model: Model, text: string): Model {
  if (model.line.open) return { ...model, line: linePaste(model.line, text) };
  if (model.overlay?.kind === "prompt") return pastePrompt(model, model.overlay, text);
  return model;
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

/** The model with a pane in focus, and on show where it shares its place with others. */
export function focus(model: Model, pane: PaneId): Model {
  const next = { ...model, focus: pane };
  if (isList(pane)) {
    return { ...next, list: pane, lowerList: pane === "containers" ? model.lowerList : pane };
  }
  return { ...next, detail: pane, lowerDetail: pane === "logs" ? model.lowerDetail : pane };
}

function move(model: Model, by: Parameters<typeof stepRows>[0]): Model {
  return movePane(model, model.focus, by);
}

function movePane(model: Model, pane: PaneId, by: Parameters<typeof stepRows>[0]): Model {
  if (isList(pane)) return moveSelection(model, pane, by);
  const page = innerSize(model, pane).rows;
  const rows = stepRows(by, page);
  if (pane === "logs") return moveLog(model, by);
  if (pane === "details") {
    const count = detailRows(model).length;
    const wished = rows === undefined
      ? (by === "top" ? 0 : count - 1)
      : model.details.cursor + rows;
    const cursor = Math.max(0, Math.min(count - 1, wished));
    const { top } = model.details;
    const next = cursor < top ? cursor : cursor >= top + page ? cursor - page + 1 : top;
    return { ...model, details: { ...model.details, cursor, top: next } };
  }
  if (pane === "processes") {
    const wished = rows === undefined
      ? (by === "top" ? 0 : model.processes.rows.length)
      : model.processes.top + rows;
    const top = clampTop(model, "processes", wished);
    return { ...model, processes: { ...model.processes, top } };
  }
  return model;
}

function sideways(model: Model, by: number): Model {
  if (model.focus === "logs") {
    if (model.logs.wrap) return model;
    const left = Math.max(0, model.logs.left + by * 8);
    return { ...model, logs: { ...model.logs, left } };
  }
  const order = tabOrder(model);
  const lists = order.filter(isList);
  const details = order.filter((p) => !isList(p));
  if (by > 0 && isList(model.focus) && details.length > 0) return focus(model, details[0]);
  if (by < 0 && !isList(model.focus) && lists.includes(model.list)) return focus(model, model.list);
  return model;
}

function enter(model: Model): Model {
  if (!isList(model.focus)) return model;
  return focus(
    model,
    model.list === "containers" || model.list === "projects" ? "logs" : "details",
  );
}

/** Escape: leaves zoom, then a search or filter, then the pane. */
function back(model: Model): Model {
  if (model.zoom) return { ...model, zoom: false };
  if (model.focus === "logs" && (model.logs.search !== "" || model.logs.filter !== "")) {
    return { ...model, logs: { ...model.logs, search: "", filter: "", match: undefined } };
  }
  if (model.focus === "logs" && model.logs.anchor !== undefined) {
    return { ...model, logs: { ...model.logs, anchor: undefined } };
  }
  if (!isList(model.focus)) return focus(model, model.list);
  const state = model.lists[model.list];
  if (state.rangeFrom !== undefined || state.marks.size > 0) {
    return withList(model, model.list, { rangeFrom: undefined, marks: new Set() });
  }
  if (state.filter !== "") return withList(model, model.list, { filter: "" });
  return model;
}
