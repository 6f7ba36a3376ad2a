import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import { type Block, type Size, span } from "../text/block.ts";
import { containerOf, isGone } from "../record/record.ts";
import { displayWidth, fill } from "../text/width.ts";

/** The processes of the selected container inside of their border. */
export function processesView(model: Model, size: Size): Block {
  const { processes } = model;
  if (processes.key === undefined) {
    return [[span(" Select a container to see its processes", "dim")]];
  }
  if (isGone(containerOf(model, processes.key))) {
    return [[span(" It was removed, so nothing runs in it", "dim")]];
  }
  if (processes.error !== undefined) return [[span(` ${sanitise(processes.error)}`, "dim")]];
  if (processes.titles.length === 0) return [[span(" Asking the engine …", "dim")]];
  const table = [processes.titles, ...processes.rows].map((row) => row.map((c) => sanitise(c)));
  const last = processes.titles.length - 1;
  const widths = processes.titles.map((_, i) =>
    i === last ? 0 : Math.min(24, Math.max(...table.map((row) => displayWidth(row[i] ?? ""))))
  );
  const rows = table.map((row, y) => [
    span(
      " " + row.map((cell, i) => i === last ? cell : fill(cell, widths[i])).join("  "),
      y === 0 ? "dim" : "text",
    ),
  ]);
  return [rows[0], ...rows.slice(1 + processes.top, processes.top + size.rows)];
}
