import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model.ts";
import { type Block, fitLine, type Line, type Size, span } from "../text/block.ts";
import { wrapLine } from "../text/wrap.ts";

/** What is shown as long as no engine has ever answered. */
export function noEngineView(model: Model, size: Size): Block {
  if (model.link.state !== "down") return [];
  const { error, hint, retryAt } = model.link;
  const rows: Line[] = [[], [span("  No Docker Engine answers", "bad")], []];
  for (const text of error.split("\n")) {
    for (const row of wrapLine([span(sanitise(text))], size.columns - 4)) {
      rows.push([span("  "), ...row]);
    }
  }
  if (hint !== undefined) {
    rows.push([]);
    for (const row of wrapLine([span(sanitise(hint), "accent")], size.columns - 4)) {
      rows.push([span("  "), ...row]);
    }
  }
  rows.push([]);
  const wait = Math.max(0, Math.ceil(((retryAt ?? 0) - model.now) / 1000));
  rows.push([span(wait > 0 ? `  Trying again in ${wait} s` : "  Trying again …", "dim")]);
  rows.push([]);
  const keys: [string, string][] = [
    ["R", "try again now"],
    ["q", "quit; `dockerctl --demo` shows sample containers instead"],
  ];
  for (const [key, label] of keys) rows.push([span(`  ${key} `, "key"), span(label, "dim")]);
  while (rows.length < size.rows) rows.push([]);
  return rows.slice(0, size.rows).map((row) => fitLine(row, size.columns));
}
