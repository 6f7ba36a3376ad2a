/** Simulated images: list, search, inspect, history, tag, remove, prune. */
import { goTime } from "./container_docs.ts";
import {
  any,
  labelsExcluded,
  labelsMatch,
  matches,
  parseFilters,
  truth,
  untilTime,
} from "./filters.ts";
import { pull } from "./pull.ts";
import { hexOf } from "./random.ts";
import type { Route } from "./route.ts";
import { fullReference, isUp, type Sim, type SimImage } from "./state.ts";
import { ApiError, type Doc, flag, json, type SimRequest, versionLess } from "./wire.ts";

const FILTERS = ["before", "dangling", "label", "reference", "since", "until"];

/** Containers made of the image. */
function users(sim: Sim, i: SimImage) {
  return [...sim.containers.values()].filter((c) => c.imageId === i.id);
}

/** One row of `/images/json`. */
export function imageRow(sim: Sim, i: SimImage, version: string, shared: boolean): Doc {
  const none = versionLess(version, "1.43") && i.tags.length === 0;
  return {
    Containers: versionLess(version, "1.51") && !shared ? -1 : users(sim, i).length,
    Created: Math.floor(i.created / 1000),
    Id: i.id,
    Labels: i.config.Labels ?? null,
    ParentId: i.parent ?? "",
    RepoDigests: none && i.digests.length === 0 ? ["<none>@<none>"] : i.digests,
    RepoTags: none ? ["<none>:<none>"] : i.tags,
    SharedSize: shared ? 0 : -1,
    Size: i.size,
    ...(versionLess(version, "1.44") && { VirtualSize: i.size }),
  };
}

function list(sim: Sim, req: SimRequest): SimImage[] {
  const f = parseFilters(req.query.get("filters"), FILTERS, sim);
  const dangling = truth(f, "dangling");
  const pivot = (key: string) => {
    const ref = f.get(key)?.[0];
    return ref === undefined ? undefined : sim.image(ref);
  };
  const before = pivot("before"), since = pivot("since"), until = f.get("until")?.[0];
  const parents = new Set([...sim.images.values()].map((i) => i.parent));
  return [...sim.images.values()].filter((i) =>
    (dangling === undefined || dangling === (i.tags.length === 0)) &&
    (flag(req.query, "all") || i.tags.length > 0 || i.digests.length > 0 || !parents.has(i.id)) &&
    labelsMatch(f, (i.config.Labels ?? {}) as Record<string, string>) &&
    any(
      f,
      "reference",
      (v) => i.tags.some((t) => glob(v, t) || glob(v, t.replace(/:[^:]*$/, ""))),
    ) &&
    (!before || i.created < before.created) && (!since || i.created > since.created) &&
    (until === undefined || i.created < untilTime(until, sim.now()))
  ).sort((a, b) => b.created - a.created);
}

function glob(pattern: string, text: string): boolean {
  const re = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*").replaceAll(
    "?",
    "[^/]",
  );
  return matches(`^${re}$`, text);
}

/** `/images/{name}/json`. */
function inspect(i: SimImage, version: string): Doc {
  const c = i.config;
  const base = {
    Hostname: "",
    Domainname: "",
    User: c.User ?? "",
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: c.Env ?? null,
    Cmd: c.Cmd ?? null,
    ...(c.ExposedPorts !== undefined && { ExposedPorts: c.ExposedPorts }),
    ...(c.Healthcheck !== undefined && { Healthcheck: c.Healthcheck }),
    Image: "",
    Volumes: c.Volumes ?? null,
    WorkingDir: c.WorkingDir ?? "",
    Entrypoint: c.Entrypoint ?? null,
    OnBuild: null,
    Labels: c.Labels ?? null,
    ...(c.StopSignal !== undefined && { StopSignal: c.StopSignal }),
  };
  const old = ["Hostname", "Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty"]
    .concat("OpenStdin", "StdinOnce", "Image");
  const config: Doc = versionLess(version, "1.50")
    ? base
    : Object.fromEntries(Object.entries(base).filter(([k]) => !old.includes(k)));
  return {
    Id: i.id,
    RepoTags: i.tags,
    RepoDigests: i.digests,
    Parent: i.parent ?? "",
    Comment: i.comment,
    Created: goTime(i.created),
    ...(versionLess(version, "1.45") && { Container: "", ContainerConfig: { ...base, Cmd: null } }),
    DockerVersion: "",
    Author: "",
    Config: config,
    Architecture: i.architecture,
    Os: "linux",
    Size: i.size,
    ...(versionLess(version, "1.44") && { VirtualSize: i.size }),
    GraphDriver: {
      Data: {
        MergedDir: `/var/lib/docker/overlay2/${i.id.slice(7)}/merged`,
        UpperDir: `/var/lib/docker/overlay2/${i.id.slice(7)}/diff`,
        WorkDir: `/var/lib/docker/overlay2/${i.id.slice(7)}/work`,
      },
      Name: "overlay2",
    },
    RootFS: {
      Type: "layers",
      Layers: i.layers.filter((l) => l.size > 0).map((l, n) =>
        "sha256:" + hexOf(l.createdBy + n + l.size)
      ),
    },
    Metadata: { LastTagTime: goTime(i.lastTag) },
  };
}

function checkReference(repo: string): void {
  if (/[A-Z]/.test(repo.slice(repo.includes("/") ? repo.indexOf("/") : 0))) {
    const shown = repo.includes("/") ? repo : "library/" + repo;
    throw new ApiError(
      400,
      `invalid reference format: repository name (${shown}) must be lowercase`,
    );
  }
  if (!/^[\w.:/-]+$/.test(repo)) throw new ApiError(400, "invalid reference format");
}

function remove(sim: Sim, ref: string, force: boolean): Doc[] {
  const i = sim.image(ref);
  const full = fullReference(ref);
  const byName = i.tags.includes(full);
  const out: Doc[] = [];
  const untag = (t: string) => {
    i.tags = i.tags.filter((x) => x !== t);
    sim.event("image", "untag", i.id, { name: i.id });
    out.push({ Untagged: t });
  };
  const used = users(sim, i);
  const short = i.id.slice(7, 19);
  if (byName && i.tags.length > 1) {
    untag(full);
    return out;
  }
  const up = used.find(isUp);
  if (byName && used.length && !force) {
    throw new ApiError(
      409,
      `conflict: unable to remove repository reference "${ref}" (must force) - container ${
        (up ?? used[0]).id.slice(0, 12)
      } is using its referenced image ${short}`,
    );
  }
  if (!byName) {
    if (i.tags.length > 1 && !force) {
      throw new ApiError(
        409,
        `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
      );
    }
    if (up) {
      throw new ApiError(
        409,
        `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${
          up.id.slice(0, 12)
        }`,
      );
    }
    if (used.length && !force) {
      throw new ApiError(
        409,
        `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ${
          used[0].id.slice(0, 12)
        }`,
      );
    }
  }
  for (const t of [...i.tags]) untag(t);
  if (used.length) return out;
  for (const d of i.digests) out.push({ Untagged: d });
  sim.images.delete(i.id);
  sim.event("image", "delete", i.id, { name: i.id });
  out.push({ Deleted: i.id });
  return out;
}

/** The calls on images. */
export const imageRoutes: readonly Route[] = [
  ["GET", "/images/json", (sim, req) =>
    json(
      list(sim, req).map((i) => imageRow(sim, i, req.version, flag(req.query, "shared-size"))),
    )],
  ["GET", "/images/search", (sim, req) => {
    const term = req.query.get("term") ?? "";
    const limit = Number(req.query.get("limit") || 25);
    const known = new Set(
      [...sim.images.values()].flatMap((i) => i.tags.map((t) => t.split(":")[0])),
    );
    const found = [...known, "alpine", "busybox", "debian", "ubuntu", "python"]
      .filter((n, i, all) => n.includes(term) && all.indexOf(n) === i).slice(0, limit);
    return json(found.map((name, n) => ({
      star_count: 10_000 - n * 37,
      is_official: !name.includes("/"),
      name,
      is_automated: false,
      description: `The ${name} image of the demo engine`,
    })));
  }],
  ["POST", "/images/create", (sim, req) => pull(sim, req)],
  ["POST", "/images/prune", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), ["dangling", "label", "label!", "until"]);
    const dangling = truth(f, "dangling") ?? true;
    const until = f.get("until")?.[0];
    const deleted: Doc[] = [];
    let space = 0;
    for (const i of [...sim.images.values()]) {
      const labels = (i.config.Labels ?? {}) as Record<string, string>;
      if (dangling && i.tags.length > 0) continue;
      if (users(sim, i).length || !labelsMatch(f, labels) || !labelsExcluded(f, labels)) continue;
      if (until !== undefined && i.created >= untilTime(until, sim.now())) continue;
      space += i.size;
      deleted.push(...remove(sim, i.id, true));
    }
    sim.event("image", "prune", "", { reclaimed: String(space) });
    return json({ ImagesDeleted: deleted.length ? deleted : null, SpaceReclaimed: space });
  }],
  ["GET", "/images/{*}/json", (sim, req, [ref]) => json(inspect(sim.image(ref), req.version))],
  ["GET", "/images/{*}/history", (sim, _req, [ref]) => {
    const i = sim.image(ref);
    return json(
      [...i.layers].reverse().map((l, n) => ({
        Comment: l.comment ?? "",
        Created: Math.floor(l.created / 1000),
        CreatedBy: l.createdBy,
        Id: n === 0 ? i.id : "<missing>",
        Size: l.size,
        Tags: n === 0 && i.tags.length ? i.tags : null,
      })),
    );
  }],
  ["POST", "/images/{*}/tag", (sim, req, [ref]) => {
    const i = sim.image(ref);
    const repo = req.query.get("repo") ?? "";
    checkReference(repo);
    const name = fullReference(`${repo}${req.query.get("tag") ? ":" + req.query.get("tag") : ""}`);
    for (const o of sim.images.values()) o.tags = o.tags.filter((t) => t !== name);
    i.tags.push(name);
    i.lastTag = sim.now();
    sim.event("image", "tag", i.id, { name });
    return { status: 201, headers: {} };
  }],
  ["DELETE", "/images/{*}", (sim, req, [ref]) => json(remove(sim, ref, flag(req.query, "force")))],
];
