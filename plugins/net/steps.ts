/** The steps by which one container reaches another, each tried on its own. */
import type { ContainerInspect, Engine } from "../../core/mod.ts";
import { openToolbox } from "./toolbox.ts";

/** A step on the way from one container to another. */
export interface Step {
  step: "running" | "network" | "resolve" | "route" | "connect" | "ping";
  ok: boolean;
  detail: string;
}

/** Whether a text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ||
    /^[0-9a-fA-F:.]+$/.test(text) && text.split(":").length > 2;
}

/** Whether an IPv4 address lies in a subnet (`172.18.0.0/16`); false for anything else. */
export function contains(subnet: string, address: string): boolean {
  const number = (text: string) =>
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
      ? text.split(".").reduce((n, part) => n * 256 + Number(part), 0)
      : undefined;
  const [base, bits] = subnet.split("/");
  const [a, b, width] = [number(base), number(address), Number(bits)];
  if (a === undefined || b === undefined || !(width >= 0 && width <= 32)) return false;
  const size = 2 ** (32 - width);
  return Math.floor(a / size) === Math.floor(b / size);
}

/** What listens in a container: from the kernel's own table, so every image will do. */
export async function listeners(
  engine: Engine,
  container: ContainerInspect,
  options: { image: string; signal: AbortSignal },
): Promise<{ address: string; port: number }[]> {
  await using tools = await openToolbox(engine, container, options);
  const { output } = await tools.run(["cat", "/proc/net/tcp", "/proc/net/tcp6"], {
    signal: options.signal,
    limit: 6_000,
  });
  return parseListeners(output);
}

/** TCP sockets that listen, from the text of /proc/net/tcp and tcp6 (kernel: net/ipv4/tcp_ipv4.c). */
export function parseListeners(text: string): { address: string; port: number }[] {
  const found = new Map<string, { address: string; port: number }>();
  for (const [, raw, hex] of text.matchAll(/^ *\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) \S+ 0A /gm)) {
    const address = raw.length === 8 ? ipv4(raw) : ipv6(raw);
    // The engine's own resolver listens in every namespace of a network with names.
    if (address === "127.0.0.11") continue;
    const port = Number.parseInt(hex, 16);
    found.set(`${address} ${port}`, { address, port });
  }
  return [...found.values()].sort((a, b) => a.port - b.port);
}

/** `0100007F` is 127.0.0.1: bytes in the machine's order, which is little-endian. */
function ipv4(hex: string): string {
  return hex.match(/../g)!.reverse().map((b) => Number.parseInt(b, 16)).join(".");
}

/** Four words, each little-endian. */
function ipv6(hex: string): string {
  const bytes = hex.match(/.{8}/g)!.map((word) => word.match(/../g)!.reverse().join("")).join("");
  if (/^0{32}$/.test(bytes)) return "::";
  if (/^0{31}1$/.test(bytes)) return "::1";
  if (/^0{20}F{4}/i.test(bytes)) {
    return bytes.slice(24).match(/../g)!.map((b) => Number.parseInt(b, 16)).join(".");
  }
  return bytes.toLowerCase().match(/.{4}/g)!.map((w) => w.replace(/^0{1,3}/, "")).join(":");
}
