/** Several hosts, as the screen knows them. */
import type { ClockDifference } from "../../../core/fleet/facts.ts";
import type { HostStatus } from "../../../core/fleet/types.ts";
import type { Model } from "./model.ts";
import { slot } from "./slot.ts";

/** One host, as plain data. */
export interface HostRow {
  readonly name: string;
  readonly state: HostStatus["state"];
  /** Since when it is so, ms. */
  readonly since: number;
  readonly error?: string;
  readonly retryAt?: number;
  readonly endpoint: string;
  readonly version: string;
  readonly containers: number;
  readonly running: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly clock?: ClockDifference;
  readonly twins: readonly string[];
  readonly colour?: string;
  readonly readOnly: boolean;
  readonly groups: readonly string[];
}

/** The hosts of the screen; none where it shows one engine. */
export const fleetSlot = slot<
  { readonly hosts: readonly HostRow[] },
  { readonly hosts: readonly HostRow[] }
>("fleet", { hosts: [] });

/** The hosts of the engine that is shown. */
export function hostsOf(model: Model): readonly HostRow[] {
  return fleetSlot.of(model).hosts;
}

/** Which host an object is of, and since when that is out of reach. */
export function hostOf(item: unknown): { host?: string; stale?: number } {
  return item as { host?: string; stale?: number };
}

/** A host's status as plain data. */
export function hostRow(status: HostStatus): HostRow {
  const { spec, facts, error } = status;
  return {
    name: spec.name,
    state: status.state,
    since: status.since,
    ...(error !== undefined && { error: error.message.replace(/\s+/g, " ") }),
    ...(status.retryAt !== undefined && { retryAt: status.retryAt }),
    endpoint: spec.host ?? spec.server ?? spec.context ?? "",
    version: facts?.version ?? "",
    containers: status.containers,
    running: status.running,
    ...(facts !== undefined && { cpus: facts.cpus, memory: facts.memory }),
    ...(facts?.clock !== undefined && { clock: facts.clock }),
    twins: status.twins,
    ...(spec.colour !== undefined && { colour: spec.colour }),
    readOnly: spec.readOnly,
    groups: spec.groups,
  };
}
