import type { Effect, Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import type { MenuItem, Overlay, PromptFor } from "../model/overlays.ts";
import { editKey, editorOf, insert } from "../text/editor.ts";
import { formKey, formLine } from "./run_form.ts";
import { typed } from "../input/parser.ts";
import { stepMatch } from "../panes/logs/scroll.ts";
import { innerSize } from "../screen/layout.ts";
import { plain } from "../text/ansi.ts";
import { parseWhen } from "../text/when.ts";
import { sanitise } from "../../format/sanitise.ts";
import { withList } from "../panes/lists/update.ts";

/** A key on an overlay: the model it makes, what it wants done, what it leads to. */
export interface OverlayResult {
  readonly model: Model;
  readonly effects?: readonly Effect[];
  readonly then?: Msg;
}

const UP = new Set(["up", "k", "C-p"]);
const DOWN = new Set(["down", "j", "C-n"]);

/** What a key does while something lies over the panes. */
export function overlayKey(model: Model, overlay: Overlay, key: string): OverlayResult {
  const close: OverlayResult = { model: { ...model, overlay: undefined } };
  const put = (next: Overlay): OverlayResult => ({ model: { ...model, overlay: next } });
  switch (overlay.kind) {
    case "help":
      if (["escape", "q", "enter", "?", "C-c"].includes(key)) return close;
      return put({ ...overlay, top: Math.max(0, overlay.top + scrollOf(key, model)) });
    case "messages": {
      if (["escape", "q", "E", "C-c"].includes(key)) return close;
      const message = model.messages[overlay.index];
      if (key === "enter") {
        if (message?.command === undefined) return close;
        const text = message.command.replace(/^docker(ctl)? /, "");
        return { model: { ...model, overlay: undefined }, then: { type: "line", text } };
      }
      if (key === "y" && message !== undefined) {
        const text = [message.text, ...(message.command === undefined ? [] : [message.command])];
        const msg: Msg = { type: "copy", text: sanitise(text.join("\n")), what: "it" };
        return { model: { ...model, overlay: undefined }, then: msg };
      }
      const last = model.messages.length - 1;
      // The newest stands at the top.
      const wished = key === "home" || key === "g"
        ? last
        : key === "end" || key === "G"
        ? 0
        : overlay.index - scrollOf(key, model);
      return put({ ...overlay, index: Math.max(0, Math.min(last, wished)) });
    }
    case "confirm":
      if (key === "y" || key === "Y" || key === "enter") {
        return { model: { ...model, overlay: undefined }, then: overlay.msg };
      }
      if (["n", "N", "escape", "q", "C-c"].includes(key)) return { ...close, then: overlay.no };
      return { model };
    case "prompt":
      return promptKey(model, overlay, key);
    case "menu":
      return menuKey(model, overlay, key);
    case "form": {
      if (key === "escape" || key === "C-c") return close;
      const text = formLine(overlay.form);
      if (key === "enter") {
        return { model: { ...model, overlay: undefined }, effects: [{ type: "run", text }] };
      }
      if (key === "C-o") {
        return { model: { ...model, overlay: undefined }, then: { type: "line", text } };
      }
      const form = formKey(overlay.form, key);
      return form === undefined ? { model } : put({ ...overlay, form });
    }
    case "plan":
      return planKey(model, overlay, key);
    case "output": {
      if (key === "C-c" && overlay.running) return { model, effects: [{ type: "cancelRun" }] };
      if (["escape", "q", "C-c", "enter"].includes(key)) {
        return overlay.running ? { ...close, effects: [{ type: "cancelRun" }] } : close;
      }
      if (key === ":") return { model: { ...model, overlay: undefined }, then: { type: "line" } };
      if (key === "w") return put({ ...overlay, wrap: !overlay.wrap, left: 0 });
      if (key === "right" || key === "l") return put({ ...overlay, left: overlay.left + 8 });
      if (key === "left" || key === "h") {
        return put({ ...overlay, left: Math.max(0, overlay.left - 8) });
      }
      if (key === "home" || key === "g") return put({ ...overlay, up: overlay.lines.length });
      if (key === "end" || key === "G") return put({ ...overlay, up: 0 });
      const up = Math.max(0, overlay.up - scrollOf(key, model));
      return put({ ...overlay, up: Math.min(up, overlay.lines.length) });
    }
  }
}

/** Rows that a key scrolls, down above 0. */
function scrollOf(key: string, model: Model): number {
  const page = Math.max(1, model.size.rows - 8);
  if (UP.has(key)) return -1;
  if (DOWN.has(key)) return 1;
  if (key === "pageup" || key === "C-u") return -page;
  if (key === "pagedown" || key === "C-d" || key === "space") return page;
  return 0;
}

function promptKey(
  model: Model,
  overlay: Extract<Overlay, { kind: "prompt" }>,
  key: string,
): OverlayResult {
  if (key === "escape" || key === "C-c") {
    return { model: preview({ ...model, overlay: undefined }, overlay.for, overlay.before ?? "") };
  }
  if (key === "enter") {
    return answer({ ...model, overlay: undefined }, overlay.for, overlay.edit.text);
  }
  const edit = editKey(overlay.edit, key);
  if (edit === undefined) return { model };
  const next: Model = { ...model, overlay: { ...overlay, edit } };
  return { model: preview(next, overlay.for, edit.text) };
}

/** Puts pasted text into a prompt. */
export function pastePrompt(
  model: Model,
  overlay: Extract<Overlay, { kind: "prompt" }>,
  text: string,
): Model {
  const edit = insert(overlay.edit, text);
  return preview({ ...model, overlay: { ...overlay, edit } }, overlay.for, edit.text);
}

/** Filters show their effect while they are typed. */
function preview(model: Model, what: PromptFor, text: string): Model {
  if (what.what === "filter") return withList(model, what.list, { filter: text, top: 0 });
  if (what.what === "logFilter") {
    return { ...model, logs: { ...model.logs, filter: text, match: undefined } };
  }
  if (what.what === "logSearch") {
    return { ...model, logs: { ...model.logs, search: text, match: undefined } };
  }
  return model;
}

function answer(model: Model, what: PromptFor, text: string): OverlayResult {
  switch (what.what) {
    case "filter":
    case "logFilter":
      return { model: preview(model, what, text) };
    case "logSearch": {
      const next = preview(model, what, text);
      return { model: { ...next, logs: stepMatch(next, -1, innerSize(next, "logs")) } };
    }
    case "jump": {
      if (text.trim() === "") return { model, then: { type: "jump" } };
      const at = parseWhen(text, model.now, model.utcOffset);
      if (at !== undefined) return { model, then: { type: "jump", at } };
      const why = `"${text.trim()}" is no time: try 2h ago, 14:05, or 2026-01-15 14:05`;
      return { model, then: { type: "say", message: { kind: "warn", text: why } } };
    }
    case "rename":
    case "tag": {
      const name = text.trim();
      if (name === "" || name === what.name) return { model };
      return { model, then: { type: "go", action: what.what, ids: [what.id], arg: name } };
    }
    case "pull": {
      const ref = text.trim();
      return ref === "" ? { model } : { model, then: { type: "pull", ref } };
    }
    case "host": {
      const host = text.trim();
      return host === "" ? { model } : { model, then: { type: "useHost", host: { host } } };
    }
    case "saveLog": {
      const path = text.trim();
      if (path === "") return { model };
      const lines = model.logs.buffer.chunks.flat().map((l) => plain(l.text));
      return { model, effects: [{ type: "save", path, lines }] };
    }
  }
}

/** The entries of a menu that the typed text leaves. */
export function menuItems(overlay: Extract<Overlay, { kind: "menu" }>): readonly MenuItem[] {
  const wish = overlay.filter.toLowerCase();
  if (wish === "") return overlay.items;
  return overlay.items.filter((i) => `${i.label} ${i.detail ?? ""}`.toLowerCase().includes(wish));
}

function menuKey(
  model: Model,
  overlay: Extract<Overlay, { kind: "menu" }>,
  key: string,
): OverlayResult {
  const put = (change: Partial<typeof overlay>): OverlayResult => ({
    model: { ...model, overlay: { ...overlay, ...change } },
  });
  const items = menuItems(overlay);
  if (key === "escape" || key === "C-c") return { model: { ...model, overlay: undefined } };
  if (key === "up" || key === "C-p") return put({ index: Math.max(0, overlay.index - 1) });
  if (key === "down" || key === "C-n") {
    return put({ index: Math.min(items.length - 1, overlay.index + 1) });
  }
  if (key === "enter") {
    const item = items[overlay.index];
    if (item === undefined) return { model };
    const closed: Model = { ...model, overlay: undefined };
    if (item.disabled !== undefined) {
      return {
        model: closed,
        then: { type: "say", message: { kind: "warn", text: item.disabled } },
      };
    }
    return { model: closed, then: item.msg };
  }
  if (key === "backspace") return put({ filter: overlay.filter.slice(0, -1), index: 0 });
  const char = typed(key);
  return char === undefined ? { model } : put({ filter: overlay.filter + char, index: 0 });
}

function planKey(
  model: Model,
  overlay: Extract<Overlay, { kind: "plan" }>,
  key: string,
): OverlayResult {
  const put = (change: Partial<typeof overlay>): OverlayResult => ({
    model: { ...model, overlay: { ...overlay, ...change } },
  });
  if (["escape", "q", "C-c"].includes(key)) return { model: { ...model, overlay: undefined } };
  const items = overlay.items;
  if (items === undefined || items.length === 0) return { model };
  const last = items.length - 1;
  if (UP.has(key)) return put({ index: Math.max(0, overlay.index - 1) });
  if (DOWN.has(key)) return put({ index: Math.min(last, overlay.index + 1) });
  if (key === "pageup" || key === "pagedown") {
    const to = overlay.index + scrollOf(key, model);
    return put({ index: Math.max(0, Math.min(last, to)) });
  }
  if (key === "home" || key === "g") return put({ index: 0 });
  if (key === "end" || key === "G") return put({ index: last });
  if (key === "space") {
    return put({
      items: items.map((it, i) => i === overlay.index ? { ...it, ticked: !it.ticked } : it),
      index: Math.min(last, overlay.index + 1),
    });
  }
  if (key === "a") {
    const all = items.every((it) => it.ticked);
    return put({ items: items.map((it) => ({ ...it, ticked: !all })) });
  }
  if (key === "enter") {
    const ticked = items.filter((it) => it.ticked);
    if (ticked.length === 0) return { model: { ...model, overlay: undefined } };
    return { model: { ...model, overlay: undefined }, then: { type: "prune", items: ticked } };
  }
  return { model };
}

/** Opens a prompt with what there is already. */
export function openPrompt(model: Model, what: PromptFor): Model {
  const [label, text] = promptText(model, what);
  return {
    ...model,
    overlay: { kind: "prompt", for: what, label, edit: editorOf(text), before: text },
  };
}

function promptText(model: Model, what: PromptFor): [string, string] {
  switch (what.what) {
    case "filter":
      return ["Filter", model.lists[what.list].filter];
    case "logSearch":
      return ["Search", model.logs.search];
    case "logFilter":
      return ["Show lines with", model.logs.filter];
    case "jump":
      return ["To the time (2h ago, 14:05, yesterday 14:05; nothing: now)", ""];
    case "rename":
      return [`Rename ${what.name} to`, what.name];
    case "tag":
      return [`Tag ${what.name} as`, ""];
    case "pull":
      return ["Pull", what.name];
    case "host":
      return ["Host (ssh://me@there, tcp://…, unix:///…)", ""];
    case "saveLog":
      return ["Save the log to", `${model.logs.sources[0]?.name ?? "log"}.log`];
  }
}
