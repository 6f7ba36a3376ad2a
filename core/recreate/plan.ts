/** The plan of a recreate: pure, from the engine's documents. */
import type { ContainerConfig, HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { ImageInspect } from "../images/types.ts";
import { apiAtLeast } from "../versions.ts";
import {
  createBody,
  type InspectedRequest,
  inspectToCreateRequest,
  structured,
  withoutNetworks,
} from "./create_request.ts";
import { layerChanges } from "./layer_changes.ts";
import { sameJson } from "./lossless.ts";
import { backupName, backupOf, backupTag, successorOf } from "./names.ts";
import { ownProblems } from "./own_container.ts";
import { takenPorts } from "./taken_ports.ts";
import type {
  ContainerLimits,
  Dependent,
  PlanSurroundings,
  RecreateEdits,
  RecreatePlan,
} from "./types.ts";

/** What `/update` takes (moby container.UpdateConfig), as far as it can also be taken back. */
const UPDATABLE: ReadonlySet<string> = new Set([
  "BlkioWeight",
  "CpuPeriod",
  "CpuQuota",
  "CpuRealtimePeriod",
  "CpuRealtimeRuntime",
  "CpuShares",
  "CpusetCpus",
  "CpusetMems",
  "Memory",
  "MemoryReservation",
  "MemorySwap",
  "NanoCpus",
  "PidsLimit",
  "RestartPolicy",
]);

/**
 * What making `inspect` anew takes, with `edits`, from `newImage` where it was made from
 * `oldImage`. Pure: the same documents give the same plan. Reasons against it stand in `problems`;
 * nothing is thrown for what the documents say.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planRecreate } from "./plan.ts";
 *
 * const web = {
 *   Id: "4f1c".padEnd(64, "0"), Name: "/web", Image: "sha256:1",
 *   State: { Running: true, Paused: false },
 *   Config: { Image: "web:1", Env: ["A=1"] }, HostConfig: { NetworkMode: "bridge" },
 *   Mounts: [], NetworkSettings: { Networks: { bridge: {} } },
 * // deno-lint-ignore no-explicit-any
 * } as any;
 * const image = { Id: "sha256:1", Os: "linux", Architecture: "amd64", Config: {} } as never;
 * const plan = planRecreate(web, image, image, { config: { Env: ["A=2"] } }, {
 *   endpoint: "unix:///var/run/docker.sock", api: "1.51", now: new Date(0),
 * });
 * assert.equal(plan.kind, "recreate");
 * assert.deepEqual(plan.request.Env, ["A=2"]);
 * assert.deepEqual(plan.problems, []);
 * ```
 */
export function planRecreate(
  inspect: ContainerInspect,
  oldImage: ImageInspect,
  newImage: ImageInspect,
  edits: RecreateEdits,
  around: PlanSurroundings,
): RecreatePlan {
  const { api, podman, defaults } = around;
  const other = newImage.Id !== inspect.Image;
  const before = inspectToCreateRequest(inspect, {
    oldImage: oldImage.Config,
    api,
    podman,
    defaults,
  });
  const after = inspectToCreateRequest(inspect, {
    oldImage: oldImage.Config,
    ...(other && { newImage: newImage.Config ?? {} }),
    api,
    podman,
    defaults,
  });
  applyEdits(after, edits);
  const name = edits.name ?? inspect.Name.replace(/^\//, "");
  const plan = basePlan(inspect, newImage, edits, around, name);
  split(after, plan, api, podman ?? false);
  plan.request = createBody(after);
  if (plan.old.autoRemove) plan.oldRequest = createBody(before);
  plan.volumes = after.carried;
  plan.differences = differences(before, after, inspect, { oldImage, newImage, edits });
  plan.dependents = dependentsOf(inspect.Id, name, around.others ?? []);
  layer(plan, inspect, around);
  judge(plan, inspect, oldImage, newImage, edits);
  judgeNames(plan, edits, around);
  choose(plan, before, after, other, edits, around);
  if (plan.kind === "recreate") {
    if (plan.start) plan.problems.push(...takenPorts(after.hostConfig, around.others ?? []));
    plan.problems.push(...ownProblems(inspect.Id, plan.dependents, around.own ?? []));
  }
  describe(plan, inspect);
  return plan;
}

function basePlan(
  inspect: ContainerInspect,
  newImage: ImageInspect,
  edits: RecreateEdits,
  around: PlanSurroundings,
  name: string,
): RecreatePlan {
  const { State: state, HostConfig: host } = inspect;
  const running = state.Running || state.Restarting;
  return {
    version: 1,
    kind: "recreate",
    endpoint: around.endpoint,
    name,
    old: {
      id: inspect.Id,
      name: inspect.Name.replace(/^\//, ""),
      imageId: inspect.Image,
      image: inspect.Config.Image ?? inspect.Image,
      running,
      paused: state.Paused,
      autoRemove: host.AutoRemove ?? false,
      restartPolicy: host.RestartPolicy ?? { Name: "no" },
    },
    image: { id: newImage.Id, ref: edits.image ?? inspect.Config.Image ?? newImage.Id },
    request: {},
    ...(edits.platform !== undefined && { platform: edits.platform }),
    connects: [],
    disconnects: [],
    volumes: [],
    dependents: [],
    start: running,
    backup: backupName(name, around.now),
    backupTag: backupTag(name, around.now),
    differences: [],
    keeps: [],
    loses: [],
    warnings: [],
    problems: [],
  };
}

function applyEdits(request: InspectedRequest, edits: RecreateEdits): void {
  if (edits.image !== undefined) request.config.Image = edits.image;
  const put = (target: Record<string, unknown>, fields: object | undefined) => {
    for (const [key, value] of Object.entries(fields ?? {})) {
      if (value === undefined) delete target[key];
      else target[key] = structured(value);
    }
  };
  const mode = request.hostConfig.NetworkMode;
  put(request.config as Record<string, unknown>, edits.config);
  put(request.hostConfig as Record<string, unknown>, edits.hostConfig);
  if (edits.endpoints !== undefined) {
    request.endpoints = structured(edits.endpoints);
    // Who names the network that it was taken from wants it there.
    if (Object.hasOwn(edits.endpoints, request.detached ?? "")) delete request.detached;
  } else if (edits.hostConfig?.NetworkMode !== undefined && edits.hostConfig.NetworkMode !== mode) {
    request.endpoints = {};
  }
  if (request.hostConfig.NetworkMode !== mode) delete request.detached;
  request.carried = request.carried.filter((volume) => carryOn(request, volume, edits));
}

/**
 * Takes an anonymous volume along also where the edits name all binds or mounts anew; not where
 * its target is bound otherwise now, or was taken away by name.
 */
function carryOn(
  { hostConfig: host }: InspectedRequest,
  { name, target }: InspectedRequest["carried"][number],
  edits: RecreateEdits,
): boolean {
  const mount = host.Mounts?.find((m) => m.Target === target);
  if (mount !== undefined) {
    if (mount.Type === "volume" && !mount.Source) mount.Source = name;
    return mount.Source === name;
  }
  const bound = host.Binds?.find((bind) => bind.split(":")[1] === target);
  if (bound !== undefined) return bound.startsWith(`${name}:`);
  if (host.Tmpfs?.[target] !== undefined) return false;
  const volumes = edits.config?.Volumes;
  const gone = edits.config !== undefined && Object.hasOwn(edits.config, "Volumes") &&
    volumes?.[target] === undefined;
  if (gone) return false;
  host.Binds = [...host.Binds ?? [], `${name}:${target}`];
  return true;
}

/** Engines before 1.44 make a container with one network; the others are connected after it. */
function split(request: InspectedRequest, plan: RecreatePlan, api: string, podman: boolean): void {
  if (request.detached !== undefined) plan.disconnects = [request.detached];
  const names = Object.keys(request.endpoints);
  if (!podman && apiAtLeast(api, "1.44")) return;
  for (const network of names.slice(1)) {
    plan.connects.push({ network, endpoint: request.endpoints[network] });
    delete request.endpoints[network];
  }
}

/** The containers whose namespaces are those of the container `id`. */
export function dependentsOf(
  id: string,
  name: string,
  others: NonNullable<PlanSurroundings["others"]>,
): Dependent[] {
  return others.flatMap((o) => {
    const { NetworkMode: network, IpcMode: ipc, PidMode: pid } = o.HostConfig;
    const is = (mode?: string) => mode === `container:${id}` || mode === `container:${name}`;
    const shares: Dependent["shares"][number][] = [];
    if (is(network)) shares.push("network");
    if (is(ipc)) shares.push("ipc");
    if (is(pid)) shares.push("pid");
    const own = o.Name.replace(/^\//, "");
    if (shares.length === 0 || o.Id === id || backupOf(own) !== undefined) return [];
    return [{ id: o.Id, name: own, shares, running: o.State.Running }];
  });
}

function layer(plan: RecreatePlan, inspect: ContainerInspect, around: PlanSurroundings): void {
  const changed = layerChanges(inspect, around.changes ?? []);
  if (changed.length === 0) return;
  const some = changed.slice(0, 5).map((c) => c.path).join(", ");
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : "";
  const what = `${changed.length} changed ${
    changed.length === 1 ? "file" : "files"
  } in its own layer (${some}${more})`;
  if (around.layer === "commit") {
    // A name of its own; the time keeps two commits apart.
    plan.commit = plan.backupTag.replace(/^dockerctl-backup\//, "dockerctl-layer/");
    plan.request.Image = plan.commit;
    plan.image = { id: plan.image.id, ref: plan.commit };
    plan.keeps.push(`${what}, committed to ${plan.commit}`);
  } else if (around.layer === "discard") plan.loses.push(what);
  else {
    plan.problems.push(
      `It would lose ${what}: discard them (--discard-changes) or keep them in an image (--commit-changes)`,
    );
  }
}

function judge(
  plan: RecreatePlan,
  inspect: ContainerInspect,
  oldImage: ImageInspect,
  newImage: ImageInspect,
  edits: RecreateEdits,
): void {
  const labels = inspect.Config.Labels ?? {};
  const { problems, warnings } = plan;
  if (labels["com.docker.swarm.task.id"] !== undefined) {
    problems.push(
      `It belongs to the service ${
        labels["com.docker.swarm.service.name"] ?? ""
      }: change it with dockerctl service update`,
    );
  }
  if (inspect.State.Dead || inspect.State.Status === "removing") {
    problems.push(`It is being removed`);
  }
  if (plan.commit !== undefined && edits.image !== undefined) {
    problems.push(
      "Its changed files cannot go into another image: discard them, or keep the image",
    );
  }
  const from = `${oldImage.Os}/${oldImage.Architecture}`;
  const to = `${newImage.Os}/${newImage.Architecture}`;
  if (
    edits.platform === undefined && oldImage.Architecture && newImage.Architecture && from !== to
  ) {
    problems.push(`The image ${plan.image.ref} is for ${to}, and the container runs on ${from}`);
  }
  const project = labels["com.docker.compose.project"];
  if (project !== undefined) {
    const service = labels["com.docker.compose.service"] ?? plan.name;
    warnings.push(
      `It belongs to the project ${project}: the next "up" makes it as the project's file says; ` +
        `change ${service} there to keep this`,
    );
  }
  if (plan.old.autoRemove && plan.start) {
    warnings.push(
      "It is removed as soon as it stops (--rm), so there is no backup: if the new one fails, " +
        "one like the old one is made anew",
    );
  }
  for (const d of plan.dependents) {
    warnings.push(`${d.name} shares its ${d.shares.join(" and ")} and is made anew, too`);
  }
}

/** A name as engines take it (moby daemon/names). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/;

/** What would only show when the old one has been stopped. */
function judgeNames(plan: RecreatePlan, edits: RecreateEdits, around: PlanSurroundings): void {
  const { problems, name, old } = plan;
  const backup = backupOf(old.name), successor = successorOf(old.name);
  if (backup !== undefined) {
    problems.push(
      `It is the backup of ${backup.of}: dockerctl rollback ${backup.of} brings it back`,
    );
  } else if (successor !== undefined) {
    problems.push(`It is what ${successor} is made anew as, or was left behind: remove it`);
  }
  if (edits.name === undefined || name === old.name) return;
  if (!NAME.test(name) || backupOf(name) !== undefined || successorOf(name) !== undefined) {
    problems.push(`It cannot be called "${name}"`);
  } else if (around.others?.some((o) => o.Name.replace(/^\//, "") === name)) {
    problems.push(`Another container is called ${name}`);
  }
}

/** An update where it is enough, nothing where nothing is different. */
function choose(
  plan: RecreatePlan,
  before: InspectedRequest,
  after: InspectedRequest,
  other: boolean,
  edits: RecreateEdits,
  around: PlanSurroundings,
): void {
  if (around.always || other || plan.commit !== undefined || edits.name !== undefined) return;
  const changedHost = changedKeys(before.hostConfig, after.hostConfig);
  const rest = changedKeys(before.config, after.config).length > 0 ||
    !sameJson(before.endpoints, { ...after.endpoints, ...connected(plan) });
  if (!rest && changedHost.length === 0) {
    plan.kind = "nothing";
    return;
  }
  const limits: Record<string, unknown> = {};
  for (const key of changedHost) limits[key] = (after.hostConfig as Record<string, unknown>)[key];
  // Zero and empty mean "as it is" to the engine, so a limit is not taken away by an update.
  const enough = !rest && changedHost.every((key) => {
    const value = limits[key];
    return UPDATABLE.has(key) && value !== undefined && value !== null && value !== 0 &&
      value !== "";
  });
  if (!enough) return;
  plan.kind = "update";
  plan.update = limits as ContainerLimits;
  plan.dependents = [];
  plan.warnings = plan.warnings.filter((w) => w.startsWith("It belongs to the project"));
  plan.problems = plan.problems.filter((p) => !p.startsWith("It would lose"));
  plan.loses = [];
}

function connected(plan: RecreatePlan) {
  return Object.fromEntries(plan.connects.map((c) => [c.network, c.endpoint]));
}

function changedKeys(a: ContainerConfig | HostConfig, b: ContainerConfig | HostConfig): string[] {
  const x = a as Record<string, unknown>, y = b as Record<string, unknown>;
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].filter((k) => !sameJson(x[k], y[k]));
}

function differences(
  before: InspectedRequest,
  after: InspectedRequest,
  inspect: ContainerInspect,
  { oldImage, newImage, edits }: {
    oldImage: ImageInspect;
    newImage: ImageInspect;
    edits: RecreateEdits;
  },
): string[] {
  const image = new Set(oldImage.Config?.Env ?? []);
  const show = (value: unknown) => value === undefined ? "the image's own" : JSON.stringify(value);
  const lines: string[] = [];
  if (newImage.Id !== inspect.Image) {
    lines.push(`Image: ${shortDigest(inspect.Image)} → ${shortDigest(newImage.Id)}`);
  }
  const parts = [["", before.config, after.config], [
    "HostConfig.",
    before.hostConfig,
    after.hostConfig,
  ]] as const;
  const named = new Set([
    ...Object.keys(edits.config ?? {}),
    ...Object.keys(edits.hostConfig ?? {}),
    "Image",
  ]);
  for (const [prefix, a, b] of parts) {
    for (const key of changedKeys(a, b)) {
      if (!named.has(key)) continue;
      const x = a as Record<string, unknown>, y = b as Record<string, unknown>;
      // What the image brings along comes by itself, said or not.
      const own = (v: unknown) =>
        key === "Env" && Array.isArray(v) ? v.filter((word) => !image.has(word)) : v;
      lines.push(`${prefix}${key}: ${show(own(x[key]))} → ${show(own(y[key]))}`);
    }
  }
  if (edits.endpoints !== undefined && !sameJson(before.endpoints, edits.endpoints)) {
    const words = (e: object) => Object.keys(e).join(", ") || "none";
    lines.push(`Networks: ${words(before.endpoints)} → ${words(edits.endpoints)}`);
  }
  return lines;
}

function shortDigest(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}

function describe(plan: RecreatePlan, inspect: ContainerInspect): void {
  const { keeps, loses, warnings } = plan;
  if (plan.kind !== "recreate") return;
  const named = (inspect.Mounts ?? []).filter((m) => m.Type === "volume" && m.Name)
    .filter((m) => !plan.volumes.some((v) => v.name === m.Name)).map((m) => m.Name);
  if (named.length > 0) keeps.push(`volumes ${named.join(", ")}`);
  for (const v of plan.volumes) keeps.push(`the anonymous volume of ${v.target}`);
  if (!withoutNetworks(inspect.HostConfig.NetworkMode ?? "")) {
    const networks = Object.keys(inspect.NetworkSettings.Networks ?? {});
    const ends = { ...plan.request.NetworkingConfig?.EndpointsConfig, ...connected(plan) };
    const stay = networks.filter((name) => Object.hasOwn(ends, name));
    const left = networks.filter((name) => !Object.hasOwn(ends, name));
    if (stay.length > 0) keeps.push(`networks ${stay.join(", ")} with their aliases`);
    if (left.length > 0) loses.push(`its place and its names in ${left.join(", ")}`);
  }
  if (!plan.old.autoRemove) keeps.push(`the old container as ${plan.backup}`);
  loses.push("its id, its logs so far, and addresses that nobody asked for");
  if (!plan.start) warnings.push("It does not run, so the new one is not started or watched");
}
