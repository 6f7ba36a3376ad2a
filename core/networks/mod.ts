/** The calls about networks, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { connectNetwork } from "./connect.ts";
import { createNetwork } from "./create.ts";
import { disconnectNetwork } from "./disconnect.ts";
import { inspectNetwork, inspectNetworkText } from "./inspect.ts";
import { listNetworks } from "./list.ts";
import { pruneNetworks } from "./prune.ts";
import { removeNetwork } from "./remove.ts";

/** The networks of an engine. `id` is an id, a unique start of one, or a name. */
export interface Networks {
  /** Networks: {@link listNetworks}. */
  readonly list: Bound<typeof listNetworks>;
  /** The engine's document: {@link inspectNetwork}. */
  readonly inspect: Bound<typeof inspectNetwork>;
  /** The engine's document as it came: {@link inspectNetworkText}. */
  readonly inspectText: Bound<typeof inspectNetworkText>;
  /** A new network: {@link createNetwork}. */
  readonly create: Bound<typeof createNetwork>;
  /** Removes: {@link removeNetwork}. */
  readonly remove: Bound<typeof removeNetwork>;
  /** Attaches a container: {@link connectNetwork}. */
  readonly connect: Bound<typeof connectNetwork>;
  /** Detaches a container: {@link disconnectNetwork}. */
  readonly disconnect: Bound<typeof disconnectNetwork>;
  /** Removes those without containers: {@link pruneNetworks}. */
  readonly prune: Bound<typeof pruneNetworks>;
}

/** The group `engine.networks`. */
export function networks(transport: Transport): Networks {
  return bind(transport, {
    list: listNetworks,
    inspect: inspectNetwork,
    inspectText: inspectNetworkText,
    create: createNetwork,
    remove: removeNetwork,
    connect: connectNetwork,
    disconnect: disconnectNetwork,
    prune: pruneNetworks,
  });
}
