/** The newest samples of containers, as lists and tables show them. */
import type { Model } from "../../model/model.ts";
import type { Container, StatsPoint } from "../../model/objects.ts";

/** The newest sample, if the container is up. */
export function latest(model: Model, c: Container): StatsPoint | undefined {
  if (c.state !== "running") return undefined;
  const point = model.stats[c.id]?.last;
  // A sample that is old says nothing about now.
  return point !== undefined && model.now - point.at < 15_000 ? point : undefined;
}

/** Found once for the samples of a moment: each row's bar asks for it. */
const peaks = new WeakMap<Model["stats"], number>();

/** What a full bar of CPU is, in per cent: one CPU, or the busiest container where it has more. */
export function busiest(model: Model): number {
  let peak = peaks.get(model.stats);
  if (peak === undefined) {
    peak = Math.max(100, ...model.containers.map((c) => latest(model, c)?.cpu ?? 0));
    peaks.set(model.stats, peak);
  }
  return peak;
}
