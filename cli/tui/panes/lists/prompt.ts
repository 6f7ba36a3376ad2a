/** The filter of a list, asked for. */
import type { Prompt } from "../../overlays/prompt.ts";
import { withList } from "./update.ts";

export const filterPrompt: Prompt = {
  what: "filter",
  label: () => "Filter",
  text: (model, of) => model.lists[of.id!].filter,
  preview: (model, of, text) => withList(model, of.id!, { filter: text, top: 0 }),
  answer: (model, of, text) => ({ model: withList(model, of.id!, { filter: text, top: 0 }) }),
};
