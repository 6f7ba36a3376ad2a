/** Values of `--network` and of the flags about addresses. */
import { isMacAddress } from "./addresses.ts";
import { csvRecord, cut, parseInt64, reasonOf } from "./go_values.ts";
import { goQuote } from "../../format/quote.ts";

/** One `--network`, by name or with fields. */
export interface NetworkAttachment {
  target: string;
  aliases: string[];
  links: string[];
  driverOpts?: Record<string, string>;
  ip: string;
  ip6: string;
  linkLocalIps: string[];
  mac: string;
  priority: number;
}

/** What the engine is told of one network of a new container. */
export interface EndpointSettings {
  IPAMConfig: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] } | null;
  Links: string[] | null;
  Aliases: string[] | null;
  MacAddress: string;
  DriverOpts: Record<string, string> | null;
  GwPriority?: number;
}

/** The flags outside `--network` that describe the first network. */
export interface NetworkFlags {
  networks: readonly NetworkAttachment[];
  aliases: readonly string[];
  links: readonly string[];
  linkLocalIps: readonly string[];
  ip: string;
  ip6: string;
  mac: string;
}

function attachment(target: string): NetworkAttachment {
  return {
    target,
    aliases: [],
    links: [],
    ip: "",
    ip6: "",
    linkLocalIps: [],
    mac: "",
    priority: 0,
  };
}

/**
 * Reads one `--network NAME` or `--network name=NAME,alias=A,ip=…,driver-opt=k=v`.
 *
 * @throws {Error} with docker's words.
 */
export function parseNetwork(text: string): NetworkAttachment {
  // The long form is told by any `word=word` in the text, as docker does.
  if (!/\w+=\w+/.test(text)) return attachment(text);
  const out = attachment("");
  for (const field of csvRecord(text)) {
    const [rawKey, rawValue, found] = cut(field.toLowerCase(), "=");
    if (!found || rawKey === "") throw new Error(`invalid field ${field}`);
    const key = rawKey.trim();
    const value = rawValue.trim();
    switch (key) {
      case "name":
        out.target = value;
        break;
      case "alias":
        out.aliases.push(value);
        break;
      case "ip":
        out.ip = value;
        break;
      case "ip6":
        out.ip6 = value;
        break;
      case "mac-address":
        out.mac = value;
        break;
      case "link-local-ip":
        out.linkLocalIps.push(value);
        break;
      case "driver-opt": {
        const [name, option, ok] = cut(value, "=");
        if (!ok || name === "") throw new Error("invalid key value pair format in driver options");
        (out.driverOpts ??= {})[name.trim()] = option.trim();
        break;
      }
      case "gw-priority":
        try {
          out.priority = parseInt64(value, "Atoi");
        } catch (error) {
          throw new Error(`invalid gw-priority (${value}): ${reasonOf(error)}`);
        }
        break;
      default:
        throw new Error(`invalid field key ${key}`);
    }
  }
  if (out.target === "") throw new Error("network name/id is not specified");
  return out;
}

/** Whether a network mode names a network that somebody made, and not one of the engine's own. */
export function isUserDefined(mode: string): boolean {
  return !["default", "bridge", "host", "none"].includes(mode) && !mode.startsWith("container:");
}

/** The name an endpoint of this mode is filed under. */
export function networkName(mode: string): string {
  return mode.startsWith("container:") ? "container" : mode;
}

function withFlags(network: NetworkAttachment, flags: NetworkFlags): NetworkAttachment {
  const twice = (what: string) => new Error(`conflicting options: cannot specify both ${what}`);
  const n = { ...network };
  if (n.aliases.length > 0 && flags.aliases.length > 0) {
    throw twice("--network-alias and per-network alias");
  }
  if (n.links.length > 0 && flags.links.length > 0) throw twice("--link and per-network links");
  if (n.ip !== "" && flags.ip !== "") throw twice("--ip and per-network IPv4 address");
  if (n.ip6 !== "" && flags.ip6 !== "") throw twice("--ip6 and per-network IPv6 address");
  if (n.mac !== "" && flags.mac !== "") throw twice("--mac-address and per-network MAC address");
  if (n.linkLocalIps.length > 0 && flags.linkLocalIps.length > 0) {
    throw twice("--link-local-ip and per-network link-local IP addresses");
  }
  if (flags.aliases.length > 0) n.aliases = [...flags.aliases];
  // On the default bridge a link is a matter of the host configuration.
  if (isUserDefined(n.target) && flags.links.length > 0) n.links = [...flags.links];
  n.ip ||= flags.ip;
  n.ip6 ||= flags.ip6;
  n.mac ||= flags.mac;
  if (flags.linkLocalIps.length > 0) n.linkLocalIps = [...flags.linkLocalIps];
  return n;
}

function endpoint(n: NetworkAttachment): EndpointSettings {
  if (n.target.trim() === "") throw new Error("no name set for network");
  if (!isUserDefined(n.target)) {
    if (n.aliases.length > 0) {
      throw new Error("network-scoped aliases are only supported for user-defined networks");
    }
    if (n.links.length > 0) throw new Error("links are only supported for user-defined networks");
  }
  if (n.mac !== "" && !isMacAddress(n.mac.trim())) {
    throw new Error(`${n.mac} is not a valid mac address`);
  }
  const addressed = n.ip !== "" || n.ip6 !== "" || n.linkLocalIps.length > 0;
  return {
    IPAMConfig: addressed
      ? {
        ...(n.ip !== "" && { IPv4Address: n.ip }),
        ...(n.ip6 !== "" && { IPv6Address: n.ip6 }),
        ...(n.linkLocalIps.length > 0 && { LinkLocalIPs: n.linkLocalIps }),
      }
      : null,
    Links: n.links.length > 0 ? n.links : null,
    Aliases: n.aliases.length > 0 ? n.aliases : null,
    MacAddress: n.mac,
    DriverOpts: n.driverOpts ?? null,
    GwPriority: n.priority,
  };
}

function isPlain(e: EndpointSettings): boolean {
  return e.IPAMConfig === null && e.Links === null && e.Aliases === null && e.MacAddress === "" &&
    e.DriverOpts === null && !e.GwPriority;
}

/**
 * The endpoints of a new container by network name. A single network without wishes is left to
 * the engine, for the sake of old ones.
 *
 * @throws {Error} with docker's words.
 */
export function parseEndpoints(flags: NetworkFlags): Record<string, EndpointSettings> {
  if (flags.networks.length === 0) {
    return { default: endpoint(withFlags(attachment("default"), flags)) };
  }
  const endpoints: Record<string, EndpointSettings> = {};
  let own = false;
  let builtIn = false;
  flags.networks.forEach((network, i) => {
    if (isUserDefined(network.target)) own = true;
    else builtIn = true;
    const settings = endpoint(i === 0 ? withFlags(network, flags) : network);
    if (Object.hasOwn(endpoints, network.target)) {
      throw new Error(`network ${goQuote(network.target)} is specified multiple times`);
    }
    if (flags.networks.length === 1 && isPlain(settings)) return;
    endpoints[network.target] = settings;
  });
  if (own && builtIn) {
    throw new Error(
      "conflicting options: cannot attach both user-defined and non-user-defined network-modes",
    );
  }
  return endpoints;
}
