/** The screen itself: which pane has the focus, zoom and width, what is copied, theme, and leaving. */
import { type Msg, quiet, type Result } from "../model/messages.ts";
import { isList, type Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import { paneOf } from "../panes/mod.ts";
import { count } from "../text/human.ts";
import { focus } from "./focus.ts";
import { tabOrder } from "./layout.ts";
import { themes } from "./theme.ts";

/** What the screen takes of the messages. */
export function takeScreen(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "resize":
      return quiet({ ...model, size: msg.size });
    case "tick":
      return quiet({ ...model, now: msg.now });
    case "say":
      return quiet(say(model, msg.message));
    case "focus":
      return quiet(focus(model, msg.pane));
    case "cycle": {
      const order = tabOrder(model);
      const at = order.indexOf(model.focus);
      return quiet(focus(model, order[(at + msg.by + order.length) % order.length]));
    }
    case "move":
      return quiet(paneOf(model, model.focus).move(model, msg.by));
    case "sideways":
      return quiet(sideways(model, msg.by));
    case "back":
      return quiet(isList(model, model.focus) ? model : focus(model, model.list));
    case "zoom":
      return quiet({ ...model, zoom: !model.zoom });
    case "widen":
      return quiet({ ...model, shift: Math.max(-40, Math.min(60, model.shift + msg.by)) });
    case "copy":
      return [say(model, { kind: "ok", text: `copied ${msg.what}` }), [
        { type: "copy", text: msg.text },
      ]];
    case "copyMenu":
      return quiet(say(model, { kind: "warn", text: "Nothing here can be copied" }));
    case "repaint":
      return [model, [{ type: "repaint" }]];
    case "theme": {
      const names = Object.keys(themes);
      const theme = names[(names.indexOf(model.theme) + 1) % names.length];
      return [{ ...model, theme }, [{ type: "theme", name: theme }]];
    }
    case "background": {
      const theme = msg.light ? "light" : "dark";
      return theme === model.theme
        ? quiet(model)
        : [{ ...model, theme }, [{ type: "theme", name: theme }]];
    }
    case "mouseCapture": {
      const mouse = !model.mouse;
      const text = mouse
        ? "the mouse is the screen's again"
        : "the mouse is the terminal's: text can be selected with it, M-m takes it back";
      const next = say({ ...model, mouse }, { kind: "info", text });
      return [next, [{ type: "mouseCapture", on: mouse }]];
    }
    case "suspend":
      return [model, [{ type: "suspend" }]];
    case "quit":
      return quiet(quit(model));
    case "leave":
      return quiet({ ...model, quit: true });
  }
}

/** To the panes at the side. */
function sideways(model: Model, by: number): Model {
  const order = tabOrder(model);
  const here = isList(model, model.focus);
  const detail = order.find((p) => !isList(model, p));
  if (by > 0 && here && detail !== undefined) return focus(model, detail);
  return by < 0 && !here && order.includes(model.list) ? focus(model, model.list) : model;
}

/** Leaves at once, or asks where the engine is still at work. */
function quit(model: Model): Model {
  const busy = Object.keys(model.pending).length;
  const begun = busy - model.waiting.reduce((sum, w) => sum + w.ids.length, 0);
  if (busy === 0) return { ...model, quit: true };
  return {
    ...model,
    overlay: {
      kind: "confirm",
      question: `Quit while ${count(busy, "action is", "actions are")} under way?`,
      lines: [
        ...(begun > 0 ? ["The engine finishes what it has begun"] : []),
        ...(begun < busy ? ["What has not begun is not done"] : []),
      ],
      yes: "quit",
      msg: { type: "leave" },
    },
  };
}
