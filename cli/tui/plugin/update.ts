import { innerSize } from "../screen/layout.ts";
import type { Effect, Msg } from "../model/messages.ts";
import type { Model, PluginsState } from "../model/model.ts";
import { sanitise } from "../../format/sanitise.ts";
import { actionRows, paneObject, shownPane } from "./extras.ts";
import { count } from "../text/human.ts";
import { say } from "../act/act.ts";

type Result = readonly [Model, readonly Effect[]];

/** The model with other things on show in a plugin's pane. */
export function withShown(model: Model, shown: Partial<PluginsState["shown"]>): Model {
  return {
    ...model,
    plugins: { ...model.plugins, shown: { ...model.plugins.shown, ...shown } },
  };
}

/** What a plugin had to say; undefined for a message of another kind. */
export function fromPlugin(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "pluginPane": {
      const { shown } = model.plugins;
      if (msg.key !== shown.key) return [model, []];
      // What went wrong takes nothing away that was shown before.
      const lines = msg.lines ?? shown.lines;
      const pane = shownPane(model);
      const rows = pane === undefined ? 1 : innerSize(model, pane.pane).rows;
      const top = Math.max(0, Math.min(shown.top, (lines?.length ?? 0) - rows));
      return [withShown(model, { lines, error: msg.error, top }), []];
    }
    case "pluginCells": {
      const cells = { ...model.plugins.cells, [msg.list]: msg.cells };
      return [{ ...model, plugins: { ...model.plugins, cells } }, []];
    }
    case "ask": {
      const { id, plugin, question } = msg;
      const asks = [...model.plugins.asks, { id, plugin, question }];
      return [{ ...model, plugins: { ...model.plugins, asks } }, []];
    }
    case "answer":
      return [model, [{ type: "answer", id: msg.id, yes: msg.yes }]];
    case "pluginAct":
      return act(model, msg);
  }
}

function act(model: Model, { action, sure }: Msg & { type: "pluginAct" }): Result {
  const objects = actionRows(model, action);
  if (objects.length === 0) return [say(model, { kind: "warn", text: "Nothing is selected" }), []];
  if (!action.dangerous || sure) return [model, [{ type: "pluginAct", action, objects }]];
  const names = objects.map((o) => sanitise(o.name || o.id.slice(0, 12)));
  const what = names.length === 1 ? names[0] : count(names.length, action.of);
  const label = sanitise(action.label);
  return [{
    ...model,
    overlay: {
      kind: "confirm",
      question: `${label[0].toUpperCase()}${label.slice(1)}: ${what}?`,
      lines: names.length === 1 ? [] : names,
      yes: label,
      msg: { type: "pluginAct", action, sure: true },
    },
  }, []];
}

/** What follows for plugins from the rest of the model. */
export function settlePlugins(model: Model): Model {
  const { asks, panes, shown } = model.plugins;
  let next = model;
  if (asks.length > 0 && model.overlay === undefined && !model.line.open) {
    const [{ id, plugin, question }, ...rest] = asks;
    next = {
      ...next,
      plugins: { ...next.plugins, asks: rest },
      overlay: {
        kind: "confirm",
        question: sanitise(question),
        lines: [`asks the plugin ${plugin}`],
        yes: "yes",
        msg: { type: "answer", id, yes: true },
        no: { type: "answer", id, yes: false },
      },
    };
  }
  if (panes.length === 0) return next;
  const pane = shownPane(next);
  if (pane === undefined) return shown.key === undefined ? next : withShown(next, noneShown);
  const key = `${pane.pane} ${paneObject(next, pane)?.id ?? ""}`;
  return key === shown.key ? next : withShown(next, { ...noneShown, key });
}

const noneShown: PluginsState["shown"] = {
  key: undefined,
  lines: undefined,
  error: undefined,
  top: 0,
};
