/** What can be copied of a log (`y`). */
import type { Model } from "../../model/model.ts";
import type { Overlay } from "../../model/overlays.ts";
import { menu } from "../../overlays/menu.ts";
import { plain } from "../../text/ansi.ts";
import { lastSeq, linesBack } from "./buffer.ts";
import { logTest } from "./rows.ts";

/** Lines that are copied at most. */
const MOST = 1000;

/** The menu; undefined where no line is shown. */
export function copyMenu(model: Model): Overlay | undefined {
  const { logs } = model;
  const shown = [
    ...linesBack(logs.buffer, logs.anchor?.seq ?? lastSeq(logs.buffer), logTest(logs)).take(MOST),
  ].reverse().map((l) => plain(l.text));
  if (shown.length === 0) return undefined;
  const current = logs.match === undefined
    ? shown[shown.length - 1]
    : plain([...linesBack(logs.buffer, logs.match).take(1)][0]?.text ?? "");
  const page = shown.slice(-(model.size.rows));
  return menu("Copy", [
    {
      label: logs.match === undefined ? "last line shown" : "line of the match",
      detail: current,
      msg: { type: "copy", text: current, what: "line" },
    },
    {
      label: "what is on the screen",
      msg: { type: "copy", text: page.join("\n"), what: `${page.length} lines` },
    },
    {
      label: "the last 1,000 lines",
      msg: { type: "copy", text: shown.join("\n"), what: `${shown.length} lines` },
    },
  ]);
}
