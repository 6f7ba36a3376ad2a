/** Values of the flags of services, with docker's words where they cannot be read. */
import type { ServicePort } from "../../../../core/mod.ts";
import { goQuote } from "../../../format/quote.ts";
import { splitLine } from "../../../spec/split_line.ts";
import { cut, parseUint } from "../../_flags/go_values.ts";
import { parsePorts } from "../../_flags/ports.ts";

/** A spread over the values of a label. */
export interface PlacementPreference {
  Spread: { SpreadDescriptor: string };
}

/** Something that nodes count, such as graphics cards. */
export interface GenericResource {
  DiscreteResourceSpec?: { Kind: string; Value: number };
  NamedResourceSpec?: { Kind: string; Value: string };
}

const PROTOCOLS = ["tcp", "udp", "sctp"];

/** `8080:80/tcp`, `80`, `80-82:80-82`, `published=8080,target=80,mode=host`. */
export function servicePorts(text: string): ServicePort[] {
  return text.includes("=") ? [longPort(text)] : shortPorts(text);
}

function longPort(text: string): ServicePort {
  const made: ServicePort = { Protocol: "tcp", PublishMode: "ingress" };
  const port = (name: string, word: string): number => {
    try {
      return parseUint(word, 16);
    } catch (e) {
      throw new Error(
        `invalid ${name} port (${word}): value must be an integer: ${(e as Error).message}`,
      );
    }
  };
  for (const field of text.split(",")) {
    const [key, value, found] = cut(field, "=");
    if (!found || value === "") throw new Error(`invalid field: ${field}`);
    switch (key.toLowerCase()) {
      case "target":
        made.TargetPort = port("target", value);
        break;
      case "published":
        made.PublishedPort = port("published", value);
        break;
      case "protocol":
        if (!PROTOCOLS.includes(value)) throw new Error(`invalid protocol value '${value}'`);
        made.Protocol = value;
        break;
      case "mode":
        if (value !== "ingress" && value !== "host") {
          throw new Error(
            `invalid publish mode value (${value}): must be either 'ingress' or 'host'`,
          );
        }
        made.PublishMode = value;
        break;
      default:
        throw new Error(`invalid field key: ${key}`);
    }
  }
  if (!made.TargetPort) throw new Error('missing mandatory field "target"');
  return made;
}

function shortPorts(text: string): ServicePort[] {
  const { bindings } = parsePorts([text], []);
  return Object.entries(bindings).flatMap(([key, hosts]) => {
    const [target, protocol] = key.split("/");
    return hosts.flatMap(({ HostIp, HostPort }): ServicePort[] => {
      if (HostIp !== "") throw new Error("hostip is not supported");
      const of = (PublishedPort?: number): ServicePort => ({
        Protocol: protocol,
        TargetPort: Number(target),
        ...(PublishedPort ? { PublishedPort } : {}),
        PublishMode: "ingress",
      });
      if (HostPort === "") return [of()];
      const [first, last = first] = HostPort.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, n) => of(first + n));
    });
  });
}

/** `spread=node.labels.rack`. */
export function placementPreference(text: string): PlacementPreference {
  const [strategy, value, found] = cut(text, "=");
  if (!found) {
    throw new Error('placement preference must be of the format "<strategy>=<arg>"');
  }
  if (strategy !== "spread") {
    throw new Error(`unsupported placement preference ${strategy} (only spread is supported)`);
  }
  return { Spread: { SpreadDescriptor: value } };
}

/** `gpu=2` or `gpu=UUID1`. */
export function genericResource(text: string): GenericResource {
  const [Kind, value, found] = cut(text, "=");
  if (!found || Kind === "" || value === "") {
    throw new Error(`invalid generic-resource format \`${text}\` expected \`name=value\``);
  }
  return /^\d+$/.test(value)
    ? { DiscreteResourceSpec: { Kind, Value: Number(value) } }
    : { NamedResourceSpec: { Kind, Value: value } };
}

/** A number with a fraction, as Go reads it. */
export function float(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    throw new Error(`strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`);
  }
  return Number(text);
}

/** A line cut into words as a shell does. */
export function words(text: string): string[] {
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && quote !== "'") at++;
    else if (quote !== "") {
      if (text[at] === quote) quote = "";
    } else if (text[at] === "'" || text[at] === '"') quote = text[at];
  }
  if (quote !== "") throw new Error("EOF found when expecting closing quote");
  const cutUp = splitLine(text);
  // The last word is the one being typed: nothing behind a blank.
  return cutUp.at(-1) === "" && !/(''|"")$/.test(text) ? cutUp.slice(0, -1) : cutUp;
}

/** `net_admin` is `CAP_NET_ADMIN`; ALL stays. */
export function capability(text: string): string {
  const name = text.trim().toUpperCase();
  return name === "ALL" || name === "RESET" || name.startsWith("CAP_") ? name : `CAP_${name}`;
}

/** `name:1.2.3.4` as hosts files have it: `1.2.3.4 name`. */
export function hostEntry(text: string): string {
  const [name, address] = cut(text, ":");
  return `${address} ${name}`;
}
