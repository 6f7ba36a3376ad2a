/** What can be done to networks, and the menu that connects containers to them. */
import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import { nameOf, type Network } from "../model/objects.ts";
import type { MenuItem, Overlay } from "../model/overlays.ts";
import { menu } from "../overlays/menu.ts";
import { count } from "../text/human.ts";
import { type Action, targetsOf } from "./action.ts";
import { containerActions } from "./containers.ts";
import { networkKind } from "./kinds.ts";

export const networkActions: readonly Action<Network>[] = [
  {
    id: "removeNetwork",
    of: networkKind,
    keys: "d delete",
    hint: 1,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker network rm",
    run: (engine, id, _arg, signal) => engine.networks.remove(id, { signal }),
  },
];

/** Connects containers to a network. */
export const connectAction = containerActions.find((a) => a.id === "connect")!;

/** Networks to connect the chosen containers to, and those to take them from (`N`). */
export function networkMenu(model: Model): Overlay | undefined {
  const ids = targetsOf(model, connectAction);
  if (typeof ids === "string") return undefined;
  const all = model.containers.filter((c) => ids.includes(c.id));
  const on = (name: string) => all.filter((c) => Object.hasOwn(c.networks, name)).map((c) => c.id);
  const items = model.networks.flatMap((n): MenuItem[] => {
    const there = on(n.name);
    const rest = ids.filter((id) => !there.includes(id));
    const name = sanitise(n.name);
    const connect: MenuItem = {
      label: `connect to ${name}`,
      detail: n.driver,
      msg: { type: "go", action: "connect", ids: rest, arg: n.name },
    };
    const leave: MenuItem = {
      label: `disconnect from ${name}`,
      detail: n.driver,
      msg: { type: "go", action: "disconnect", ids: there, arg: n.name },
    };
    // The host's network, and none at all, are chosen when a container is made, or never.
    const able = n.name !== "host" && n.name !== "none" && rest.length > 0;
    return [...(able ? [connect] : []), ...(there.length > 0 ? [leave] : [])];
  });
  const title = all.length === 1 ? sanitise(nameOf(all[0])) : count(all.length, "container");
  return menu(`Networks of ${title}`, items);
}
