/** Values of flags about devices, limits and `key=value` pairs. */
import {
  cleanPath,
  csvRecord,
  cut,
  parseInt64,
  parseUint,
  ramInBytes,
  reasonOf,
} from "./go_values.ts";

/** A host device inside a container. */
export interface DeviceMapping {
  PathOnHost: string;
  PathInContainer: string;
  CgroupPermissions: string;
}

/** A wish for devices that a driver hands out (`--gpus`, CDI names in `--device`). */
export interface DeviceRequest {
  Driver: string;
  Count: number;
  DeviceIDs: string[] | null;
  Capabilities: string[][] | null;
  Options: Record<string, string> | null;
}

/** `r`, `w` and `m`, each once at most. */
function isMode(text: string): boolean {
  return /^[rwm]+$/.test(text) && new Set(text).size === text.length;
}

/**
 * Reads one `--device HOST[:CONTAINER][:MODE]`.
 *
 * @throws {Error} with docker's words.
 */
export function parseDevice(text: string): DeviceMapping {
  const parts = text.split(":");
  if (parts.length > 3 || parts[0] === "") throw new Error(`bad format for path: ${text}`);
  let [host = "", inside = "", mode = "rwm"] = parts;
  let checked = host;
  if (parts.length === 1) {
    host = cleanPath(host);
  } else if (parts.length === 2) {
    if (isMode(inside)) {
      mode = inside;
      inside = "";
      host = cleanPath(host);
    } else {
      checked = inside;
      inside = cleanPath(inside);
    }
  } else {
    if (!isMode(mode)) throw new Error(`bad mode specified: ${mode}`);
    checked = inside;
  }
  if (!checked.startsWith("/")) throw new Error(`${checked} is not an absolute path`);
  return { PathOnHost: host, PathInContainer: inside || host, CgroupPermissions: mode };
}

/** Whether the text is a Container Device Interface name: `vendor.com/class=device`. */
export function isCdiName(text: string): boolean {
  const word = "[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?";
  return new RegExp(`^${word}/${word}=[A-Za-z0-9](?:[A-Za-z0-9_.:-]*[A-Za-z0-9])?$`).test(text);
}

function count(text: string): number {
  if (text === "all") return -1;
  try {
    return parseInt64(text, "Atoi");
  } catch (error) {
    throw new Error(
      `invalid count (${text}): value must be either "all" or an integer: ${reasonOf(error)}`,
    );
  }
}

/** `key=value` pairs as an object; a word without `=` has an empty value. */
export function pairs(list: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const item of list) {
    const [key, value] = cut(item, "=");
    out[key] = value;
  }
  return out;
}

/**
 * Reads one `--gpus` value: `all`, a number, or fields such as `"device=0,1"`.
 *
 * @throws {Error} with docker's words.
 */
export function parseGpus(text: string): DeviceRequest {
  const request: DeviceRequest = {
    Driver: "",
    Count: 0,
    DeviceIDs: null,
    Capabilities: null,
    Options: null,
  };
  const seen = new Set<string>();
  for (const field of csvRecord(text)) {
    const [key, value, hasValue] = cut(field, "=");
    if (seen.has(key)) throw new Error(`gpu request key '${key}' can be specified only once`);
    seen.add(key);
    if (!hasValue) {
      seen.add("count");
      request.Count = count(key);
    } else if (key === "driver") request.Driver = value;
    else if (key === "count") request.Count = count(value);
    else if (key === "device") request.DeviceIDs = value.split(",");
    else if (key === "capabilities") request.Capabilities = [[...value.split(","), "gpu"]];
    else if (key === "options") {
      try {
        request.Options = pairs(csvRecord(value));
      } catch (error) {
        throw new Error(`failed to read gpu options: ${(error as Error).message}`);
      }
    } else throw new Error(`unexpected key '${key}' in '${field}'`);
  }
  if (!seen.has("count") && request.DeviceIDs === null) request.Count = 1;
  request.Options ??= {};
  request.Capabilities ??= [["gpu"]];
  return request;
}

function devicePath(text: string): [path: string, value: string] {
  const [path, value, found] = cut(text, ":");
  if (!found || path === "") throw new Error(`bad format: ${text}`);
  if (!path.startsWith("/dev/")) throw new Error(`bad format for device path: ${text}`);
  return [path, value];
}

/** `--blkio-weight-device PATH:WEIGHT`; 0 or 10 to 1000. */
export function parseWeightDevice(text: string): { Path: string; Weight: number } {
  const [path, value] = devicePath(text);
  let weight: number;
  try {
    weight = parseUint(value, 16);
  } catch {
    throw new Error(`invalid weight for device: ${text}`);
  }
  if (weight > 0 && (weight < 10 || weight > 1000)) {
    throw new Error(`invalid weight for device: ${text}`);
  }
  return { Path: path, Weight: weight };
}

/** `--device-read-bps PATH:RATE`, a size a second. */
export function parseBpsDevice(text: string): { Path: string; Rate: number } {
  const [path, value] = devicePath(text);
  try {
    return { Path: path, Rate: ramInBytes(value) };
  } catch {
    throw new Error(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    );
  }
}

/** `--device-read-iops PATH:RATE`, operations a second. */
export function parseIopsDevice(text: string): { Path: string; Rate: number } {
  const [path, value] = devicePath(text);
  try {
    return { Path: path, Rate: parseUint(value, 64) };
  } catch {
    throw new Error(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    );
  }
}

const ULIMITS = [
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
];

/** A resource limit; -1 is no limit. */
export interface Ulimit {
  Name: string;
  Hard: number;
  Soft: number;
}

/**
 * Reads one `--ulimit NAME=SOFT[:HARD]`.
 *
 * @throws {Error} with docker's words.
 */
export function parseUlimit(text: string): Ulimit {
  const [name, values, found] = cut(text, "=");
  if (!found) throw new Error(`invalid ulimit argument: ${text}`);
  if (!ULIMITS.includes(name)) throw new Error(`invalid ulimit type: ${name}`);
  const parts = values.split(":");
  if (parts.length > 2) {
    throw new Error(
      `too many limit value arguments - ${values}, can only have up to two, \`soft[:hard]\``,
    );
  }
  const given = parts[1] === undefined ? undefined : parseInt64(parts[1]);
  const soft = parseInt64(parts[0]!);
  const hard = given ?? soft;
  const rule = "ulimit soft limit must be less than or equal to hard limit";
  if (hard !== -1 && soft === -1) {
    throw new Error(`${rule}: soft: -1 (unlimited), hard: ${hard}`);
  }
  if (hard !== -1 && soft > hard) throw new Error(`${rule}: ${soft} > ${hard}`);
  return { Name: name, Hard: hard, Soft: soft };
}
