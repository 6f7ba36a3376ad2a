/** The keys of the stats pane. */
import { tableShown } from "./table.ts";
import type { Model } from "../../model/model.ts";
import { type Binding, key } from "../../screen/bindings.ts";

const chartsNeeded = (m: Model) =>
  tableShown(m) ? "The table shows what is used now: a goes to the charts of one" : undefined;
const tableNeeded = (m: Model) =>
  tableShown(m) ? undefined : "The charts are of one container: a shows all that run";

export const statsKeys: readonly Binding[] = [
  key("a", "stats.all", "all, or one", "Stats", { type: "statsAll" }, { hint: 1 }),
  key("o", "stats.sort", "sort the table", "Stats", { type: "sort" }, {
    hint: 2,
    disabled: tableNeeded,
  }),
  key("enter", "stats.one", "the charts of the selected one", "Stats", { type: "enter" }, {
    disabled: tableNeeded,
  }),
  key("[", "stats.shorter", "shorter window", "Stats", { type: "window", by: -1 }, {
    hint: 3,
    disabled: chartsNeeded,
  }),
  key("]", "stats.longer", "longer window", "Stats", { type: "window", by: 1 }, {
    hint: 4,
    disabled: chartsNeeded,
  }),
];
