/** Who is in which network of a host, and who reaches whom. */
import { type Reach, reaches, type ReachNode, resolvesNames } from "../../networks/reach.ts";
import type { ManagedHost } from "./hosts.ts";
import type { Clean } from "./views.ts";

/** So many pairs are told: a hundred in one network make ten thousand. */
const MAX_PAIRS = 5_000;

/** The networks of a host with their members, and the pairs. */
export async function reachOfHost(host: ManagedHost, clean: Clean, signal: AbortSignal) {
  const { engine } = host;
  const [networks, containers] = await Promise.all([
    engine.networks.list({ signal }),
    engine.containers.list({ all: true, signal }),
  ]);
  const nodes = containers.map((c): ReachNode => ({
    name: clean(c.name),
    running: c.state === "running",
    // Those of the host's network, or another's, have no address of their own in this list.
    mode: "",
    places: Object.entries(c.networks).map(([network, n]) => ({
      network,
      networkId: n.networkId,
      address: n.ipAddress ?? "",
    })),
  }));
  const pairs: Reach[] = [];
  let more = false;
  for (const pair of reaches(nodes)) {
    more = pairs.length >= MAX_PAIRS;
    if (more) break;
    pairs.push(pair);
  }
  return {
    host: host.name,
    networks: networks.map(({ id, name, driver, internal, subnets }) => ({
      name: clean(name),
      driver: clean(driver),
      internal,
      names: resolvesNames(name),
      subnets: subnets.map(clean),
      members: nodes.flatMap((n) => {
        const place = n.places.find((p) => p.networkId === id);
        if (place === undefined) return [];
        return [{
          name: n.name,
          running: n.running,
          ...(place.address !== "" && { address: place.address }),
        }];
      }),
    })),
    reach: pairs.map(({ from, to, via }) => ({ from, to, by: via.map((v) => clean(v.network)) })),
    more,
  };
}
