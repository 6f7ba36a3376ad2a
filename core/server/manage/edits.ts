/** What the form and the API may change of a container, read strictly, as edits of a recreate. */
import { isIP } from "node:net";
import type { ContainerInspect } from "../../containers/types.ts";
import type { RecreateEdits } from "../../recreate/types.ts";
import { HttpRefusal } from "../types.ts";

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

/** Reads what is to be different. Throws {@link HttpRefusal} for what makes no sense. */
export function readEdits(document: unknown, c: ContainerInspect): RecreateEdits {
  const edits: RecreateEdits = {};
  const config: NonNullable<RecreateEdits["config"]> = {};
  const host: NonNullable<RecreateEdits["hostConfig"]> = {};
  for (const [key, value] of Object.entries(document as Record<string, unknown>)) {
    switch (key) {
      case "image":
        edits.image = text(value, key).trim();
        if (edits.image === "") throw bad("the image has no name");
        break;
      case "name":
        edits.name = text(value, key);
        if (!NAME.test(edits.name)) throw bad(`"${edits.name}" is no name of a container`);
        break;
      case "command":
        config.Cmd = texts(value, key);
        break;
      case "env":
        config.Env = list(value, key, (v) => {
          const word = text(v, key);
          if (!/^[^=]/.test(word)) throw bad("a variable has no name");
          return word;
        });
        break;
      case "labels":
        config.Labels = labels(value);
        break;
      case "ports": {
        const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
        for (const p of list(value, key, port)) {
          (bindings[p.private] ??= []).push({ HostIp: p.ip, HostPort: p.public });
        }
        host.PortBindings = bindings;
        const exposed = { ...c.Config.ExposedPorts };
        for (const name of Object.keys(bindings)) exposed[name] = {};
        config.ExposedPorts = exposed;
        break;
      }
      case "binds":
        host.Binds = texts(value, key);
        // What the engine took once it takes again, in whatever words.
        for (const bind of host.Binds) {
          if (!MOUNT.test(bind) && !c.HostConfig.Binds?.includes(bind)) {
            throw bad(`"${bind}" is no mount: name:/path or /path:/path:ro`);
          }
        }
        break;
      case "memory":
        host.Memory = Math.round(amount(value, key, MAX_MEMORY));
        if (host.Memory > 0 && host.Memory < MIN_MEMORY) throw bad("memory is at least 6m");
        // The engine asks for the sum of both where a swap limit stands.
        if (host.Memory === 0 || (c.HostConfig.MemorySwap ?? 0) > 0) {
          host.MemorySwap = host.Memory === 0 ? 0 : host.Memory * 2;
        }
        break;
      case "cpus":
        host.NanoCpus = Math.round(amount(value, key, MAX_CPUS) * 1e9);
        break;
      case "restartPolicy": {
        const policy = text(value, key);
        if (!POLICIES.includes(policy)) throw bad(`there is no restart policy "${policy}"`);
        host.RestartPolicy = { Name: policy as "no" };
        break;
      }
      default:
        throw bad(`"${key.slice(0, 40)}" cannot be changed here`);
    }
  }
  if (Object.keys(config).length > 0) edits.config = config;
  if (Object.keys(host).length > 0) edits.hostConfig = host;
  return edits;
}
