/** A text asked for in the message line. Who owns a prompt says what is asked and takes the answer. */
import type { Model } from "../model/model.ts";
import type { PromptFor } from "../model/overlays.ts";
import { editorOf } from "../text/editor.ts";
import type { OverlayResult } from "./overlay.ts";

/** One text that is asked for. */
export interface Prompt {
  /** The name that {@link PromptFor} calls it by. */
  readonly what: string;
  label(model: Model, of: PromptFor): string;
  /** What stands there from the start. */
  text?(model: Model, of: PromptFor): string;
  /** What Escape puts back; the text that stood there by default. */
  before?(model: Model, of: PromptFor): string;
  /** What is seen of it while it is typed. */
  preview?(model: Model, of: PromptFor, text: string): Model;
  /** What comes of the text. */
  answer(model: Model, of: PromptFor, text: string): OverlayResult;
}

/** The model with a prompt open that holds `text`. */
export function openPrompt(
  model: Model,
  of: PromptFor,
  label: string,
  text = "",
  before = text,
): Model {
  return {
    ...model,
    overlay: { kind: "prompt", for: of, label, edit: editorOf(text), before },
  };
}
