/** The top row: host, engine, counts, and the clock. */
import { sanitise } from "../../format/sanitise.ts";
import { firingOf } from "../model/alerts.ts";
import { slider } from "./past.ts";
import type { Model } from "../model/model.ts";
import { healthOf, isUp } from "../model/objects.ts";
import { inSwarm, swarmOf } from "../model/swarm.ts";
import { fitLine, type Line, lineOn, lineWidth, type Span, span, spread } from "../text/block.ts";
import { clock, percent, shortSize } from "../text/human.ts";
import { displayWidth } from "../text/width.ts";

/** Host, engine, counts, and the clock. What has no room is left out, least needed first. */
export function statusBar(model: Model): Line {
  if (model.past !== undefined) return slider(model, model.past);
  for (const without of [0, 1, 2, 3, 4]) {
    const line = statusParts(model, without);
    if (line !== undefined) return lineOn(line, "bar");
  }
  return lineOn(fitLine([span(" dockerctl")], model.size.columns), "bar");
}

function statusParts(model: Model, without: number): Line | undefined {
  const { link } = model;
  const sign = { live: "▪", down: "✗", connecting: "…" }[link.state];
  const host = sanitise(model.host);
  const left: Span[] = [
    span(" dockerctl ", { role: "bar", bold: true }),
    span(` ${sign} `, link.state === "live" ? "ok" : "bad"),
    // The end of a path tells more than its beginning.
    span(without >= 1 && displayWidth(host) > 16 ? `…${host.slice(-15)}` : host, "bar"),
  ];
  if (model.version !== "" && without < 3) left.push(span(`  ${sanitise(model.version)}`, "bar"));
  if (link.state === "down") left.push(span("  no answer", "bad"));
  if (model.loaded && without < 4) {
    const { up, sick } = countsOf(model.containers);
    left.push(span(`   ${up} running`, "bar"));
    if (sick > 0) left.push(span(` · ${sick} unhealthy`, "bad"));
    left.push(span(` · ${model.containers.length - up} stopped`, "bar"));
  }
  if (swarmOf(model).phase === "leaderless") left.push(span("  no leader", "bad"));
  else if (inSwarm(model) && without < 1) left.push(span("   swarm manager", "bar"));
  const firing = firingOf(model);
  if (firing > 0) left.push(span(`  ! ${firing} alert${firing === 1 ? "" : "s"}`, "bad"));
  if (model.readOnly) left.push(span("  read-only", "warn"));
  const right: Span[] = [span("  ")];
  if (model.record?.recording) right.push(span("● rec  ", "ok"));
  const busy = Object.values(model.pending).length;
  if (busy > 0) right.push(span(`${busy} under way  `, "warn"));
  const totals = without < 2 ? usage(model) : "";
  if (totals !== "") right.push(span(`${totals}  `, "bar"));
  right.push(span(`${clock(model.now, model.utcOffset)} `, "bar"));
  if (lineWidth(left) + lineWidth(right) > model.size.columns) return undefined;
  return spread(left, right, model.size.columns);
}

const counts = new WeakMap<Model["containers"], { up: number; sick: number }>();

/** How many containers run and how many are ill, worked out once a list. */
function countsOf(containers: Model["containers"]): { up: number; sick: number } {
  let found = counts.get(containers);
  if (found === undefined) {
    const up = containers.filter(isUp).length;
    const sick = containers.filter((c) => healthOf(c) === "unhealthy").length;
    counts.set(containers, found = { up, sick });
  }
  return found;
}

/** What the containers that are measured use together. */
function usage(model: Model): string {
  let cpu = 0;
  let memory = 0;
  let n = 0;
  for (const c of model.containers) {
    const last = model.stats[c.id]?.last;
    if (c.state !== "running" || last === undefined || model.now - last.at > 15_000) continue;
    cpu += last.cpu;
    memory += last.memory;
    n++;
  }
  return n < 2 ? "" : `cpu ${percent(cpu)} mem ${shortSize(memory)}`;
}
