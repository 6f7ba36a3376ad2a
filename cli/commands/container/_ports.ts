/** A container's published ports as lists show them. */
import type { Port } from "../../../core/mod.ts";
import { hyperlink, portUrl } from "../../format/hyperlink.ts";

/** An address and port as Go's net.JoinHostPort writes them. */
export function joinHostPort(host: string, port: string | number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

interface Group {
  first: number;
  last: number;
}

function groupText(key: string, { first, last }: Group): string {
  const at = key.lastIndexOf("/");
  const ip = at < 0 ? "" : key.slice(0, at);
  const range = first === last ? String(first) : `${first}-${last}`;
  const mapping = ip === "" ? range : `${joinHostPort(ip, range)}->${range}`;
  return `${mapping}/${key.slice(at + 1)}`;
}

function compare(a: Port, b: Port): number {
  if (a.privatePort !== b.privatePort) return a.privatePort - b.privatePort;
  const [x, y] = [a.ip ?? "", b.ip ?? ""];
  if (x !== y) return x < y ? -1 : 1;
  if ((a.publicPort ?? 0) !== (b.publicPort ?? 0)) return (a.publicPort ?? 0) - (b.publicPort ?? 0);
  return a.type < b.type ? -1 : a.type > b.type ? 1 : 0;
}

/**
 * Ports in docker's words (docker/cli formatter DisplayablePorts): neighbours joined to ranges
 * where host and container agree, `0.0.0.0:80-81->80-81/tcp, 443/tcp`.
 */
export function displayPorts(ports: readonly Port[]): string {
  if (ports.length === 0) return "";
  const groups = new Map<string, Group>();
  const done: string[] = [];
  const mapped: string[] = [];
  for (const port of [...ports].sort(compare)) {
    let key = port.type;
    if (port.ip !== undefined && port.ip !== "") {
      if (port.publicPort !== port.privatePort) {
        const host = joinHostPort(port.ip, port.publicPort ?? 0);
        mapped.push(`${host}->${port.privatePort}/${port.type}`);
        continue;
      }
      key = `${port.ip}/${port.type}`;
    }
    const group = groups.get(key);
    if (group !== undefined && port.privatePort === group.last + 1) {
      group.last = port.privatePort;
      continue;
    }
    if (group !== undefined) done.push(groupText(key, group));
    // An entry that is there keeps its place in the order, as docker's list of keys does.
    groups.set(key, { first: port.privatePort, last: port.privatePort });
  }
  for (const [key, group] of groups) done.push(groupText(key, group));
  return [...done, ...mapped].join(", ");
}

/** Docker's words with every published TCP port a link; ports that are joined to a range are none. */
export function linkPorts(text: string, ports: readonly Port[], host: string): string {
  return text.split(", ").map((part) => {
    const port = ports.find((p) =>
      p.publicPort !== undefined &&
      part === `${joinHostPort(p.ip ?? "", p.publicPort)}->${p.privatePort}/${p.type}`
    );
    const url = port && portUrl(port, host);
    return url === undefined ? part : hyperlink(part, url);
  }).join(", ");
}
