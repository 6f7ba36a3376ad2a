/** The prune plan over several hosts: each host's own, in one list. */
import type { FleetTransport } from "../../../core/fleet/fleet_transport.ts";
import { keyOf, nameOn } from "../../../core/fleet/rows.ts";
import type { HostStatus } from "../../../core/fleet/types.ts";
import { createEngine, type Engine } from "../../../core/mod.ts";
import { wordsOf } from "../engine/words.ts";
import type { PlanItem } from "../model/overlays.ts";
import { makePlan } from "./prune.ts";

/** A host whose plan takes longer holds up the others' no more, in milliseconds. */
const PLAN_WAIT = 10_000;

/** What could be removed, and the hosts that are left out, each with why. */
export interface PlanOver {
  readonly items: readonly PlanItem[];
  readonly left?: readonly string[];
}

/** The plan of an engine; where it is that of several hosts, of each that can be changed. */
export async function planOver(engine: Engine, signal: AbortSignal): Promise<PlanOver> {
  const { fleet } = engine.transport as Partial<FleetTransport>;
  if (fleet === undefined) return { items: await makePlan(engine, signal) };
  await fleet.ready(signal);
  const parts = await Promise.all(
    fleet.hosts().map(async (host) => await ofHost(host, fleet, signal)),
  );
  return { items: parts.flatMap((p) => p.items), left: parts.flatMap((p) => p.left ?? []) };
}

async function ofHost(
  { spec, state }: HostStatus,
  fleet: FleetTransport["fleet"],
  signal: AbortSignal,
): Promise<PlanOver> {
  const { name } = spec;
  const without = (why: string): PlanOver => ({ items: [], left: [`${name} ${why}`] });
  if (spec.readOnly) return without("is read-only");
  const way = fleet.transport(name);
  if (way === undefined || state === "down" || state === "refused") return without(`is ${state}`);
  const limit = AbortSignal.timeout(PLAN_WAIT);
  try {
    const containersOnly = spec.filter.length > 0;
    const both = AbortSignal.any([signal, limit]);
    const items = await makePlan(createEngine(way), both, { containersOnly });
    return { items: items.map((item) => itemOn(name, item)) };
  } catch (e) {
    if (signal.aborted) throw e;
    return without(limit.aborted ? "did not answer in time" : `failed: ${wordsOf(e).message}`);
  }
}

function itemOn(host: string, item: PlanItem): PlanItem {
  return {
    ...item,
    host,
    id: item.kind === "volume" ? nameOn(host, item.id) : keyOf(host, item.id),
    name: nameOn(host, item.name),
  };
}
