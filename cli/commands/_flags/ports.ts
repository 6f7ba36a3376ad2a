/** Values of `--publish` and `--expose`. */
import { canonicalIP } from "./addresses.ts";
import { cut, parseUint } from "./go_values.ts";

/** Where a container's port is published. `HostPort` is "" for any, or a range to choose from. */
export interface PortBinding {
  HostIp: string;
  HostPort: string;
}

/** What `-p` and `--expose` ask for, keyed as the engine keys it: `80/tcp`. */
export interface Ports {
  exposed: Record<string, Record<string, never>>;
  bindings: Record<string, PortBinding[]>;
}

const MAX_RANGE = 65536;

function splitProtocol(text: string): [protocol: string, port: string] {
  const parts = text.split("/");
  if (parts[0] === "") return ["", ""];
  return [parts[1] || "tcp", parts[0]!];
}

function portRange(text: string): [start: number, end: number] {
  if (text === "") throw new Error("empty string specified for ports");
  if (!text.includes("-")) {
    const port = parseUint(text, 16);
    return [port, port];
  }
  const parts = text.split("-");
  const start = parseUint(parts[0]!, 16);
  const end = parseUint(parts[1]!, 16);
  if (end < start) throw new Error(`invalid range specified for port: ${text}`);
  return [start, end];
}

/** Strips the brackets of `[::1]`, with Go's words where they do not match. */
function bareIP(text: string): string {
  if (!text.startsWith("[")) return text;
  const end = text.indexOf("]");
  const bad = (why: string) => new Error(`invalid IP address ${text}: address ${text}:: ${why}`);
  if (end < 0) throw bad("missing ']' in address");
  if (end !== text.length - 1) {
    throw text[end + 1] === ":"
      ? bad("too many colons in address")
      : bad("missing port in address");
  }
  return text.slice(1, end);
}

/** `published=8080,target=80,protocol=udp` as the short form. */
function shortForm(spec: string): string {
  if (!spec.includes("=")) return spec;
  const params: Record<string, string> = { protocol: "tcp" };
  for (const param of spec.split(",")) {
    const [key, value, found] = cut(param, "=");
    if (!found || key === "") {
      throw new Error(`invalid publish opts format (should be name=value but got '${param}')`);
    }
    params[key] = value;
  }
  return `${params["published"] ?? ""}:${params["target"] ?? ""}/${params["protocol"]}`;
}

function publish(raw: string, into: Ports): void {
  const parts = raw.split(":");
  const hostPort = parts.length > 1 ? parts.at(-2)! : "";
  const ip = bareIP(parts.slice(0, -2).join(":"));
  const [protocol, containerPort] = splitProtocol(parts.at(-1)!);
  if (ip !== "" && canonicalIP(ip) === undefined) throw new Error(`invalid IP address: ${ip}`);
  if (containerPort === "") throw new Error(`no port specified: ${raw}<empty>`);
  let range: [number, number];
  let hostRange: [number, number] = [0, 0];
  try {
    range = portRange(containerPort);
  } catch {
    throw new Error(`invalid containerPort: ${containerPort}`);
  }
  try {
    if (hostPort !== "") hostRange = portRange(hostPort);
  } catch {
    throw new Error(`invalid hostPort: ${hostPort}`);
  }
  const [start, end] = range;
  const [hostStart, hostEnd] = hostRange;
  if (hostPort !== "" && end - start !== hostEnd - hostStart && end !== start) {
    throw new Error(
      `invalid ranges specified for container and host Ports: ${containerPort} and ${hostPort}`,
    );
  }
  const lower = protocol.toLowerCase();
  if (!["tcp", "udp", "sctp"].includes(lower)) throw new Error(`invalid proto: ${protocol}`);
  for (let i = 0; i <= end - start; i++) {
    let host = hostPort === "" ? "" : String(hostStart + i);
    if (start === end && hostStart !== hostEnd) host = `${host}-${hostEnd}`;
    const key = `${start + i}/${lower}`;
    into.exposed[key] = {};
    (into.bindings[key] ??= []).push({ HostIp: ip, HostPort: host });
  }
}

function expose(spec: string, into: Ports): void {
  if (spec.includes(":")) throw new Error(`invalid port format for --expose: ${spec}`);
  const [protocol, port] = splitProtocol(spec);
  let range: [number, number];
  try {
    range = portRange(port);
  } catch (error) {
    throw new Error(
      `invalid range format for --expose: ${spec}, error: ${(error as Error).message}`,
    );
  }
  for (let i = range[0]; i <= range[1] && i < MAX_RANGE; i++) into.exposed[`${i}/${protocol}`] = {};
}

/** Reads `-p [ip:][host[-range]:]container[-range][/protocol]`, its long form, and `--expose`. */
export function parsePorts(published: readonly string[], exposed: readonly string[]): Ports {
  const ports: Ports = { exposed: {}, bindings: {} };
  const short = published.map(shortForm);
  for (const spec of short) publish(spec, ports);
  for (const spec of exposed) expose(spec, ports);
  return ports;
}
