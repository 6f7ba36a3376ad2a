/** The benchmark's table for people. */
import type { Result } from "./measure.ts";
import type { Spread } from "./stats.ts";

/** The results as a table for people. */
export function table(results: readonly Result[]): string {
  const rows = [["CASE", "DOCKERCTL", "PEER", "RATIO", "FLOOR", "AIM"]];
  for (const r of results) {
    rows.push([
      r.name,
      amount(r.dockerctl, r.unit),
      r.peer ? `${amount(r.peer, r.unit)} ${r.peer.name}` : "-",
      r.ratio
        ? `${r.ratio.median.toFixed(2)} (${r.ratio.low.toFixed(2)}-${r.ratio.high.toFixed(2)})`
        : "-",
      r.floor ? `${amount(r.floor, r.unit)} ${r.floor.name}` : "-",
      r.aim + (r.reached === undefined ? "" : r.reached ? ": reached" : ": NOT REACHED"),
    ]);
  }
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => cell.padEnd(widths[i])).join("   ").trimEnd()
  );
  const noise = results.filter((r) => r.noisy).map((r) =>
    `noisy: ${r.name}: ${r.noisy}; not to be relied on`
  );
  return [...lines, ...noise].join("\n");
}

/** One line that names the cases whose aims are missed; empty where there is none. */
export function missed(results: readonly Result[]): string {
  const names = results.filter((r) => r.reached === false).map((r) => `${r.name} (${r.aim})`);
  return names.length === 0 ? "" : `Aims missed: ${names.join("; ")}`;
}

/** The median, and between brackets where the middle half of the values lies. */
function amount(s: Spread, unit: string): string {
  const digits = s.median < 10 ? 1 : 0;
  const middle = `${s.median.toFixed(digits)} ${unit}`;
  return s.low === s.high
    ? middle
    : `${middle} (${s.low.toFixed(digits)}-${s.high.toFixed(digits)})`;
}
