/** The engine of several hosts, as the full screen has it. */
import { fleetTransport } from "../../../core/fleet/fleet_transport.ts";
import { createEngine, type Engine } from "../../../core/mod.ts";
import type { GlobalOptions } from "../../spec/types.ts";
import type { AppDeps } from "../deps.ts";
import { chosenHosts, globalOf, listedHosts } from "./host_engines.ts";

/** A host of a screen that does not answer for so long is down, in milliseconds. */
const CALL_TIMEOUT = 15_000;

/** One engine over the hosts of `--hosts`. Each keeps the guards of its own. */
export async function connectHosts(global: GlobalOptions, deps: AppDeps): Promise<Engine> {
  const around = { global, deps, engines: [] };
  const hosts = await chosenHosts(global.hosts ?? [], await listedHosts(around), around);
  return createEngine(fleetTransport({
    hosts: hosts.map((h) => h.spec),
    connect: (spec, wrap, signal) =>
      deps.connect(globalOf(global, spec), signal, () => {}, { wrap, callTimeout: CALL_TIMEOUT }),
  }));
}
