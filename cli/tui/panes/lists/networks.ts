/** The networks: their list and the keys that work on them. */
import { sanitise } from "../../../format/sanitise.ts";
import { actionKeys } from "../../act/action.ts";
import { networkActions } from "../../act/networks.ts";
import type { ListSpec } from "./list.ts";
import { listPane } from "./list_pane.ts";
import { detailsKey } from "./look_keys.ts";
import type { Model } from "../../model/model.ts";
import { type Network, shortId } from "../../model/objects.ts";
import { span } from "../../text/block.ts";

/** How many containers are attached to a network. */
export function attached(model: Model, network: Network): number {
  return model.containers.filter((c) =>
    Object.entries(c.networks).some(([name, n]) =>
      n.networkId === network.id || name === network.name
    )
  ).length;
}

export const networksList: ListSpec<Network> = {
  id: "networks",
  title: "Networks",
  empty: "No networks here. `:network create` makes one",
  items: (m) => m.networks,
  key: (n) => n.id,
  name: (n) => n.name,
  text: (n) => `${n.name} ${n.driver} ${n.subnets.join(" ")} ${shortId(n.id)}`,
  labels: (n) => n.labels,
  columns: [
    {
      id: "name",
      title: "NETWORK",
      width: 14,
      grows: 3,
      drop: 0,
      cell: (n) => span(sanitise(n.name)),
      sort: (n) => n.name,
    },
    {
      id: "driver",
      title: "DRIVER",
      width: 8,
      drop: 1,
      cell: (n) => span(sanitise(n.driver)),
      sort: (n) => n.driver,
    },
    {
      id: "subnet",
      title: "SUBNET",
      width: 16,
      drop: 3,
      cell: (n) => span(sanitise(n.subnets.join(" ")), "dim"),
      sort: (n) => n.subnets[0] ?? "",
    },
    {
      id: "use",
      title: "USED BY",
      width: 7,
      drop: 2,
      align: "right",
      cell: (n, m) => {
        const used = attached(m, n);
        return span(String(used), used > 0 ? "ok" : "dim");
      },
      sort: (n, m) => attached(m, n),
    },
    {
      id: "scope",
      title: "SCOPE",
      width: 7,
      drop: 4,
      cell: (n) => span(n.internal ? "internal" : sanitise(n.scope), "dim"),
      sort: (n) => n.scope,
    },
  ],
};

export const networksPane = listPane(networksList, {
  key: "5",
  keys: [...actionKeys(networkActions), detailsKey],
  enters: "details",
  inspect: (engine, id, signal) => engine.networks.inspect(id, { signal }),
});
