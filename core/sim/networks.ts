/** Simulated networks: list, inspect, create, connect, remove. */
import { goTime } from "./container_docs.ts";
import { newEndpoint } from "./create.ts";
import {
  any,
  labelsExcluded,
  labelsMatch,
  matches,
  parseFilters,
  truth,
  untilTime,
} from "./filters.ts";
import type { Route } from "./route.ts";
import { isUp, type Sim, type SimNetwork } from "./state.ts";
import { ApiError, type Doc, empty, json, readDoc, versionLess } from "./wire.ts";

function members(sim: Sim, n: SimNetwork) {
  return [...sim.containers.values()].flatMap((c) =>
    c.endpoints.filter((e) => e.network === n.id).map((e) => ({ c, e }))
  );
}

function doc(sim: Sim, n: SimNetwork, version: string, full: boolean): Doc {
  const prefix = n.subnet?.split("/")[1];
  const config = n.subnet ? [{ Subnet: n.subnet, Gateway: n.gateway }] : null;
  return {
    Name: n.name,
    Id: n.id,
    Created: goTime(n.created),
    Scope: "local",
    Driver: n.driver,
    ...(!versionLess(version, "1.48") && { EnableIPv4: true }),
    EnableIPv6: n.ipv6,
    IPAM: { Driver: "default", Options: n.builtin ? null : {}, Config: config },
    Internal: n.internal,
    Attachable: n.attachable,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: full
      ? Object.fromEntries(
        members(sim, n).filter(({ c }) => isUp(c)).map(({ c, e }) => [c.id, {
          Name: c.name,
          EndpointID: e.id,
          MacAddress: e.mac,
          IPv4Address: e.ip ? `${e.ip}/${prefix}` : "",
          IPv6Address: "",
        }]),
      )
      : {},
    Options: n.options,
    Labels: n.labels,
  };
}

/** Makes a network with the next free subnet, unless one is told. */
export function addNetwork(
  sim: Sim,
  n: Partial<SimNetwork> & { name: string },
): SimNetwork {
  let subnet = n.subnet;
  const driver = n.driver ?? "bridge";
  if (!subnet && driver === "bridge") {
    const taken = new Set([...sim.networks.values()].map((o) => o.subnet));
    let k = 17;
    while (taken.has(`172.${k}.0.0/16`)) k++;
    subnet = `172.${k}.0.0/16`;
  }
  const made: SimNetwork = {
    id: sim.random.hex(64),
    created: sim.now(),
    internal: false,
    attachable: false,
    ipv6: false,
    labels: {},
    options: {},
    lastIp: 1,
    builtin: false,
    ...n,
    driver,
    ...(subnet && { subnet, gateway: n.gateway ?? subnet.replace(/\.\d+\/\d+$/, ".1") }),
  };
  sim.networks.set(made.id, made);
  return made;
}

/** The calls on networks. */
export const networkRoutes: readonly Route[] = [
  ["GET", "/networks", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), [
      "dangling",
      "driver",
      "id",
      "label",
      "name",
      "scope",
      "type",
    ]);
    const dangling = truth(f, "dangling");
    return json(
      [...sim.networks.values()].filter((n) =>
        any(f, "driver", (v) => v === n.driver) &&
        any(f, "id", (v) => n.id.startsWith(v)) &&
        any(f, "name", (v) => matches(v, n.name)) &&
        any(f, "scope", (v) => v === "local") &&
        any(f, "type", (v) => v === (n.builtin ? "builtin" : "custom")) &&
        labelsMatch(f, n.labels) &&
        (dangling === undefined || dangling === (!n.builtin && members(sim, n).length === 0))
      ).map((n) => doc(sim, n, req.version, false)),
    );
  }],
  ["POST", "/networks/create", async (sim, req) => {
    const body = await readDoc(req);
    const name = String(body.Name ?? "");
    if (!name.trim()) throw new ApiError(400, "network name cannot be empty");
    if ([...sim.networks.values()].some((n) => n.name === name)) {
      throw new ApiError(409, `network with name ${name} already exists`);
    }
    const driver = String(body.Driver || "bridge");
    if (!["bridge", "macvlan", "ipvlan", "null", "host"].includes(driver)) {
      throw new ApiError(
        404,
        `could not find plugin ${driver} in v2 plugin registry: plugin not found`,
      );
    }
    const ipam = ((body.IPAM as Doc | undefined)?.Config as Doc[] | null)?.[0];
    const subnet = ipam?.Subnet as string | undefined;
    if (subnet && [...sim.networks.values()].some((n) => n.subnet === subnet)) {
      throw new ApiError(403, "Pool overlaps with other one on this address space");
    }
    const n = addNetwork(sim, {
      name,
      driver,
      ...(subnet && { subnet }),
      ...(typeof ipam?.Gateway === "string" && ipam.Gateway && { gateway: ipam.Gateway }),
      internal: body.Internal === true,
      attachable: body.Attachable === true,
      ipv6: body.EnableIPv6 === true,
      labels: (body.Labels ?? {}) as Record<string, string>,
      options: (body.Options ?? {}) as Record<string, string>,
    });
    sim.event("network", "create", n.id, { name, type: driver });
    return json({ Id: n.id, Warning: "" }, 201);
  }],
  ["POST", "/networks/prune", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), ["label", "label!", "until"]);
    const until = f.get("until")?.[0];
    const gone: string[] = [];
    for (const n of [...sim.networks.values()]) {
      if (n.builtin || members(sim, n).length || !labelsMatch(f, n.labels)) continue;
      if (!labelsExcluded(f, n.labels)) continue;
      if (until !== undefined && n.created >= untilTime(until, sim.now())) continue;
      sim.networks.delete(n.id);
      sim.event("network", "destroy", n.id, { name: n.name, type: n.driver });
      gone.push(n.name);
    }
    sim.event("network", "prune", "", { reclaimed: "0" });
    return json({ NetworksDeleted: gone.length ? gone : null });
  }],
  ["GET", "/networks/{}", (sim, req, [ref]) => json(doc(sim, sim.network(ref), req.version, true))],
  ["DELETE", "/networks/{}", (sim, _req, [ref]) => {
    const n = sim.network(ref);
    if (n.builtin) {
      throw new ApiError(403, `${n.name} is a pre-defined network and cannot be removed`);
    }
    const active = members(sim, n).filter(({ c }) => isUp(c));
    if (active.length) {
      const list = active.map(({ c, e }) => `name:"${c.name}" id:"${e.id.slice(0, 12)}"`);
      throw new ApiError(
        403,
        `error while removing network: network ${n.name} has active endpoints (${list.join(", ")})`,
      );
    }
    sim.networks.delete(n.id);
    sim.event("network", "destroy", n.id, { name: n.name, type: n.driver });
    return empty();
  }],
  ["POST", "/networks/{}/connect", async (sim, req, [ref]) => {
    const body = await readDoc(req);
    const n = sim.network(ref), c = sim.container(String(body.Container ?? ""));
    if (c.endpoints.some((e) => e.network === n.id)) {
      throw new ApiError(403, `endpoint with name ${c.name} already exists in network ${n.name}`);
    }
    const aliases = (body.EndpointConfig as Doc | null)?.Aliases as string[] | null | undefined;
    c.endpoints.push(newEndpoint(sim, n, aliases ?? null));
    sim.event("network", "connect", n.id, { container: c.id, name: n.name, type: n.driver });
    return empty(200);
  }],
  ["POST", "/networks/{}/disconnect", async (sim, req, [ref]) => {
    const body = await readDoc(req);
    const n = sim.network(ref), c = sim.container(String(body.Container ?? ""));
    const at = c.endpoints.findIndex((e) => e.network === n.id);
    if (at < 0) {
      throw new ApiError(500, `container ${c.id} is not connected to network ${n.name}`);
    }
    c.endpoints.splice(at, 1);
    sim.event("network", "disconnect", n.id, { container: c.id, name: n.name, type: n.driver });
    return empty(200);
  }],
];
