/** Device nodes of the host as they are now: their numbers, and whether they were made anew since. */
import type { DeviceGrant } from "./grants.ts";
import type { DeviceNumber } from "./numbers.ts";

/** What stands at a path of the host. */
export interface HostNode {
  /** Unset: a folder, or no device. */
  number?: DeviceNumber;
  /** When it was made, where the file system tells. */
  born?: Date;
}

/** Looks at a path of the host: undefined where that cannot be seen, null where nothing is there. */
export type LookAtNode = (path: string) => HostNode | null | undefined;

/** Kind and numbers of what `stat` says (glibc's gnu_dev_major and gnu_dev_minor). */
export function numberOfStat(
  info: Pick<Deno.FileInfo, "isCharDevice" | "isBlockDevice" | "rdev">,
): DeviceNumber | undefined {
  if (!info.isCharDevice && !info.isBlockDevice || info.rdev === null) return undefined;
  const rdev = BigInt(info.rdev);
  return {
    kind: info.isCharDevice ? "c" : "b",
    major: Number((rdev >> 8n & 0xfffn) | (rdev >> 32n & 0xfffff000n)),
    minor: Number((rdev & 0xffn) | (rdev >> 12n & 0xffffff00n)),
  };
}

/**
 * Looks at this machine's nodes below /dev, where an engine's endpoint (a DOCKER_HOST string) says
 * that its host is this machine, and /dev is the kernel's own: that of a container is none of it.
 */
export function lookHere(endpoint: string): LookAtNode | undefined {
  if (!endpoint.startsWith("unix:") || !kernelsOwn()) return undefined;
  return (path) => {
    if (!path.startsWith("/dev/")) return undefined;
    let info: Deno.FileInfo;
    try {
      info = Deno.statSync(path);
    } catch (e) {
      return e instanceof Deno.errors.NotFound ? null : undefined;
    }
    const number = numberOfStat(info);
    return {
      ...(number !== undefined && { number }),
      ...(info.birthtime !== null && { born: info.birthtime }),
    };
  };
}

function kernelsOwn(): boolean {
  try {
    return /^\S+ \/dev devtmpfs /m.test(Deno.readTextFileSync("/proc/self/mounts"));
  } catch {
    return false;
  }
}

/** A node of devtmpfs is made somewhat before the container that was told of it (ms). */
const SLACK = 1_000;

/**
 * What is stale of a grant of a container that runs since `started`: its node is of a device that
 * was taken out, or taken out and put in again, since. In words; undefined: nothing, or not known.
 */
export function staleWords(
  grant: Pick<DeviceGrant, "how" | "device">,
  started: Date | undefined,
  look: LookAtNode,
): string | undefined {
  if (grant.how !== "mapped" && grant.how !== "bind") return undefined;
  const node = look(grant.device);
  if (node === null) return "not on the host now: it was taken out, or never was there";
  if (node?.number === undefined || node.born === undefined || started === undefined) {
    return undefined;
  }
  if (node.born.getTime() <= started.getTime() + SLACK) return undefined;
  return "stale: made anew on the host since the container was started, which has the old one: " +
    "restart it";
}
