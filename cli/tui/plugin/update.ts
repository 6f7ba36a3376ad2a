/** What plugins say and ask, and what a key has them do. */
import { sanitise } from "../../format/sanitise.ts";
import { chosen } from "../act/action.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import { count } from "../text/human.ts";
import { objectRows } from "./objects.ts";

/** What this takes of the messages. */
export function takePlugin(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "pluginCells": {
      const cells = { ...model.plugins.cells, [msg.list]: msg.cells };
      return quiet({ ...model, plugins: { ...model.plugins, cells } });
    }
    case "ask": {
      const { id, plugin, question } = msg;
      const asks = [...model.plugins.asks, { id, plugin, question }];
      return quiet({ ...model, plugins: { ...model.plugins, asks } });
    }
    case "answer":
      return [model, [{ type: "answer", id: msg.id, yes: msg.yes }]];
    case "pluginAct":
      return act(model, msg);
  }
}

function act(model: Model, { action, sure }: Msg & { type: "pluginAct" }): Result {
  const objects = objectRows(model, action.of, new Set(chosen(model)));
  if (objects.length === 0) {
    return quiet(say(model, { kind: "warn", text: "Nothing is selected" }));
  }
  if (!action.dangerous || sure) return [model, [{ type: "pluginAct", action, objects }]];
  const names = objects.map((o) => sanitise(o.name || o.id.slice(0, 12)));
  const what = names.length === 1 ? names[0] : count(names.length, action.of);
  const label = sanitise(action.label);
  return quiet({
    ...model,
    overlay: {
      kind: "confirm",
      question: `${label[0].toUpperCase()}${label.slice(1)}: ${what}?`,
      lines: names.length === 1 ? [] : names,
      yes: label,
      msg: { type: "pluginAct", action, sure: true },
    },
  });
}

/** A plugin's question comes up as soon as nothing else has the screen. */
export function settleAsks(model: Model): Model {
  const { asks } = model.plugins;
  if (asks.length === 0 || model.overlay !== undefined || model.line.open) return model;
  const [{ id, plugin, question }, ...rest] = asks;
  return {
    ...model,
    plugins: { ...model.plugins, asks: rest },
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
