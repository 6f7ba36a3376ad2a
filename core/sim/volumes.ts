/** Simulated volumes: list, inspect, create, remove, prune. */
import { any, labelsExcluded, labelsMatch, matches, parseFilters, truth } from "./filters.ts";
import { ensureVolume } from "./create.ts";
import { goTime } from "./container_docs.ts";
import type { Route } from "./route.ts";
import type { Sim, SimVolume } from "./state.ts";
import { ApiError, type Doc, empty, flag, json, readDoc, versionLess } from "./wire.ts";

/** A volume as list and inspect show it. */
export function volumeDoc(v: SimVolume): Doc {
  return {
    CreatedAt: goTime(Math.floor(v.created / 1000) * 1000),
    Driver: v.driver,
    Labels: v.labels,
    Mountpoint: `/var/lib/docker/volumes/${v.name}/_data`,
    Name: v.name,
    Options: v.options,
    Scope: "local",
  };
}

function drop(sim: Sim, v: SimVolume): void {
  sim.volumes.delete(v.name);
  sim.event("volume", "destroy", v.name, { driver: v.driver });
}

/** The calls on volumes. */
export const volumeRoutes: readonly Route[] = [
  ["GET", "/volumes", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), ["dangling", "driver", "label", "name"]);
    const dangling = truth(f, "dangling");
    const found = [...sim.volumes.values()].filter((v) =>
      any(f, "driver", (x) => x === v.driver) && any(f, "name", (x) => matches(x, v.name)) &&
      labelsMatch(f, v.labels ?? {}) &&
      (dangling === undefined || dangling === (sim.volumeUsers(v.name).length === 0))
    );
    return json({ Volumes: found.map(volumeDoc), Warnings: null });
  }],
  ["POST", "/volumes/create", async (sim, req) => {
    const body = await readDoc(req);
    const driver = String(body.Driver || "local");
    if (driver !== "local") {
      throw new ApiError(
        404,
        `create ${body.Name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`,
      );
    }
    const name = String(body.Name || sim.random.hex(64));
    const fresh = !sim.volumes.has(name);
    const v = ensureVolume(sim, name, !body.Name);
    if (fresh) {
      if (body.Labels) v.labels = { ...v.labels, ...(body.Labels as Record<string, string>) };
      const options = body.DriverOpts as Record<string, string> | null | undefined;
      v.options = options && Object.keys(options).length ? options : null;
    }
    return json(volumeDoc(v), 201);
  }],
  ["POST", "/volumes/prune", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), ["all", "label", "label!"]);
    const all = versionLess(req.version, "1.42") || truth(f, "all") === true;
    const gone: string[] = [];
    let space = 0;
    for (const v of [...sim.volumes.values()]) {
      if (sim.volumeUsers(v.name).length || !(all || v.anonymous)) continue;
      if (!labelsMatch(f, v.labels ?? {}) || !labelsExcluded(f, v.labels ?? {})) continue;
      space += v.size;
      gone.push(v.name);
      drop(sim, v);
    }
    sim.event("volume", "prune", "", { reclaimed: String(space) });
    return json({ VolumesDeleted: gone, SpaceReclaimed: space });
  }],
  ["GET", "/volumes/{}", (sim, _req, [name]) => json(volumeDoc(sim.volume(name)))],
  ["DELETE", "/volumes/{}", (sim, req, [name]) => {
    const v = sim.volumes.get(name);
    if (!v && flag(req.query, "force")) return empty();
    const volume = v ?? sim.volume(name);
    const users = sim.volumeUsers(name);
    if (users.length) {
      throw new ApiError(
        409,
        `remove ${name}: volume is in use - [${users.map((c) => c.id).join(", ")}]`,
      );
    }
    drop(sim, volume);
    return empty();
  }],
];
