/** Keys that lead from a list to what it selects. */
import { type Binding, chosenNeeded, key } from "../../screen/bindings.ts";

export const detailsKey = key(
  "i",
  "look.details",
  "inspect",
  "Look",
  { type: "focus", pane: "details" },
  { hint: 7, disabled: chosenNeeded },
);

export const logsKey = key("L", "look.logs", "logs", "Look", { type: "focus", pane: "logs" }, {
  hint: 6,
  // The log of what was removed stays to be read where nothing else is left.
  disabled: (m) => m.logs.sources.length > 0 ? undefined : chosenNeeded(m),
});

/** From a container to everything about it. */
export const lookKeys: readonly Binding[] = [
  detailsKey,
  logsKey,
  key("t", "look.processes", "processes", "Look", { type: "focus", pane: "processes" }, {
    disabled: chosenNeeded,
  }),
];
