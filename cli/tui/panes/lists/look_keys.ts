/** Keys that lead from a list to what it selects. */
import { type Binding, key } from "../../screen/bindings.ts";

export const detailsKey = key(
  "i",
  "look.details",
  "inspect",
  "Look",
  { type: "focus", pane: "details" },
  { hint: 7 },
);

export const logsKey = key("L", "look.logs", "logs", "Look", { type: "focus", pane: "logs" }, {
  hint: 6,
});

/** From a container to everything about it. */
export const lookKeys: readonly Binding[] = [
  detailsKey,
  logsKey,
  key("t", "look.processes", "processes", "Look", { type: "focus", pane: "processes" }),
];
