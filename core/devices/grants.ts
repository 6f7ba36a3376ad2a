/** Which devices of its host a container has, and how, read from the engine's document on it. */
import type { DeviceRequest } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { covers, DEFAULT_DEVICES, type DeviceNumber, fixedNumber, parseRule } from "./numbers.ts";

/**
 * How a container comes by a device. `mapped`: `--device`. `requested`: a driver finds it
 * (`--gpus`, CDI). `cgroup rule`: `--device-cgroup-rule` lets it open what it makes a node for.
 * `privileged`: all that the host has. `bind`: a folder or node of the host's /dev is mounted.
 * `volume`: a volume's driver mounts it.
 */
export type DeviceHow = "mapped" | "requested" | "cgroup rule" | "privileged" | "bind" | "volume";

/** One way in which a container has one or several devices. */
export interface DeviceGrant {
  /** The way. */
  how: DeviceHow;
  /**
   * The path on the host (`/dev` for all), the rule as it was given (`c 10:* rwm`), or what was
   * requested (`gpu: all`, `vendor.com/class=name`).
   */
  device: string;
  /** The path in the container, where it has one. */
  inContainer?: string;
  /** Some of `rwm` (read, write, make a node); empty for what can be seen but not opened. */
  access: string;
  /** What else is to be known of it, in words. */
  note?: string;
}

/** What a document says of devices; a part of {@link ContainerInspect}. */
export type DeviceDocument =
  & Pick<ContainerInspect, "HostConfig">
  & Partial<Pick<ContainerInspect, "Mounts" | "Config">>;

/** Numbers of a device node by its path on the host, for those who can look; see {@link fixedNumber}. */
export type NumberOf = (path: string) => DeviceNumber | undefined;

/**
 * The devices of the host that a container was given, in the order: privileged, mapped, requested,
 * bound, by volume, by rule. What every container has (/dev/null and its like) is no grant, unless
 * somebody mapped it. Nothing is asked of anyone: the document is all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deviceGrants } from "../mod.ts";
 *
 * const HostConfig = { Devices: [{ PathOnHost: "/dev/fuse", CgroupPermissions: "rw" }] };
 * assert.deepEqual(deviceGrants({ HostConfig }), [
 *   { how: "mapped", device: "/dev/fuse", inContainer: "/dev/fuse", access: "rw" },
 * ]);
 * ```
 */
export function deviceGrants(
  document: DeviceDocument,
  numberOf: NumberOf = fixedNumber,
): DeviceGrant[] {
  const { HostConfig: host } = document;
  const grants: DeviceGrant[] = [];
  if (host.Privileged === true) {
    const note = "all that its host had when it was started";
    grants.push({ how: "privileged", device: "/dev", inContainer: "/dev", access: "rwm", note });
  }
  for (const mapped of host.Devices ?? []) {
    const device = mapped.PathOnHost;
    grants.push({
      how: "mapped",
      device,
      inContainer: mapped.PathInContainer || device,
      access: mapped.CgroupPermissions || "rwm",
    });
  }
  for (const request of host.DeviceRequests ?? []) grants.push(...requested(request));
  grants.push(...byRuntime(document), ...bound(document, numberOf), ...byVolume(document));
  for (const rule of host.DeviceCgroupRules ?? []) {
    const access = parseRule(rule)?.access ?? "";
    grants.push({ how: "cgroup rule", device: rule, access });
  }
  return grants;
}

/** What a request asks for: ids, or how many of what. */
function requested(request: DeviceRequest): DeviceGrant[] {
  const { Driver: driver = "", Count: count = 0, DeviceIDs: ids } = request;
  const how = "requested";
  if (driver === "cdi") {
    return (ids ?? []).map((device) => ({ how, device, access: "rwm", note: "by CDI" }));
  }
  const what = (request.Capabilities ?? []).map((all) => all.join("+")).join(" or ");
  const note = driver === "" ? undefined : `driver ${driver}`;
  const which = ids?.length ? ids.join(", ") : count < 0 ? "all" : `any ${count}`;
  const device = `${what || "device"}: ${which}`;
  return [{ how, device, access: "rwm", ...(note !== undefined && { note }) }];
}

/** NVIDIA's runtime hands out GPUs by a variable, without a request. */
function byRuntime({ HostConfig: host, Config: config }: DeviceDocument): DeviceGrant[] {
  if (host.Runtime !== "nvidia") return [];
  const name = "NVIDIA_VISIBLE_DEVICES=";
  const value = config?.Env?.findLast((e) => e.startsWith(name))?.slice(name.length) ?? "";
  if (["", "void", "none"].includes(value)) return [];
  return [{ how: "requested", device: `gpu: ${value}`, access: "rwm", note: "runtime nvidia" }];
}

/** What is mounted of the host's /dev; its cgroup decides what of it can be opened. */
function bound(document: DeviceDocument, numberOf: NumberOf): DeviceGrant[] {
  const grants: DeviceGrant[] = [];
  for (const mount of document.Mounts ?? []) {
    if (mount.Type !== "bind") continue;
    const source = mount.Source;
    const all = source === "/" || source === "/dev";
    // Shared memory and queues are no devices.
    if (
      !all && (!source.startsWith("/dev/") || /^\/dev\/(shm|mqueue|hugepages)(\/|$)/.test(source))
    ) {
      continue;
    }
    const inContainer = source === "/"
      ? `${mount.Destination.replace(/\/$/, "")}/dev`
      : mount.Destination;
    const { access, note } = allowed(document, all ? undefined : numberOf(source), source);
    const grant: DeviceGrant = { how: "bind", device: source, inContainer, access };
    if (source === "/") grant.note = "the host's whole file system";
    if (note !== undefined) grant.note = grant.note === undefined ? note : `${grant.note}; ${note}`;
    grants.push(grant);
  }
  return grants;
}

/** What the cgroup lets a container do with a node that it sees. */
function allowed(
  { HostConfig: host }: DeviceDocument,
  number: DeviceNumber | undefined,
  path: string,
): { access: string; note?: string } {
  if (host.Privileged === true || DEFAULT_DEVICES.has(path)) return { access: "rwm" };
  if (host.Devices?.some((d) => d.PathOnHost === path)) {
    return { access: host.Devices.find((d) => d.PathOnHost === path)!.CgroupPermissions || "rwm" };
  }
  const rules = (host.DeviceCgroupRules ?? []).map(parseRule).filter((r) => r !== undefined);
  if (number === undefined) {
    if (rules.length > 0) return { access: "", note: "opens what its cgroup rules allow" };
    return { access: "", note: "seen; its cgroup opens none but the usual ones" };
  }
  const letters = rules.filter((r) => covers(r, number)).map((r) => r.access).join("");
  const access = [..."rwm"].filter((l) => letters.includes(l)).join("");
  return access === "" ? { access, note: "seen; its cgroup does not open it" } : { access };
}

/** Volumes whose driver was told to mount a device (`-o device=/dev/sdb1`). */
function byVolume({ HostConfig: host }: DeviceDocument): DeviceGrant[] {
  return (host.Mounts ?? []).flatMap((mount): DeviceGrant[] => {
    const device = mount.VolumeOptions?.DriverConfig?.Options?.device ?? "";
    if (mount.Type !== "volume" || !device.startsWith("/dev/")) return [];
    const access = mount.ReadOnly === true ? "r" : "rw";
    return [{ how: "volume", device, inContainer: mount.Target, access, note: "as a file system" }];
  });
}

/**
 * Whether a grant gives the device at `path` on the host: by its own path, a folder above it, all
 * devices, or a rule for its numbers. A rule does not where the numbers are not known.
 */
export function gives(
  grant: DeviceGrant,
  path: string,
  number: DeviceNumber | undefined = fixedNumber(path),
): boolean {
  if (grant.how === "requested") {
    if (grant.device === path) return true;
    const gpu = /^\/dev\/nvidia(\d{1,3})$/.exec(path);
    if (gpu === null || !/^(.*\+)?gpu(\+.*)?: /.test(grant.device)) return false;
    const which = grant.device.slice(grant.device.indexOf(": ") + 2).split(/, ?/);
    // A count does not say which; a UUID only the host can tell.
    return which.includes("all") || which.includes(gpu[1]);
  }
  if (grant.how === "cgroup rule") {
    const rule = parseRule(grant.device);
    return rule !== undefined && number !== undefined && covers(rule, number);
  }
  const above = grant.device === "/" ? "/" : `${grant.device}/`;
  return grant.device === path || path.startsWith(above);
}
