/** What the form and the API may change of a container, read strictly, as edits of a recreate. */
import { isIP } from "node:net";
import type { ContainerConfig } from "../../containers/config.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import { sameJson } from "../../recreate/lossless.ts";
import type { RecreateEdits } from "../../recreate/types.ts";
import { HttpRefusal } from "../types.ts";
import { networksOf } from "./edit_networks.ts";

/** A port of the form: `127.0.0.1`, `8080`, `80/tcp`. */
export interface EditedPort {
  ip: string;
  public: string;
  private: string;
}

const MAX_TEXT = 32 * 1024;
const MAX_ITEMS = 1_000;

const bad = (what: string) => new HttpRefusal(400, what);

function text(value: unknown, name: string): string {
  if (typeof value !== "string" || value.length > MAX_TEXT || value.includes("\0")) {
    throw bad(`"${name}" must be a text`);
  }
  return value;
}

function list<T>(value: unknown, name: string, item: (v: unknown) => T): T[] {
  if (!Array.isArray(value) || value.length > MAX_ITEMS) throw bad(`"${name}" must be a list`);
  return value.map(item);
}

const texts = (value: unknown, name: string) => list(value, name, (v) => text(v, name));

/** More than these no machine has: bytes, and CPUs. */
const MAX_MEMORY = 2 ** 50;
const MAX_CPUS = 100_000;
/** Engines refuse less (moby daemon/daemon_unix.go, linuxMinMemory). */
const MIN_MEMORY = 6 * 2 ** 20;
/** A volume or a path of the host, one within the container, and words such as `ro,z`. */
const MOUNT = /^(?:[A-Za-z]:[\\/])?[^:]+:\/[^:]*(?::[A-Za-z,]+)?$/;

function amount(value: unknown, name: string, most: number): number {
  if (typeof value !== "number" || !(value >= 0 && value <= most)) {
    throw bad(`"${name}" must be a number from 0 to ${most}`);
  }
  return value;
}

function port(value: unknown): EditedPort {
  const { ip = "", public: host = "", private: inner } = (value ?? {}) as Record<string, unknown>;
  const p = { ip: text(ip, "ports"), public: text(host, "ports"), private: text(inner, "ports") };
  const number = (t: string) => /^\d{1,5}$/.test(t) && Number(t) > 0 && Number(t) < 65_536;
  const [inside, protocol = "tcp"] = p.private.split("/");
  if (!number(inside) || !["tcp", "udp", "sctp"].includes(protocol)) {
    throw bad(`"${p.private}" is no port of a container: 80 or 53/udp`);
  }
  if (p.public !== "" && !number(p.public)) throw bad(`"${p.public}" is no port of the host`);
  if (p.ip !== "" && isIP(p.ip) === 0) throw bad(`"${p.ip}" is no address of the host`);
  return { ...p, private: `${inside}/${protocol}` };
}

function labels(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad('"labels" must be an object');
  }
  const out: Record<string, string> = {};
  for (const [key, v] of Object.entries(value)) {
    if (key === "") throw bad("a label has no name");
    Object.defineProperty(out, key, {
      value: text(v, "labels"),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return out;
}

const POLICIES = ["no", "always", "unless-stopped", "on-failure"];
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,250}$/;
/** A name or number of a user, and perhaps of a group; who that is the container's files say. */
const USER = /^[^\s\p{Cc}:]{1,255}(?::[^\s\p{Cc}:]{1,255})?$/u;
/** Numbers that engines take for users and groups (moby/sys/user, maxID). */
const MAX_ID = 2 ** 31 - 1;
/** No path of a kernel is longer (PATH_MAX). */
const MAX_PATH = 4096;

function user(value: unknown): string | undefined {
  const name = text(value, "user");
  if (name === "") return undefined;
  if (!USER.test(name)) throw bad(`"${name.slice(0, 80)}" is no user: name, 1000 or 1000:1000`);
  for (const part of name.split(":")) {
    if (/^\d+$/.test(part) && Number(part) > MAX_ID) throw bad(`no user or group has ${part}`);
  }
  return name;
}

function directory(value: unknown): string | undefined {
  const path = text(value, "workingDir");
  if (path === "") return undefined;
  if (path.length > MAX_PATH) throw bad(`a path has at most ${MAX_PATH} characters`);
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(path)) {
    throw bad(`"${path.slice(0, 80)}" is no path of a directory: /app`);
  }
  return path;
}

/** What is read into, and from what the container has. */
interface Reading {
  edits: RecreateEdits;
  config: NonNullable<RecreateEdits["config"]>;
  host: NonNullable<RecreateEdits["hostConfig"]>;
  c: ContainerInspect;
}

/** Each field that can be changed, in the words of the details. */
const FIELDS: Readonly<Record<string, (value: unknown, into: Reading) => void>> = {
  image(value, { edits }) {
    edits.image = text(value, "image").trim();
    if (edits.image === "") throw bad("the image has no name");
  },
  name(value, { edits }) {
    edits.name = text(value, "name");
    if (!NAME.test(edits.name)) throw bad(`"${edits.name}" is no name of a container`);
  },
  entrypoint(value, { config }) {
    const words = texts(value, "entrypoint");
    config.Entrypoint = words.length > 0 ? words : undefined;
  },
  command(value, { config }) {
    config.Cmd = texts(value, "command");
  },
  user(value, { config }) {
    config.User = user(value);
  },
  workingDir(value, { config }) {
    config.WorkingDir = directory(value);
  },
  env(value, { config }) {
    config.Env = list(value, "env", (v) => {
      const word = text(v, "env");
      if (!/^[^=]/.test(word)) throw bad("a variable has no name");
      return word;
    });
  },
  labels(value, { config }) {
    config.Labels = labels(value);
  },
  ports(value, { config, host, c }) {
    const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
    for (const p of list(value, "ports", port)) {
      (bindings[p.private] ??= []).push({ HostIp: p.ip, HostPort: p.public });
    }
    host.PortBindings = bindings;
    const exposed = { ...c.Config.ExposedPorts };
    for (const name of Object.keys(bindings)) exposed[name] = {};
    config.ExposedPorts = exposed;
  },
  binds(value, { host, c }) {
    host.Binds = texts(value, "binds");
    // What the engine took once it takes again, in whatever words.
    for (const bind of host.Binds) {
      if (!MOUNT.test(bind) && !c.HostConfig.Binds?.includes(bind)) {
        throw bad(`"${bind}" is no mount: name:/path or /path:/path:ro`);
      }
    }
  },
  networks(value, { edits, host, c }) {
    const { mode, endpoints } = networksOf(texts(value, "networks"), c);
    edits.endpoints = endpoints;
    if (mode !== undefined) host.NetworkMode = mode;
  },
  memory(value, { host, c }) {
    host.Memory = Math.round(amount(value, "memory", MAX_MEMORY));
    if (host.Memory > 0 && host.Memory < MIN_MEMORY) throw bad("memory is at least 6m");
    // The engine asks for the sum of both where a swap limit stands.
    if (host.Memory === 0 || (c.HostConfig.MemorySwap ?? 0) > 0) {
      host.MemorySwap = host.Memory === 0 ? 0 : host.Memory * 2;
    }
  },
  cpus(value, { host }) {
    host.NanoCpus = Math.round(amount(value, "cpus", MAX_CPUS) * 1e9);
  },
  restartPolicy(value, { host }) {
    const policy = text(value, "restartPolicy");
    if (!POLICIES.includes(policy)) throw bad(`there is no restart policy "${policy}"`);
    host.RestartPolicy = { Name: policy as "no" };
  },
};

/**
 * Reads what is to be different from `c`, which was made from an image of the config `image`.
 * Throws {@link HttpRefusal} for what makes no sense.
 */
export function readEdits(
  document: unknown,
  c: ContainerInspect,
  image?: ContainerConfig | null,
): RecreateEdits {
  const into: Reading = { edits: {}, config: {}, host: {}, c };
  const { edits, config, host } = into;
  for (const [key, value] of Object.entries(document as Record<string, unknown>)) {
    if (!Object.hasOwn(FIELDS, key)) throw bad(`"${key.slice(0, 40)}" cannot be changed here`);
    FIELDS[key](value, into);
  }
  imageCommand(config, c, image);
  if (Object.keys(config).length > 0) edits.config = config;
  if (Object.keys(host).length > 0) edits.hostConfig = host;
  return edits;
}

/**
 * An empty command is the image's own. The engine gives that only where no entrypoint is named
 * (moby daemon/commit.go, merge), so the image's entrypoint is left to it, too.
 */
function imageCommand(
  config: Reading["config"],
  c: ContainerInspect,
  image: ContainerConfig | null | undefined,
): void {
  if (config.Cmd?.length !== 0) return;
  const named = Object.hasOwn(config, "Entrypoint") ? config.Entrypoint : c.Config.Entrypoint;
  if (named?.length && !sameJson(named, image?.Entrypoint)) return;
  config.Cmd = undefined;
  config.Entrypoint = undefined;
}
