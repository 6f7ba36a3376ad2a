/** One entry of the log of a service: where it comes from, when, and what was written. */
import { EngineError } from "../errors.ts";

/** Attributes by which the engine tells where an entry comes from. */
const OF_SWARM = "com.docker.swarm.";

/** One entry of the log of a service, taken apart. */
export interface SwarmEntry {
  /** RFC 3339, where times were asked for. */
  time?: string;
  /** Ids of the swarm: `node`, `service`, `task`. */
  from: Readonly<Record<string, string>>;
  /** The other attributes, as `a=1,b=2`. */
  details: string;
  /** With its line feed, if it has one. */
  message: Uint8Array;
}

/** Takes an entry apart: `[time ]details message`. Throws EngineError for what is none. */
export function readSwarmEntry(data: Uint8Array, timestamps: boolean): SwarmEntry {
  let at = 0;
  const word = (): string => {
    const end = data.indexOf(0x20, at);
    if (end < 0) {
      throw new EngineError("The engine sent a line of a log without its attributes", {
        code: "protocol",
        op: "read logs of service",
      });
    }
    const text = new TextDecoder().decode(data.subarray(at, end));
    at = end + 1;
    return text;
  };
  const time = timestamps ? word() : undefined;
  const from: Record<string, string> = {};
  const rest: string[] = [];
  for (const pair of word().split(",")) {
    const [key, value = ""] = pair.split("=", 2).map(decode);
    if (key.startsWith(OF_SWARM)) from[key.slice(OF_SWARM.length).replace(/\.id$/, "")] = value;
    else if (key !== "") rest.push(pair);
  }
  return { time, from, details: rest.sort().join(","), message: data.subarray(at) };
}

/** Attributes are escaped as in a query. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
