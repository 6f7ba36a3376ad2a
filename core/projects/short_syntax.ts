/** The short forms of ports, volumes and devices, read into their long ones. */
import { isIP } from "node:net";
import { isAbsolute, join, resolve } from "node:path";

/** A port in its long form, keys as in the file. */
export interface PortForm {
  /** `name` of the specification. */
  name?: string;
  /** `mode` of the specification. */
  mode: string;
  /** `host_ip` of the specification. */
  host_ip?: string;
  /** `target` of the specification. */
  target: number;
  /** `published` of the specification. */
  published?: string;
  /** `protocol` of the specification. */
  protocol: string;
  /** `app_protocol` of the specification. */
  app_protocol?: string;
}

/** A mount in its long form, keys as in the file. */
export interface VolumeForm {
  /** `type` of the specification. */
  type: string;
  /** `source` of the specification. */
  source?: string;
  /** `target` of the specification. */
  target: string;
  /** `read_only` of the specification. */
  read_only?: boolean;
  /** `consistency` of the specification. */
  consistency?: string;
  /** `bind` of the specification. */
  bind?: {
    propagation?: string;
    create_host_path?: boolean;
    recursive?: string;
    selinux?: string;
  };
  /** `volume` of the specification. */
  volume?: { labels?: Record<string, string>; nocopy?: boolean; subpath?: string };
  /** `tmpfs` of the specification. */
  tmpfs?: { size?: string; mode?: number };
  /** `image` of the specification. */
  image?: { subpath?: string };
}

const MAX_PORT = 65_535;
/** Bound of a range of ports. */
const MAX_RANGE = 65_536;

/** `8080:80`, `127.0.0.1:8000-8010:80/tcp`, `[::1]:80:80`, `3000-3005`: one form a port. Throws RangeError. */
export function parsePorts(text: string): PortForm[] {
  const wrong = (why: string) => new RangeError(`"${text}" is no port: ${why}`);
  const [words, protocol = "tcp", ...more] = text.split("/");
  if (more.length > 0 || !/^(tcp|udp|sctp)$/i.test(protocol)) {
    throw wrong("a protocol is tcp, udp or sctp");
  }
  const match = /^(?:(\[[0-9a-fA-F:.%\w]*\]|[^:[\]]*):)?(?:([^:]*):)?([^:]+)$/.exec(words);
  const parts = match === null ? [] : match.slice(1);
  // With two words the first is a port, not an address.
  const [ip, published, target] = parts[1] === undefined && parts[0] !== undefined &&
      !parts[0].startsWith("[")
    ? [undefined, parts[0], parts[2]]
    : parts;
  if (target === undefined) throw wrong("[ADDRESS:][PUBLISHED:]TARGET[/PROTOCOL]");
  const host_ip = ip === undefined || ip === "" ? undefined : ip.replace(/^\[|\]$/g, "");
  if (host_ip !== undefined && (isIP(host_ip) === 0 || host_ip.includes("%"))) {
    throw wrong(`"${ip}" is no address`);
  }
  const range = (word: string): [number, number] => {
    const ends = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word);
    if (ends === null) throw wrong(`"${word}" is no number`);
    const from = Number(ends[1]), to = Number(ends[2] ?? ends[1]);
    if (from > MAX_PORT || to > MAX_PORT) throw wrong("a port is at most 65535");
    if (to < from || to - from > MAX_RANGE) throw wrong("a range goes upwards");
    return [from, to];
  };
  const [from, to] = range(target);
  const form = (n: number, host?: string): PortForm => ({
    mode: "ingress",
    ...(host_ip !== undefined && { host_ip }),
    target: n,
    ...(host !== undefined && { published: host }),
    protocol: protocol.toLowerCase(),
  });
  const all = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  if (published === undefined || published === "") return all.map((n) => form(n));
  const [low, high] = range(published);
  if (all.length === 1) return [form(from, low === high ? String(low) : `${low}-${high}`)];
  if (high - low !== to - from) throw wrong("both ranges have the same length");
  return all.map((n, i) => form(n, String(low + i)));
}

/** A path of the file, seen from the folder that its relative paths start from. */
export function pathFrom(base: string, path: string, home: string | undefined): string {
  if (path === "~" || path.startsWith("~/")) return join(home ?? "/", path.slice(1));
  return isAbsolute(path) ? path : resolve(base, path);
}

const PROPAGATION = new Set(["private", "rprivate", "shared", "rshared", "slave", "rslave"]);

/** `[SOURCE:]TARGET[:OPTIONS]`. Throws RangeError. */
export function parseVolume(text: string, base: string, home: string | undefined): VolumeForm {
  const wrong = (why: string) => new RangeError(`"${text}" is no volume: ${why}`);
  const words = text.split(":");
  if (words.length > 3) throw wrong("[SOURCE:]TARGET[:OPTIONS]");
  if (words.some((w) => w === "")) throw wrong("a part of it is empty");
  if (words.length === 1) return { type: "volume", target: words[0], volume: {} };
  const [source, target, options = ""] = words;
  if (!target.startsWith("/")) throw wrong("the path in the container begins with /");
  const bind = /^[./~]/.test(source);
  const form: VolumeForm = {
    type: bind ? "bind" : "volume",
    source: bind ? pathFrom(base, source, home) : source,
    target,
    ...(bind ? { bind: { create_host_path: true } } : { volume: {} }),
  };
  for (const option of options.split(",").filter((o) => o !== "")) {
    if (option === "ro") form.read_only = true;
    else if (option === "rw") delete form.read_only;
    else if (option === "nocopy") form.volume = { nocopy: true };
    else if (option === "z" || option === "Z") form.bind = { ...form.bind, selinux: option };
    else if (PROPAGATION.has(option)) form.bind = { ...form.bind, propagation: option };
    else if (/^(cached|delegated|consistent)$/.test(option)) form.consistency = option;
    else throw wrong(`the option "${option}" is not known`);
  }
  return form;
}

/** `/dev/a[:/dev/b[:rwm]]`. Throws RangeError. */
export function parseDevice(text: string): { source: string; target: string; permissions: string } {
  const words = text.split(":");
  const [source, target = source, permissions = "rwm"] = words;
  if (words.length > 3 || words.some((w) => w === "")) {
    throw new RangeError(`"${text}" is no device: /dev/HOST[:/dev/CONTAINER[:rwm]]`);
  }
  return { source, target, permissions };
}
