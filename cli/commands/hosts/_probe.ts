/** Asks hosts how they are, all at once. */
import { type HostFacts, hostFacts, twins } from "../../../core/fleet/facts.ts";
import type { HostSpec } from "../../../core/fleet/hosts.ts";
import { SLOW_AFTER } from "../../../core/fleet/open_host.ts";
import { type HostState, isRefusal } from "../../../core/fleet/state.ts";
import { type HostUse, hostUse } from "../../../core/fleet/use.ts";
import { errorText } from "../../spec/errors.ts";
import type { CommandContext, CommandHost } from "../../spec/types.ts";

/** How long a host may take, in milliseconds. */
const LIMIT = 15_000;

/** A host as it was found. */
export interface Probed {
  spec: HostSpec;
  state: HostState;
  /** The first line of what went wrong. */
  problem?: string;
  error?: unknown;
  facts?: HostFacts;
  use?: HostUse;
  /** Hosts with the same engine id. */
  twins: readonly string[];
}

/** Asks every host, each for itself. */
export async function probeHosts(
  ctx: CommandContext,
  hosts: readonly CommandHost[],
  options: { use: boolean },
): Promise<Probed[]> {
  const found = await Promise.all(hosts.map((host) => probe(ctx, host, options.use)));
  ctx.signal.throwIfAborted();
  const same = twins(found.map((p) => [p.spec.name, p.facts?.engineId]));
  return found.map((p) => ({ ...p, twins: same.get(p.spec.name) ?? [] }));
}

async function probe(ctx: CommandContext, host: CommandHost, withUse: boolean): Promise<Probed> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(LIMIT)]);
  const { spec } = host;
  try {
    const { transport } = await host.engine();
    const facts = await hostFacts(transport, { signal });
    const use = withUse ? await hostUse(transport, { signal }) : undefined;
    const state = facts.took > SLOW_AFTER ? "slow" : "up";
    return { spec, state, facts, ...(use && { use }), twins: [] };
  } catch (error) {
    const late = signal.aborted && !ctx.signal.aborted;
    const problem = late
      ? `did not answer within ${LIMIT / 1000} seconds`
      : errorText(error).split("\n", 1)[0];
    return { spec, state: isRefusal(error) ? "refused" : "down", problem, error, twins: [] };
  }
}
