/** `network create`: create a network. */
import type { IpamPool, NetworkCreateConfig } from "../../../core/mod.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { labelsOf, mapOption, stringsOption } from "../_lib/pairs.ts";

/** An address as a number with the bits of its family, or undefined. */
function parseIp(text: string): { value: bigint; bits: number } | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const parts = text.split(".").map(Number);
    if (parts.some((p) => p > 255)) return undefined;
    return { value: parts.reduce((v, p) => v << 8n | BigInt(p), 0n), bits: 32 };
  }
  if (!text.includes(":") || !/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const [head, tail, more] = text.split("::");
  if (more !== undefined) return undefined;
  const words = (s: string | undefined) => s ? s.split(":") : [];
  const missing = 8 - words(head).length - words(tail).length;
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined;
  const all = [
    ...words(head),
    ...Array(tail === undefined ? 0 : missing).fill("0"),
    ...words(tail),
  ];
  if (all.some((w) => !/^[0-9a-fA-F]{1,4}$/.test(w))) return undefined;
  return { value: all.reduce((v, w) => v << 16n | BigInt("0x" + w), 0n), bits: 128 };
}

interface Subnet {
  value: bigint;
  bits: number;
  length: number;
}

function parseCidr(text: string): Subnet {
  const bad = () => new ExitError(1, `invalid CIDR address: ${text}`);
  const [address, length] = text.split("/");
  const ip = parseIp(address);
  if (!ip || length === undefined || !/^\d+$/.test(length) || Number(length) > ip.bits) throw bad();
  return { ...ip, length: Number(length) };
}

function contains(subnet: Subnet, text: string): boolean {
  const ip = parseIp(text.split("/")[0]);
  if (!ip) throw new ExitError(1, `invalid IP address: ${text}`);
  const shift = BigInt(subnet.bits - subnet.length);
  return ip.bits === subnet.bits && ip.value >> shift === subnet.value >> shift;
}

/**
 * The address pools that subnets, ranges, gateways and auxiliary addresses make
 * (docker/cli network/create.go). Throws {@link ExitError} with docker's words.
 */
export function ipamPools(
  subnets: readonly string[],
  ranges: readonly string[],
  gateways: readonly string[],
  aux: Readonly<Record<string, string>>,
): IpamPool[] {
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new ExitError(1, "every ip-range or gateway must have a corresponding subnet");
  }
  // A single subnet that nothing has to fit into is the engine's to judge.
  if (subnets.length < 2 && ranges.length + gateways.length + Object.keys(aux).length === 0) {
    return subnets.map((Subnet) => ({ Subnet }));
  }
  const parsed = subnets.map(parseCidr);
  parsed.forEach((a, n) => {
    if (parsed.slice(0, n).some((b, m) => contains(b, subnets[n]) || contains(a, subnets[m]))) {
      throw new ExitError(1, "multiple overlapping subnet configuration is not supported");
    }
  });
  const pools: IpamPool[] = subnets.map((Subnet) => ({ Subnet }));
  const assign = (text: string, what: string, set: (pool: IpamPool) => boolean) => {
    const at = parsed.findIndex((subnet) => contains(subnet, text));
    if (at < 0) throw new ExitError(1, `no matching subnet for ${what} ${text}`);
    if (!set(pools[at])) {
      throw new ExitError(
        1,
        `cannot configure multiple ${what}s (${text}) on the same subnet (${subnets[at]})`,
      );
    }
  };
  for (const range of ranges) {
    assign(range, "range", (pool) => pool.IPRange === undefined && (pool.IPRange = range) !== "");
  }
  for (const gateway of gateways) {
    assign(gateway, "gateway", (p) => p.Gateway === undefined && (p.Gateway = gateway) !== "");
  }
  for (const [name, address] of Object.entries(aux)) {
    assign(address, "aux-address", (pool) => {
      pool.AuxiliaryAddresses = { ...pool.AuxiliaryAddresses, [name]: address };
      return true;
    });
  }
  return pools;
}

export const networkCreate = defineCommand({
  path: "network create",
  summary: "Create a network",
  args: [{ name: "network" }],
  options: {
    attachable: { type: "boolean", summary: "Enable manual container attachment" },
    "aux-address": mapOption("Auxiliary IPv4 or IPv6 addresses used by Network driver"),
    "config-from": {
      type: "string",
      summary: "The network from which to copy the configuration",
      complete: "network",
    },
    "config-only": { type: "boolean", summary: "Create a configuration only network" },
    driver: {
      type: "string",
      short: "d",
      summary: "Driver to manage the Network",
      default: "bridge",
      complete: ["bridge", "host", "ipvlan", "macvlan", "none", "overlay"],
    },
    gateway: stringsOption("IPv4 or IPv6 Gateway for the master subnet"),
    ingress: { type: "boolean", summary: "Create swarm routing-mesh network" },
    internal: { type: "boolean", summary: "Restrict external access to the network" },
    "ip-range": stringsOption("Allocate container ip from a sub-range"),
    "ipam-driver": { type: "string", summary: "IP Address Management Driver", default: "default" },
    "ipam-opt": mapOption("Set IPAM driver specific options"),
    ipv4: {
      type: "boolean",
      summary: "Enable or disable IPv4 address assignment",
      default: true,
    },
    ipv6: { type: "boolean", summary: "Enable or disable IPv6 address assignment" },
    label: { type: "list", summary: "Set metadata on a network" },
    opt: mapOption("Set driver specific options", "o"),
    scope: { type: "string", summary: "Control the network's scope", complete: ["local", "swarm"] },
    subnet: stringsOption("Subnet in CIDR format that represents a network segment"),
  },
  run: async (ctx, input) => {
    const pools = ipamPools(input.subnet, input.ipRange, input.gateway, input.auxAddress);
    const config: NetworkCreateConfig = {
      Name: input.network,
      Driver: input.driver,
      Options: input.opt,
      IPAM: { Driver: input.ipamDriver, Config: pools, Options: input.ipamOpt },
      Internal: input.internal,
      Ingress: input.ingress,
      Attachable: input.attachable,
      ConfigOnly: input.configOnly,
      Labels: labelsOf(input.label),
      ...(input.given.has("ipv4") ? { EnableIPv4: input.ipv4 } : {}),
      ...(input.given.has("ipv6") ? { EnableIPv6: input.ipv6 } : {}),
      ...(input.scope ? { Scope: input.scope } : {}),
      ...(input.configFrom ? { ConfigFrom: { Network: input.configFrom } } : {}),
    };
    const engine = await ctx.engine();
    const { id, warning } = await engine.networks.create(config, { signal: ctx.signal });
    if (warning) await ctx.streams.stderr.write(`WARNING: ${warning}\n`);
    await ctx.streams.stdout.write(id + "\n");
  },
});
