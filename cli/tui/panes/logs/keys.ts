/** The keys of the logs pane. */
import type { LogWish } from "../../model/messages.ts";
import { type Binding, key } from "../../screen/bindings.ts";

const log = (keys: string, wish: LogWish, label: string, hint?: number) =>
  key(keys, `logs.${wish}`, label, "Log", { type: "logs", do: wish }, { hint });

export const logKeys: readonly Binding[] = [
  key("/", "logs.search", "search", "Log", { type: "prompt", for: { what: "logSearch" } }, {
    hint: 1,
  }),
  key("n", "logs.next", "next match", "Log", { type: "matchStep", by: 1 }, { hint: 2 }),
  key("N", "logs.previous", "previous match", "Log", { type: "matchStep", by: -1 }),
  key("F", "logs.filter", "filter", "Log", { type: "prompt", for: { what: "logFilter" } }, {
    hint: 3,
  }),
  log("f", "follow", "follow", 4),
  log("w", "wrap", "wrap", 5),
  log("T", "timestamps", "times", 6),
  log("p", "pretty", "JSON spread out", 7),
  log("v", "level", "only warnings, errors", 8),
  key("J", "logs.jump", "to a time", "Log", { type: "prompt", for: { what: "jump" } }, { hint: 7 }),
  log("[", "sinceLess", "less of the past"),
  log("]", "sinceMore", "more of the past"),
  log("A", "tailAll", "all of it that is kept"),
  key("W", "logs.save", "save", "Log", { type: "prompt", for: { what: "saveLog" } }, { hint: 9 }),
  key("y", "logs.copy", "copy", "Log", { type: "copyMenu" }),
];
