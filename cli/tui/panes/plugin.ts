import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import { paneObject, shownPane } from "../plugin/extras.ts";
import { spansOf } from "../text/ansi.ts";
import { type Block, fitLine, type Line, type Size, span } from "../text/block.ts";

/** What a plugin's pane shows inside of its border. */
export function pluginPaneView(model: Model, size: Size): Block {
  const pane = shownPane(model);
  if (pane === undefined) return [];
  const { lines, error, top } = model.plugins.shown;
  if (pane.of !== undefined && paneObject(model, pane) === undefined) {
    return [[
      span(
        ` Select ${pane.of === "image" ? "an" : "a"} ${pane.of} to see its ${sanitise(pane.title)}`,
        "dim",
      ),
    ]];
  }
  const failed: Line[] = error === undefined ? [] : [[span(` ${sanitise(error)}`, "bad")]];
  if (lines === undefined) {
    return error === undefined ? [[span(` Asking ${sanitise(pane.plugin)} …`, "dim")]] : failed;
  }
  if (lines.length === 0 && error === undefined) return [[span(" Nothing to show", "dim")]];
  // What was shown last stays under what went wrong since.
  return [
    ...failed,
    ...lines.slice(top, top + size.rows).map((text) =>
      fitLine(spansOf(sanitise(text)), size.columns)
    ),
  ];
}

/** Where the lines on show stand in all of them. */
export function pluginPaneNote(model: Model, rows: number): Line {
  const { lines = [], top } = model.plugins.shown;
  return lines.length <= rows ? [] : [
    span(`${top + 1}-${Math.min(lines.length, top + rows)} of ${lines.length}`, "dim"),
  ];
}
