/** The hosts that a command line means, and the engines they lead to. */
import { chooseHosts } from "../../../core/fleet/choose.ts";
import type { HostSpec } from "../../../core/fleet/hosts.ts";
import { loadHosts } from "../../../core/fleet/hosts_file.ts";
import { hostTransport } from "../../../core/fleet/open_host.ts";
import type { Engine } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandHost, GlobalOptions } from "../../spec/types.ts";
import type { AppDeps } from "../deps.ts";

/** A host that was chosen. */
export interface ChosenHost extends CommandHost {
  /** The global flags that lead to its engine. */
  readonly global: GlobalOptions;
}

/** Around the choice of hosts. */
interface Around {
  global: GlobalOptions;
  deps: Pick<AppDeps, "connect" | "env" | "signal" | "streams">;
  /** Engines that are closed when the run ends. */
  engines: Engine[];
}

/** The list of hosts; what is wrong with it is said on stderr. */
export async function listedHosts({ global, deps }: Around): Promise<readonly HostSpec[]> {
  const { hosts, problems } = await loadHosts(deps.env, global.hostsFile);
  for (const problem of problems.slice(0, 10)) {
    await deps.streams.stderr.write(`${sanitise(problem)}\n`);
  }
  return hosts;
}

/** Chooses hosts by `--hosts`; nothing is connected before its engine is asked for. */
export async function chosenHosts(
  words: readonly string[],
  list: readonly HostSpec[],
  around: Around,
): Promise<ChosenHost[]> {
  const { deps, global } = around;
  const contexts = async () => {
    const [{ listContexts }, { configDir }] = await Promise.all([
      import("../../../core/config/context_store.ts"),
      import("../../../core/config/paths.ts"),
    ]);
    const dir = configDir({ env: deps.env, configDir: global.config });
    return ["default", ...(await listContexts(dir)).map((c) => c.name)];
  };
  const specs = await chooseHosts(words, list, { contexts });
  return specs.map((spec) => hostOf(spec, around));
}

/** The flags that lead to a host, in place of those that name another engine. */
export function globalOf(global: GlobalOptions, spec: HostSpec): GlobalOptions {
  return {
    ...global,
    host: spec.host,
    context: spec.context,
    server: spec.server,
    serverTokenFile: spec.tokenFile ?? global.serverTokenFile,
    hosts: undefined,
    hostsFile: undefined,
  };
}

function hostOf(spec: HostSpec, { global, deps, engines }: Around): ChosenHost {
  const own = globalOf(global, spec);
  let engine: Promise<Engine> | undefined;
  return {
    spec,
    name: spec.name,
    ...(spec.colour !== undefined && { colour: spec.colour }),
    global: own,
    engine: () =>
      engine ??= deps.connect(own, deps.signal, undefined, { wrap: (t) => hostTransport(t, spec) })
        .then((made) => {
          engines.push(made);
          return made;
        }, (e) => {
          // Whoever outlives a host that is away asks again.
          engine = undefined;
          throw e;
        }),
  };
}
