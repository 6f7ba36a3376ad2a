/** Which pane has the focus. */
import { isList, type Model, type PaneId } from "../model/model.ts";

/** The model with a pane in focus, and on show where it shares its place with others. */
export function focus(model: Model, pane: PaneId): Model {
  const next = { ...model, focus: pane };
  if (isList(model, pane)) {
    return { ...next, list: pane, lowerList: pane === "containers" ? model.lowerList : pane };
  }
  return { ...next, detail: pane, lowerDetail: pane === "logs" ? model.lowerDetail : pane };
}
