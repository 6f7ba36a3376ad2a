/** Values of `--mount` and `--volume`. */
import { resolve } from "node:path";
import { csvRecord, cut, parseBool, parseOctal, ramInBytes } from "./go_values.ts";

/** One `--mount`, as the engine's `HostConfig.Mounts` holds it. */
export interface Mount {
  Type: string;
  Source?: string;
  Target?: string;
  ReadOnly?: true;
  Consistency?: string;
  BindOptions?: {
    Propagation?: string;
    NonRecursive?: true;
    ReadOnlyNonRecursive?: true;
    ReadOnlyForceRecursive?: true;
  };
  VolumeOptions?: {
    NoCopy?: true;
    Labels?: Record<string, string>;
    Subpath?: string;
    DriverConfig: { Name?: string; Options?: Record<string, string> };
  };
  ImageOptions?: { Subpath?: string };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

/** A mount, and whether it used a field that docker warns of. */
export interface ParsedMount {
  mount: Mount;
  deprecated: boolean;
}

function setPair(target: Record<string, string>, text: string): void {
  const [key, value] = cut(text, "=");
  if (key !== "") target[key] = value;
}

/** A Boolean in a field; false leaves the field out, as Go's omitempty does. */
function flag(key: string, text: string): true | undefined {
  const value = parseBool(text);
  if (value === undefined) throw new Error(`invalid value for ${key}: ${text}`);
  return value ? true : undefined;
}

/** A source that starts with a dot is a path below the working directory. */
function absolute(source: string): string {
  return source.startsWith(".") ? resolve(source) : source;
}

/**
 * Reads one `--mount` value.
 *
 * @throws {Error} with docker's words.
 */
export function parseMount(text: string): ParsedMount {
  const mount: Mount = { Type: "volume" };
  let deprecated = false;
  const bind = () => mount.BindOptions ??= {};
  const volume = () => {
    const options = mount.VolumeOptions ??= { DriverConfig: {} };
    return options;
  };
  const image = () => mount.ImageOptions ??= {};
  const tmpfs = () => mount.TmpfsOptions ??= {};

  for (const field of csvRecord(text)) {
    const [rawKey, value, hasValue] = cut(field, "=");
    const key = rawKey.toLowerCase();
    if (!hasValue) {
      if (key === "readonly" || key === "ro") mount.ReadOnly = true;
      else if (key === "volume-nocopy") volume().NoCopy = true;
      else if (key === "bind-nonrecursive") bind().NonRecursive = true;
      else throw new Error(`invalid field '${field}' must be a key=value pair`);
      continue;
    }
    switch (key) {
      case "type":
        mount.Type = value.toLowerCase();
        break;
      case "source":
      case "src":
        mount.Source = absolute(value);
        break;
      case "target":
      case "dst":
      case "destination":
        mount.Target = value;
        break;
      case "readonly":
      case "ro":
        mount.ReadOnly = flag(key, value);
        break;
      case "consistency":
        mount.Consistency = value.toLowerCase();
        break;
      case "bind-propagation":
        bind().Propagation = value.toLowerCase();
        break;
      case "bind-nonrecursive":
        bind().NonRecursive = flag(key, value);
        deprecated = true;
        break;
      case "bind-recursive":
        if (value === "disabled") bind().NonRecursive = true;
        else if (value === "writable") bind().ReadOnlyNonRecursive = true;
        else if (value === "readonly") bind().ReadOnlyForceRecursive = true;
        else if (value !== "enabled") {
          throw new Error(
            `invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
          );
        }
        break;
      case "volume-subpath":
        volume().Subpath = value;
        break;
      case "volume-nocopy":
        volume().NoCopy = flag(key, value);
        break;
      case "volume-label":
        setPair(volume().Labels ??= {}, value);
        break;
      case "volume-driver":
        volume().DriverConfig.Name = value;
        break;
      case "volume-opt":
        setPair(volume().DriverConfig.Options ??= {}, value);
        break;
      case "image-subpath":
        image().Subpath = value;
        break;
      case "tmpfs-size":
        try {
          tmpfs().SizeBytes = ramInBytes(value);
        } catch {
          throw new Error(`invalid value for ${key}: ${value}`);
        }
        break;
      case "tmpfs-mode":
        try {
          tmpfs().Mode = parseOctal(value);
        } catch {
          throw new Error(`invalid value for ${key}: ${value}`);
        }
        break;
      default:
        throw new Error(`unexpected key '${key}' in '${field}'`);
    }
  }
  check(mount);
  return { mount, deprecated };
}

function check(mount: Mount): void {
  if (mount.Type === "") throw new Error("type is required");
  if (!mount.Target) throw new Error("target is required");
  const kinds = [
    ["volume", mount.VolumeOptions],
    ["image", mount.ImageOptions],
    ["bind", mount.BindOptions],
    ["tmpfs", mount.TmpfsOptions],
  ] as const;
  for (const [kind, options] of kinds) {
    if (options && mount.Type !== kind) {
      throw new Error(`cannot mix '${kind}-*' options with mount type '${mount.Type}'`);
    }
  }
  const bind = mount.BindOptions;
  if (bind?.ReadOnlyNonRecursive && !mount.ReadOnly) {
    throw new Error(
      "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction",
    );
  }
  if (bind?.ReadOnlyForceRecursive) {
    if (!mount.ReadOnly) {
      throw new Error(
        "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction",
      );
    }
    if (bind.Propagation !== "rprivate") {
      throw new Error(
        "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction",
      );
    }
  }
}

/** What `-v` asks for: binds (with a source) go to the host configuration, the rest are volumes. */
export interface Volumes {
  binds: string[] | null;
  anonymous: Record<string, Record<string, never>>;
}

/** Splits a `-v` value at its colons; a single letter before one is a Windows drive. */
function sections(spec: string): string[] {
  const out: string[] = [];
  let buffer = "";
  for (const char of spec) {
    if (char !== ":" || (/^\p{L}$/u.test(buffer))) {
      buffer += char;
      continue;
    }
    out.push(buffer);
    buffer = "";
  }
  out.push(buffer);
  return out;
}

function isPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || /^\p{L}:/u.test(source);
}

/**
 * Reads the `-v` values: duplicates count once, a relative source is made absolute.
 *
 * @throws {Error} with docker's words.
 */
export function parseVolumes(specs: readonly string[]): Volumes {
  const binds: string[] = [];
  const anonymous: Record<string, Record<string, never>> = {};
  for (const spec of new Set(specs)) {
    if (spec === "") throw new Error("invalid empty volume spec");
    const parts = spec.length <= 2 ? [spec] : sections(spec);
    const bad = (why: string) => new Error(`invalid spec: ${spec}: ${why}`);
    parts.forEach((part, i) => {
      if (part === "") throw bad("empty section between colons");
      if (i >= 2 && i < parts.length - 1) throw bad("too many colons");
    });
    if (parts.length === 1) {
      anonymous[spec] = {};
      continue;
    }
    const [host, target] = cut(spec, ":");
    binds.push(isPath(parts[0]!) && host.startsWith(".") ? `${resolve(host)}:${target}` : spec);
  }
  return { binds: binds.length > 0 ? binds : null, anonymous };
}
