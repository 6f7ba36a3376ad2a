/** The filter of a list, asked for. */
import type { Prompt } from "../../overlays/prompt.ts";
import { withList } from "./update.ts";

export const filterPrompt: Prompt = {
  what: "filter",
  label: () => "Filter",
  before: (model, of) => model.lists[of.id!].filter,
  // Where what was selected is not found, the first that is.
  preview: (model, of, text) => withList(model, of.id!, { filter: text, top: 0, index: 0 }),
  answer: (model, of, text) => ({ model: withList(model, of.id!, { filter: text, top: 0 }) }),
};
