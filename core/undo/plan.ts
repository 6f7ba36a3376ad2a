/** The plan of undoing a removal: pure, from the document of what is gone and what is there now. */
import type { ContainerConfig, HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { EndpointSettings } from "../networks/types.ts";
import {
  createBody,
  type EngineDefaults,
  type InspectedRequest,
  inspectToCreateRequest,
  withoutNetworks,
} from "../recreate/create_request.ts";
import { backupOf, successorOf } from "../recreate/names.ts";
import { takenPorts } from "../recreate/taken_ports.ts";
import type { RecordedDocument } from "../recorder/documents/types.ts";
import { apiAtLeast } from "../versions.ts";
import type { Removed, StateBefore, UndoPlan } from "./types.ts";

/** A container that is there. */
export type Present = Pick<ContainerInspect, "Id" | "Name" | "HostConfig"> & {
  State: { Running: boolean };
};

/** What a plan is made from beside the document. */
export interface UndoSurroundings {
  endpoint: string;
  api: string;
  podman?: boolean;
  defaults?: EngineDefaults;
  /** Containers that are there. */
  present: readonly Present[];
  /** Names and ids of networks that are there. */
  networks: readonly { id: string; name: string }[];
  /** Names of volumes that are there. */
  volumes: ReadonlySet<string>;
  /** Names that removed containers had, by id. */
  names: ReadonlyMap<string, string>;
  image: ImageNow;
}

/** What became of the image. */
export interface ImageNow {
  /** The image is there. */
  present: boolean;
  /** What its name means now; unset: nothing. */
  tagId?: string;
  /** The config of the image, where it is there. */
  config?: ContainerConfig | null;
  /** Another one that is to be used: its name, and its id. */
  instead?: { ref: string; id: string; config?: ContainerConfig | null };
}

/** What is to be different. */
export interface UndoEdits {
  /** Another name. */
  name?: string;
  /** Words such as `A=1`: in place of values that were not recorded, or in addition. */
  env?: readonly string[];
  /** Start it, or do not, whatever it was. */
  start?: boolean;
}

/** A name as engines take it (moby daemon/names). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/;

/**
 * What making a removed container again takes. Pure: the same documents give the same plan. Reasons
 * against it stand in `problems`.
 */
export function planUndo(
  recorded: RecordedDocument,
  removed: Removed,
  around: UndoSurroundings,
  edits: UndoEdits = {},
): UndoPlan {
  const { api, podman, defaults, image } = around;
  const c = recorded.document;
  const oldImage = image.config ?? recorded.image?.config;
  const instead = image.instead;
  const request = inspectToCreateRequest(c, {
    oldImage,
    ...(instead !== undefined && { newImage: instead.config ?? {} }),
    api,
    podman,
    defaults,
  });
  const plan = emptyPlan(recorded, removed, around, edits);
  useImage(plan, request, recorded, image);
  environment(plan, request, recorded, oldImage, edits);
  shared(plan, request.hostConfig, around);
  volumesFrom(plan, request, c, around);
  volumes(plan, request, c, around.volumes);
  networks(plan, request, around);
  split(plan, request, api, podman ?? false);
  judge(plan, c, request, around);
  plan.request = createBody(request);
  describe(plan, c, removed.was);
  return plan;
}

function emptyPlan(
  { document: c }: RecordedDocument,
  removed: Removed,
  around: UndoSurroundings,
  edits: UndoEdits,
): UndoPlan {
  const ran = removed.was === "running" || removed.was === "paused";
  const start = edits.start ?? ran;
  return {
    version: 1,
    kind: "make",
    endpoint: around.endpoint,
    name: edits.name ?? removed.name,
    removed,
    image: { id: c.Image, ref: c.Config.Image ?? c.Image },
    request: {},
    connects: [],
    disconnects: [],
    start,
    pause: start && removed.was === "paused",
    keeps: [],
    loses: [],
    warnings: [],
    problems: [],
  };
}

/** The image as it is to be named, so that it is the very same one. */
function useImage(
  plan: UndoPlan,
  request: InspectedRequest,
  { document: c, image: kept }: RecordedDocument,
  { present, tagId, instead }: ImageNow,
): void {
  const named = c.Config.Image ?? c.Image;
  const short = c.Image.replace(/^sha256:/, "").slice(0, 12);
  if (instead !== undefined) {
    plan.image = { id: instead.id, ref: instead.ref };
    plan.warnings.push(`It is made from ${instead.ref}, not from the image ${short} that it had`);
  } else if (present) {
    if (tagId !== c.Image) {
      plan.image.ref = c.Image;
      if (tagId !== undefined) {
        plan.warnings.push(`${named} means another image now: it is made from ${short}, as it was`);
      }
    }
  } else {
    const reference = digestOf(named, kept?.repoDigests ?? []);
    if (reference === undefined) {
      plan.problems.push(
        `Its image ${named} (${short}) is gone, and no registry is known to have it: ` +
          "name another one (--image)",
      );
    } else {
      const byDigest = named.includes("@");
      const tagged = !byDigest && !/^(sha256:)?[0-9a-f]{12,64}$/.test(named);
      const free = tagged && tagId === undefined;
      plan.image = {
        id: c.Image,
        ref: free || byDigest ? named : reference,
        pull: { reference, ...(free && { tag: named }) },
      };
      plan.warnings.push(`Its image is gone and is pulled again: ${reference}`);
      if (tagged && !free) {
        plan.warnings.push(`${named} means another image now, and goes on to mean that`);
      }
    }
  }
  request.config.Image = plan.image.ref;
}

/** What pulls the very same image: the digest that it was named by, else one of those recorded. */
function digestOf(named: string, digests: readonly string[]): string | undefined {
  const at = named.indexOf("@");
  if (at >= 0) return named.slice(0, at).replace(/:[^:/]*$/, "") + named.slice(at);
  return digests.find((d) => sameRepository(d, named)) ?? digests[0];
}

/** `nginx` of `nginx:1.27`, `nginx@sha256:…`, `docker.io/library/nginx`. */
function sameRepository(digest: string, named: string): boolean {
  const bare = (text: string) =>
    text.replace(/@.*$/, "").replace(/:[^:/]*$/, "").replace(/^docker\.io\//, "")
      .replace(/^library\//, "");
  return bare(digest) === bare(named);
}

/** Values that were left out are the image's own, or are to be told. */
function environment(
  plan: UndoPlan,
  request: InspectedRequest,
  recorded: RecordedDocument,
  image: { Env?: string[] | null } | null | undefined,
  { env = [] }: UndoEdits,
): void {
  const key = (word: string) => word.split("=", 1)[0];
  const told = new Map(env.map((word) => [key(word), word]));
  const own = new Map((image?.Env ?? []).map((word) => [key(word), word]));
  let words = request.config.Env ?? [];
  if (recorded.env === "left out") {
    const missing: string[] = [];
    words = words.flatMap((word) => {
      const name = key(word);
      const value = told.get(name) ?? own.get(name);
      if (value === undefined) missing.push(name);
      return value === undefined ? [] : [value];
    });
    if (missing.length > 0) {
      plan.problems.push(
        `The values of ${missing.join(", ")} were not recorded: tell them (-e ${missing[0]}=…)`,
      );
    }
  }
  const names = new Set(words.map(key));
  words = words.map((word) => told.get(key(word)) ?? word);
  request.config.Env = [...words, ...env.filter((word) => !names.has(key(word)))];
}

/** Namespaces of another container, which may have been made anew since, or be gone. */
function shared(plan: UndoPlan, host: HostConfig, around: UndoSurroundings): void {
  const fields = [
    ["NetworkMode", "network"],
    ["IpcMode", "IPC"],
    ["PidMode", "processes"],
  ] as const;
  for (const [field, what] of fields) {
    const mode = host[field];
    if (mode === undefined || !mode.startsWith("container:")) continue;
    const wanted = mode.slice("container:".length);
    const found = presentOne(wanted, around);
    if (found === undefined) {
      plan.problems.push(
        `It shares the ${what} of ${nameOfGone(wanted, around)}, which is gone: undo that first`,
      );
    } else {
      if (found.Id !== wanted && !found.Id.startsWith(wanted)) {
        host[field] = `container:${found.Id}`;
      }
      if (plan.start && !found.State.Running) {
        plan.problems.push(
          `It shares the ${what} of ${bare(found.Name)}, which does not run: start that first`,
        );
      }
    }
  }
  const gone = (host.Links ?? []).filter((link) =>
    presentOne(link.split(":")[0], around) === undefined
  );
  for (const link of gone) {
    plan.problems.push(
      `It is linked to ${nameOfGone(link.split(":")[0], around)}, which is gone: undo that first`,
    );
  }
}

/** A container that is there by its id or name, or by the name that a removed one had. */
function presentOne(reference: string, { present, names }: UndoSurroundings): Present | undefined {
  const name = bare(reference);
  const byId = present.find((o) => o.Id === name) ??
    (name.length >= 12 ? present.find((o) => o.Id.startsWith(name)) : undefined);
  if (byId !== undefined) return byId;
  const byName = (wanted: string | undefined) =>
    wanted === undefined ? undefined : present.find((o) => bare(o.Name) === wanted);
  return byName(name) ?? byName(names.get(name));
}

function nameOfGone(reference: string, { names }: UndoSurroundings): string {
  const name = bare(reference);
  return names.get(name) ?? (/^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name);
}

/** Volumes of a container that is gone are named one by one. */
function volumesFrom(
  plan: UndoPlan,
  { config, hostConfig: host }: InspectedRequest,
  c: ContainerInspect,
  around: UndoSurroundings,
): void {
  const lost = (host.VolumesFrom ?? []).filter((word) =>
    presentOne(word.split(":")[0], around) === undefined
  );
  if (lost.length === 0) return;
  host.VolumesFrom = (host.VolumesFrom ?? []).filter((word) => !lost.includes(word));
  const known = new Set([
    ...(host.Binds ?? []).map((bind) => bind.split(":")[1]),
    ...(host.Mounts ?? []).map((m) => m.Target),
    ...Object.keys(config.Volumes ?? {}),
    ...Object.keys(host.Tmpfs ?? {}),
  ]);
  const binds = (c.Mounts ?? []).flatMap((m) => {
    const source = m.Type === "volume" ? m.Name : m.Source;
    if (known.has(m.Destination) || !source || m.Type === "tmpfs") return [];
    return [`${source}:${m.Destination}${m.RW ? "" : ":ro"}`];
  });
  host.Binds = [...host.Binds ?? [], ...binds];
  const whose = lost.map((word) => nameOfGone(word.split(":")[0], around)).join(", ");
  plan.warnings.push(`${whose}, whose volumes it has, is gone: they are named one by one instead`);
}

/** Volumes that are gone come back empty; an anonymous one under another name. */
function volumes(
  plan: UndoPlan,
  { hostConfig: host, carried }: InspectedRequest,
  c: ContainerInspect,
  there: ReadonlySet<string>,
): void {
  for (const { name, target } of carried) {
    if (there.has(name)) {
      plan.keeps.push(`the anonymous volume of ${target}`);
      continue;
    }
    host.Binds = host.Binds?.filter((b) =>
      b !== `${name}:${target}` && b !== `${name}:${target}:ro`
    );
    if (host.Binds?.length === 0) delete host.Binds;
    const mount = host.Mounts?.find((m) => m.Target === target && m.Source === name);
    if (mount !== undefined) delete mount.Source;
    plan.loses.push(`what was in the anonymous volume of ${target}, which is gone`);
  }
  const anonymous = new Set(carried.map((v) => v.name));
  for (const { Type, Name: name, Destination: target } of c.Mounts ?? []) {
    if (Type !== "volume" || !name || anonymous.has(name)) continue;
    if (there.has(name)) plan.keeps.push(`the volume ${name}`);
    else plan.loses.push(`what was in the volume ${name}, which is gone: ${target} is empty`);
  }
}

/** Networks that are gone: what others are left with is made; without any it cannot. */
function networks(plan: UndoPlan, request: InspectedRequest, around: UndoSurroundings): void {
  const { hostConfig: host, endpoints } = request;
  const mode = host.NetworkMode ?? "default";
  if (withoutNetworks(mode)) return;
  const isThere = (name: string, end?: EndpointSettings) =>
    around.networks.some((n) =>
      n.name === name || name.length >= 12 && n.id.startsWith(name) || n.id === end?.NetworkID
    );
  const gone = Object.keys(endpoints).filter((name) => !isThere(name, endpoints[name]));
  const first = mode === "default" ? "bridge" : mode;
  if (!isThere(first) && !gone.includes(first) && first !== "bridge") gone.push(first);
  for (const name of gone) {
    plan.problems.push(
      `Its network ${name} is gone: make it first (dockerctl network create ${name})`,
    );
  }
  const kept = Object.keys(endpoints).filter((name) => !gone.includes(name));
  if (kept.length > 0) plan.keeps.push(`networks ${kept.join(", ")} with their aliases`);
}

/** Engines before 1.44 make a container with one network; the others are connected after it. */
function split(plan: UndoPlan, request: InspectedRequest, api: string, podman: boolean): void {
  if (request.detached !== undefined) plan.disconnects = [request.detached];
  if (!podman && apiAtLeast(api, "1.44")) return;
  for (const network of Object.keys(request.endpoints).slice(1)) {
    plan.connects.push({ network, endpoint: request.endpoints[network] });
    delete request.endpoints[network];
  }
}

function judge(
  plan: UndoPlan,
  c: ContainerInspect,
  { hostConfig }: InspectedRequest,
  { present }: UndoSurroundings,
): void {
  const { name, problems, warnings } = plan;
  const labels = c.Config.Labels ?? {};
  const service = labels["com.docker.swarm.service.name"];
  if (labels["com.docker.swarm.task.id"] !== undefined) {
    problems.push(`It belonged to the service ${service ?? ""}, which makes its containers itself`);
  }
  if (!NAME.test(name) || backupOf(name) !== undefined || successorOf(name) !== undefined) {
    problems.push(`It cannot be called "${name}"`);
  }
  const holder = present.find((o) => bare(o.Name) === name);
  if (holder !== undefined) {
    problems.push(`Another container is called ${name}: give this one another name (--name)`);
  }
  if (plan.start) problems.push(...takenPorts(hostConfig, present));
  const project = labels["com.docker.compose.project"];
  if (project !== undefined) {
    warnings.push(`It belongs to the project ${project}: the next "up" makes it as its file says`);
  }
  if (plan.removed.noticed) {
    warnings.push("It was removed while no recorder ran: it comes back as it was seen last");
  }
}

function describe(plan: UndoPlan, c: ContainerInspect, was: StateBefore): void {
  const { keeps, loses } = plan;
  keeps.unshift("every option that it had");
  loses.unshift("files that were changed in its own layer");
  loses.push("its id, and addresses that nobody asked for; its logs stay in the record");
  if (was === "ended") {
    loses.push(`its exit code (${c.State.ExitCode}): it is made, and not started`);
  }
}

function bare(name: string): string {
  return name.replace(/^\//, "");
}
