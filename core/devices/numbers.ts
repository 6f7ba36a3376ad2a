/** Which kernel numbers a device node has, by its name, and whether a cgroup rule covers them. */

/** What a device node stands for: its kind and its numbers. */
export interface DeviceNumber {
  /** A character or a block device. */
  kind: "c" | "b";
  /** Which driver. */
  major: number;
  /** Unset where the name stands for several. */
  minor?: number;
}

/**
 * Numbers that Linux gave for good (its Documentation/admin-guide/devices.txt). A number at the end
 * of a name is the minor, after `first`.
 */
const FIXED: Readonly<Record<string, readonly ["c" | "b", number, number]>> = {
  "/dev/mem": ["c", 1, 1],
  "/dev/null": ["c", 1, 3],
  "/dev/port": ["c", 1, 4],
  "/dev/zero": ["c", 1, 5],
  "/dev/full": ["c", 1, 7],
  "/dev/random": ["c", 1, 8],
  "/dev/urandom": ["c", 1, 9],
  "/dev/kmsg": ["c", 1, 11],
  "/dev/tty": ["c", 5, 0],
  "/dev/console": ["c", 5, 1],
  "/dev/ptmx": ["c", 5, 2],
  "/dev/watchdog": ["c", 10, 130],
  "/dev/net/tun": ["c", 10, 200],
  "/dev/uinput": ["c", 10, 223],
  "/dev/fuse": ["c", 10, 229],
  "/dev/kvm": ["c", 10, 232],
  "/dev/mapper/control": ["c", 10, 236],
  "/dev/loop-control": ["c", 10, 237],
  "/dev/vhost-net": ["c", 10, 238],
};

/** Names with a number at their end, likewise: kind, major, and the minor of number 0. */
const COUNTED: Readonly<Record<string, readonly ["c" | "b", number, number]>> = {
  "/dev/loop": ["b", 7, 0],
  "/dev/md": ["b", 9, 0],
  "/dev/ttyS": ["c", 4, 64],
  "/dev/ttyUSB": ["c", 188, 0],
  "/dev/ttyACM": ["c", 166, 0],
  "/dev/nvidia": ["c", 195, 0],
  "/dev/video": ["c", 81, 0],
  "/dev/dri/card": ["c", 226, 0],
  "/dev/dri/renderD": ["c", 226, 0],
  "/dev/input/event": ["c", 13, 64],
};

/**
 * The numbers of a device by its path, where Linux gave them for good; undefined for all others,
 * which only the host itself can tell.
 */
export function fixedNumber(path: string): DeviceNumber | undefined {
  if (Object.hasOwn(FIXED, path)) {
    const [kind, major, minor] = FIXED[path];
    return { kind, major, minor };
  }
  const digits = /\d{1,4}$/.exec(path);
  const stem = digits === null ? "" : path.slice(0, digits.index);
  if (!Object.hasOwn(COUNTED, stem)) return undefined;
  const [kind, major, first] = COUNTED[stem];
  // The minors of these are handed out in the order of arrival.
  if (stem === "/dev/video") return { kind, major };
  return { kind, major, minor: first + Number(digits![0]) };
}

/** A rule of a container's device cgroup: `c 10:229 rwm`; `*` stands for all numbers. */
export interface CgroupRule {
  /** Character, block, or all devices. */
  kind: "a" | "b" | "c";
  /** Unset: all. */
  major?: number;
  /** Unset: all. */
  minor?: number;
  /** Some of `rwm`. */
  access: string;
}

/** A rule from its text; undefined for what is none. */
export function parseRule(text: string): CgroupRule | undefined {
  const m = /^([abc])\s+(\d{1,10}|\*):(\d{1,10}|\*)(?:\s+([rwm]{1,3}))?$/.exec(text.trim());
  if (m === null) return undefined;
  const number = (digits: string) => digits === "*" ? undefined : Number(digits);
  return {
    kind: m[1] as CgroupRule["kind"],
    major: number(m[2]),
    minor: number(m[3]),
    access: m[4] ?? "rwm",
  };
}

/** Whether a rule covers a device; where the device's minor is not known, its major decides. */
export function covers(rule: CgroupRule, device: DeviceNumber): boolean {
  if (rule.kind !== "a" && rule.kind !== device.kind) return false;
  if (rule.kind === "a" && rule.major === undefined && rule.minor === undefined) return true;
  if (rule.major !== undefined && rule.major !== device.major) return false;
  return rule.minor === undefined || device.minor === undefined || rule.minor === device.minor;
}

/** What every container may open, whatever it was made with (runc's default devices). */
export const DEFAULT_DEVICES: ReadonlySet<string> = new Set([
  "/dev/null",
  "/dev/zero",
  "/dev/full",
  "/dev/random",
  "/dev/urandom",
  "/dev/tty",
  "/dev/console",
  "/dev/ptmx",
]);
