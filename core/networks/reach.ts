/** Which containers reach each other: those that run and have a network in common. Pure. */

/** A container on a network. */
export interface NetworkPlace {
  /** Its name. */
  network: string;
  /** Its id. */
  networkId: string;
  /** "" while it does not run. */
  address: string;
}

/** A container as far as its networks are concerned. */
export interface ReachNode {
  /** The container's name. */
  name: string;
  /** Whether it runs: only then it reaches anybody. */
  running: boolean;
  /** `host`, `none` and `container:…` have no networks of their own; "" for all others. */
  mode: string;
  /** The networks that it is on. */
  places: readonly NetworkPlace[];
}

/** One that reaches another. */
export interface Reach {
  /** Names of containers. */
  from: string;
  /** Whom it reaches. */
  to: string;
  /** By which networks, at which address, and whether by its name, too. */
  via: { network: string; address: string; names: boolean }[];
}

/** Whether names of containers are resolved on a network: the default bridge does not. */
export function resolvesNames(network: string): boolean {
  return network !== "bridge";
}

/** The mode of a container without networks of its own; "" for all others. */
export function networkMode(mode: string): string {
  return mode === "host" || mode === "none" || mode.startsWith("container:") ? mode : "";
}

/**
 * Who reaches whom, pair by pair: there are many where many share a network, and whoever asks may
 * stop.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reaches } from "../mod.ts";
 *
 * const on = (name: string, networkId: string, address: string) => ({
 *   name, running: true, mode: "", places: [{ network: networkId, networkId, address }],
 * });
 * const found = [...reaches([on("web", "n1", "10.0.0.2"), on("db", "n1", "10.0.0.3"), on("x", "n2", "10.1.0.2")])];
 * assert.deepEqual(found.map((r) => `${r.from} ${r.to}`), ["web db", "db web"]);
 * ```
 */
export function* reaches(nodes: readonly ReachNode[]): Generator<Reach, void, undefined> {
  const up = nodes.filter((c) => c.running && c.mode === "");
  for (const from of up) {
    const mine = new Set(from.places.filter((p) => p.address !== "").map((p) => p.networkId));
    if (mine.size === 0) continue;
    for (const to of up) {
      if (to === from) continue;
      const via = to.places.filter((p) => p.address !== "" && mine.has(p.networkId))
        .map((p) => ({ network: p.network, address: p.address, names: resolvesNames(p.network) }));
      if (via.length > 0) yield { from: from.name, to: to.name, via };
    }
  }
}
