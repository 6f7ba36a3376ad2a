/** The one way a model becomes another: routes a message to who takes it, then settles the rest. */
import { takeAct } from "../act/update.ts";
import { takeOwnCommand } from "../act/own_commands.ts";
import { takePorts } from "../act/ports.ts";
import { takeTasks } from "../act/tasks.ts";
import { takeShell } from "../act/shell.ts";
import { takeEngine } from "../engine/update.ts";
import { linePaste } from "../line/line.ts";
import { onLine, takeLine } from "../line/update.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import { LIMIT } from "../text/editor.ts";
import { grouped } from "../text/human.ts";
import { overlayKey, overlayPaste, takeOverlay } from "../overlays/mod.ts";
import { paneOf, panesOf } from "../panes/mod.ts";
import { settleAsks, takePlugin } from "../plugin/update.ts";
import { takeRecord } from "../record/update.ts";
import { actionMenu } from "./action_menu.ts";
import type { Keymap } from "./keymap.ts";
import { tooSmall } from "./layout.ts";
import { mouse } from "./mouse.ts";
import { PAST_ONLY, pastKey, takePast } from "./past.ts";
import { takeScreen } from "./screen.ts";

/** Who takes messages, beside the panes; each knows its own. */
const takers: readonly ((model: Model, msg: Msg) => Result | undefined)[] = [
  takeScreen,
  takeEngine,
  takePast,
  takeRecord,
  takeAct,
  takeShell,
  takePorts,
  takeTasks,
  takeLine,
  takePlugin,
  takeOwnCommand,
  takeOverlay,
];

/** What a person does, and would not see the effect of on a window that is too small. */
const unseen: ReadonlySet<Msg["type"]> = new Set(["key", "paste", "mouse"]);

/** Makes the update: pure, so that a test needs no terminal and no engine. */
export function makeUpdate(keymap: Keymap): (model: Model, msg: Msg) => Result {
  return (model, msg) => {
    const [next, effects] = change(model, msg, keymap);
    return [settle(next), effects];
  };
}

/** What follows from the rest of the model, made true after every message. */
function settle(model: Model): Model {
  let next = model;
  for (const pane of panesOf(model)) next = pane.settle?.(next) ?? next;
  return settleAsks(next);
}

function change(model: Model, msg: Msg, keymap: Keymap): Result {
  if (tooSmall(model.size) && unseen.has(msg.type)) {
    // What nobody sees, nobody means; but there is always a way out.
    const leaves = msg.type === "key" && (msg.key === "q" || msg.key === "C-c");
    return quiet(leaves ? { ...model, quit: true } : model);
  }
  switch (msg.type) {
    case "key":
      return pressed(model, msg.key, keymap);
    case "paste":
      return quiet(pasted(model, msg));
    case "mouse":
      if (model.overlay === undefined && !model.line.open) return quiet(mouse(model, msg));
      if (msg.action === "wheelup") return pressed(model, "up", keymap);
      if (msg.action === "wheeldown") return pressed(model, "down", keymap);
      return quiet(model);
    case "back":
      if (model.zoom && model.logs.seek === undefined) return quiet({ ...model, zoom: false });
      break;
    case "actionMenu":
      return quiet({ ...model, overlay: actionMenu(model, keymap) });
  }
  const here = paneOf(model, model.focus).here?.(model, msg);
  if (here !== undefined) return here;
  for (const pane of panesOf(model)) {
    const taken = pane.take?.(model, msg);
    if (taken !== undefined) return taken;
  }
  for (const take of takers) {
    const taken = take(model, msg);
    if (taken !== undefined) return taken;
  }
  return quiet(model);
}

/** A key goes to the line, to what lies over the panes, or by the key table to a message. */
function pressed(model: Model, key: string, keymap: Keymap): Result {
  if (key === "escape" && model.waiting.length > 0) {
    return change(model, { type: "takeBack" }, keymap);
  }
  if (model.line.open) return onLine(model, key);
  if (model.overlay !== undefined) {
    const { model: next, effects = [], then } = overlayKey(model, model.overlay, key);
    if (then === undefined) return [next, effects];
    const [last, more] = change(next, then, keymap);
    return [last, [...effects, ...more]];
  }
  const slid = pastKey(model, key);
  if (slid !== undefined) return change(model, slid, keymap);
  const source = Number(key) - 1;
  const { sources } = model.logs;
  // One log alone is not switched off: the digit leads to its pane, as everywhere.
  if (model.focus === "logs" && model.zoom && sources.length > 1 && sources[source] !== undefined) {
    return change(model, { type: "mute", source }, keymap);
  }
  const nothing = model.link.state === "down" && !model.loaded;
  const binding = (nothing ? keymap.findWithout(key) : undefined) ??
    keymap.find(model.focus, key);
  if (binding === undefined) return quiet(model);
  const reason = model.past !== undefined && binding.changes
    ? PAST_ONLY
    : binding.disabled?.(model);
  if (reason !== undefined) return quiet(say(model, { kind: "warn", text: reason }));
  return change(model, binding.msg(model), keymap);
}

/** A paste goes where something is typed, as a whole or not at all. */
function pasted(model: Model, { text, over = 0 }: Extract<Msg, { type: "paste" }>): Model {
  const refuse = (why: string) => say(model, { kind: "warn", text: why, id: "paste" });
  if (over === 0) {
    if (model.line.open) {
      const line = linePaste(model.line, text);
      if (line.edit !== model.line.edit) return { ...model, line };
    } else {
      const next = model.overlay && overlayPaste(model, model.overlay, text);
      if (next === undefined) {
        return refuse("Nothing here takes a pasted text: it was not used");
      }
      if (next.overlay !== model.overlay) return next;
    }
  }
  const length = grouped(text.length + over);
  return refuse(`The pasted text has ${length} characters, ${grouped(LIMIT)} fit: it was not used`);
}
