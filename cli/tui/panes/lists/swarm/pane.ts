/** What the panes of the swarm have in common: where Enter leads, and how old what they show is. */
import { quiet } from "../../../model/messages.ts";
import type { Model } from "../../../model/model.ts";
import type { ListPane } from "../../../pane.ts";
import { inSwarm } from "../../../model/swarm.ts";
import { span } from "../../../text/block.ts";
import { agedWords } from "./words.ts";

/** A pane whose Enter, and double click, leads on to what belongs to the selected row. */
export function swarmPane(base: ListPane, into?: (model: Model) => Model): ListPane {
  return {
    ...base,
    hidden: (model) => !inSwarm(model) && model.focus !== base.id,
    foot(model) {
      const words = agedWords(model);
      return words === "" ? [] : [span(words, "dim")];
    },
    here(model, msg) {
      if (into === undefined || msg.type !== "enter") return base.here?.(model, msg);
      return quiet(into(model));
    },
    press(model, row, size, again) {
      const next = base.press!(model, row, size, again);
      return into === undefined || next.focus === model.focus ? next : into(next);
    },
  };
}
