/** Every text that is asked for, and what keys do while one is. */
import type { Prompt } from "./prompt.ts";
import { actions } from "../act/mod.ts";
import { pullPrompt } from "../act/pull.ts";
import { hostPrompt } from "../engine/update.ts";
import type { Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import type { Overlay, PromptFor } from "../model/overlays.ts";
import { filterPrompt } from "../panes/lists/prompt.ts";
import { logPrompts } from "../panes/logs/prompts.ts";
import { editKey, insert } from "../text/editor.ts";
import { type OverlaySpec, put } from "./overlay.ts";
import { openPrompt } from "./prompt.ts";

/** The texts that actions need. */
const actionPrompts = actions.filter((a) => a.ask !== undefined).map((action): Prompt => ({
  what: action.id,
  label: (_model, of) => action.ask!.label(of.name ?? ""),
  text: (_model, of) => action.ask!.text(of.name ?? ""),
  answer(model, of, text) {
    const name = text.trim();
    if (name === "" || name === of.name) return { model };
    const wrong = action.ask!.wrong?.(name);
    if (wrong !== undefined) return { model: say(model, { kind: "warn", text: wrong }) };
    if (of.ids !== undefined) {
      return { model, then: { type: "act", action: action.id, arg: name, ids: of.ids } };
    }
    return { model, then: { type: "go", action: action.id, ids: [of.id!], arg: name } };
  },
}));

const prompts = new Map(
  [filterPrompt, ...logPrompts, ...actionPrompts, pullPrompt, hostPrompt].map((p) => [p.what, p]),
);

/** Opens the prompt of this name. */
export function ask(model: Model, of: PromptFor): Model {
  const prompt = prompts.get(of.what)!;
  const text = prompt.text?.(model, of);
  return openPrompt(model, of, prompt.label(model, of), text, prompt.before?.(model, of));
}

/** What is typed shows its effect where it can. */
function preview(model: Model, of: PromptFor, text: string): Model {
  return prompts.get(of.what)?.preview?.(model, of, text) ?? model;
}

export const promptOverlay: OverlaySpec<Overlay & { kind: "prompt" }> = {
  kind: "prompt",
  view: () => undefined,
  key(overlay, key, model) {
    if (key === "escape" || key === "C-c") {
      return { model: preview(put(model).model, overlay.for, overlay.before ?? "") };
    }
    if (key === "enter") {
      return prompts.get(overlay.for.what)!.answer(
        put(model).model,
        overlay.for,
        overlay.edit.text,
      );
    }
    const edit = editKey(overlay.edit, key);
    if (edit === undefined) return { model };
    return { model: preview(put(model, { ...overlay, edit }).model, overlay.for, edit.text) };
  },
  paste(overlay, text, model) {
    const edit = insert(overlay.edit, text);
    if (edit === overlay.edit) return model;
    return preview(put(model, { ...overlay, edit }).model, overlay.for, edit.text);
  },
  hints: () => [["Enter", "take"], ["Esc", "leave"]],
};
