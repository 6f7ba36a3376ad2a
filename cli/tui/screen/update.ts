import { lineKey, linePaste, openLine, remember } from "../line/line.ts";
import type { Keymap } from "./keymap.ts";
import { tabOrder } from "./layout.ts";
import { selectedItem } from "../panes/lists/lists.ts";
import type { Effect, Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { type Container, type Image, imageName, nameOf } from "../model/objects.ts";
import { formPaste, runFormOf } from "../overlays/run_form.ts";
import { detailRows } from "../panes/details/view.ts";
import { count } from "../text/human.ts";
import { themes } from "./theme.ts";
import { askAct, say, startAct } from "../act/act.ts";
import { onHost, taken } from "./answers.ts";
import { markRows, withList } from "../panes/lists/update.ts";
import { changeLog, jumpTo, moveMatch } from "../panes/logs/update.ts";
import {
  actionMenu,
  columnMenu,
  copyMenu,
  hostMenu,
  networkMenu,
  portMenu,
  portUrls,
  shellMenu,
  sortMenu,
} from "../overlays/menus.ts";
import { mouse } from "./mouse.ts";
import { back, enter, focus, move, sideways } from "./navigate.ts";
import { openPrompt, overlayKey, pastePrompt } from "../overlays/keys.ts";
import { fromPlugin } from "../plugin/update.ts";
import { settle } from "./settle.ts";

type Result = readonly [Model, readonly Effect[]];

/** Minutes of the charts; those beyond an hour need a record. */
const WINDOWS = [1, 5, 15, 60, 360, 1440, 10_080];
const MEASURED = 60;

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
        if (model.overlay !== undefined || model.line.open) {
          if (msg.action === "wheelup") return pressed(model, "up");
          if (msg.action === "wheeldown") return pressed(model, "down");
          return quiet(model);
        }
        return quiet(mouse(model, msg));
      case "resize":
        return quiet({ ...model, size: msg.size });
      case "tick":
        return quiet({ ...model, now: msg.now });
      default: {
        const answered = taken(model, msg) ?? fromPlugin(model, msg);
        return answered ?? wish(model, msg);
      }
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
      case "removed": {
        if (model.showRemoved) return quiet({ ...model, showRemoved: false });
        if (model.record === undefined) {
          // It is shown as soon as there is one: it may not have been read yet.
          const text = "Nothing is recorded of this engine: `dockerctl record start` keeps " +
            "containers that go";
          return quiet(say({ ...model, showRemoved: true }, { kind: "info", text }));
        }
        const what = count(model.removed.length, "removed container");
        return quiet(say({ ...model, showRemoved: true }, { kind: "info", text: `with ${what}` }));
      }
      case "jump":
        return quiet(jumpTo(model, msg.at));
      case "statsAll":
        return quiet({ ...model, table: { ...model.table, all: !model.table.all } });
      case "sortStats": {
        const { sort } = model.table;
        const down = sort.column === msg.column ? !sort.down : msg.column !== "name";
        return quiet({ ...model, table: { ...model.table, sort: { column: msg.column, down } } });
      }
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
        if (msg.type === "attach") {
          return [model, [{ type: "interactive", argv: ["attach", c.id], title: nameOf(c) }]];
        }
        const shell = model.shells[c.image];
        if (shell !== undefined && !msg.choose) {
          return wish(model, { type: "runShell", id: c.id, shell });
        }
        return [model, [{ type: "shells", id: c.id, choose: msg.choose ?? false }]];
      }
      case "shells": {
        const c = model.containers.find((c) => c.id === msg.id);
        if (c === undefined) return quiet(model);
        if (msg.found.length === 1 && !msg.choose) {
          return wish(model, { type: "runShell", id: c.id, shell: msg.found[0] });
        }
        return quiet({ ...model, overlay: shellMenu(c, msg.found) });
      }
      case "runShell": {
        const c = model.containers.find((c) => c.id === msg.id);
        if (c === undefined) return quiet(model);
        const { shell } = msg;
        const argv = ["exec", "-it", c.id, shell];
        return [{ ...model, shells: { ...model.shells, [c.image]: shell } }, [
          { type: "interactive", argv, title: nameOf(c), shellOf: c.image },
        ]];
      }
      case "forgetShell": {
        const { [msg.image]: _, ...shells } = model.shells;
        return quiet({ ...model, shells });
      }
      case "interactive":
        return [model, [{ type: "interactive", argv: msg.argv, title: msg.title }]];
      case "networkMenu": {
        const overlay = networkMenu(model);
        return overlay === undefined ? askAct(model, "connect") : quiet({ ...model, overlay });
      }
      case "copyRun":
        return [model, [{ type: "copyRun", id: msg.id }]];
      case "pull":
        return [model, [{ type: "pull", ref: msg.ref }]];
      case "runImage": {
        const image = selectedItem<Image>(model, "images");
        if (image === undefined) return quiet(model);
        const form = runFormOf(imageName(image));
        return quiet({ ...model, overlay: { kind: "form", form } });
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
        return quiet({ ...model, overlay: { kind: "messages", index: model.messages.length - 1 } });
      case "line": {
        const line = openLine(model.line, msg.text);
        return [{ ...model, line }, [
          { type: "loadHistory" },
          { type: "complete", text: line.edit.text, cursor: line.edit.cursor },
        ]];
      }
      case "retry":
        return [model, [{ type: "retry" }]];
      case "hosts":
        return [model, [{ type: "hosts" }]];
      case "hostMenu":
        return quiet({ ...model, overlay: hostMenu(msg.hosts) });
      case "useHost":
        return [model, [{ type: "useHost", host: msg.host }]];
      case "hosted":
        return quiet(onHost(model, msg.host, msg.readOnly));
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
        const window = WINDOWS[Math.max(0, Math.min(WINDOWS.length - 1, at))];
        if (window > MEASURED && model.record === undefined) {
          const text = "Only the last hour is kept here: `dockerctl record start` keeps more";
          return quiet(say(model, { kind: "info", text }));
        }
        return quiet({ ...model, window });
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
    const nothing = model.link.state === "down" && !model.loaded;
    const binding = (nothing ? keymap.findWithout(key) : undefined) ??
      keymap.find(model.focus, key);
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

  return step;
}

function pasted(model: Model, text: string): Model {
  if (model.line.open) return { ...model, line: linePaste(model.line, text) };
  if (model.overlay?.kind === "form") {
    return { ...model, overlay: { ...model.overlay, form: formPaste(model.overlay.form, text) } };
  }
  if (model.overlay?.kind === "prompt") return pastePrompt(model, model.overlay, text);
  return model;
}
