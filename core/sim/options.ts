/** The options of the simulated engine, as code and as the text after `demo://`. */
import { type Clock, realClock } from "./clock.ts";

/** What a simulated engine can be told; all of it has a default. */
export interface SimOptions {
  /** Default: the wall clock. */
  clock?: Clock;
  /** Ids, names and numbers follow from it. Default 1. */
  seed?: number;
  /** The engine's newest API version, from `1.41` (20.10) to `1.55` (29.6); `1.51` (28.5) unless told. */
  api?: string;
  /** What stands there at first: the `sample` set (default) or `none`. */
  world?: "sample" | "none";
  /** That many further containers, nine of ten stopped unless `running` says more. Default 0. */
  containers?: number;
  /** How many of the further containers run. Default a tenth. */
  running?: number;
  /** Lines a second of a container named `flood`; 0 (default) leaves it out. */
  logRate?: number;
  /** Bytes in a line of `flood`. Default 80. */
  lineLength?: number;
  /** Containers with hostile names, labels and log lines. Default false. */
  hostile?: boolean;
  /** Nodes of the swarm that it leads; 0 (default): it is in none. */
  swarm?: number;
  /** That many further services of four tasks each. Default 0. */
  services?: number;
  /** Entries kept of each container's log. Default 5,000. */
  logEntries?: number;
  /** Bytes kept of each container's log. Default 8 MiB. */
  logBytes?: number;
}

/** Options with their defaults filled in. */
export type SimSettings = Required<SimOptions>;

/** Fills in the defaults; a RangeError tells what makes no sense. */
export function settings(o: SimOptions = {}): SimSettings {
  const containers = whole("containers", o.containers ?? 0, 100_000);
  const api = o.api ?? "1.51";
  if (!/^1\.\d{2}$/.test(api) || Number(api.slice(2)) < 41 || Number(api.slice(2)) > 55) {
    throw new RangeError(`The demo engine speaks API 1.41 to 1.55, not "${api}"`);
  }
  return {
    clock: o.clock ?? realClock,
    seed: whole("seed", o.seed ?? 1, 2 ** 32 - 1),
    api,
    world: o.world ?? "sample",
    containers,
    running: whole("running", o.running ?? Math.floor(containers / 10), containers),
    logRate: whole("logRate", o.logRate ?? 0, 1_000_000),
    lineLength: whole("lineLength", o.lineLength ?? 80, 16 * 1024 * 1024),
    hostile: o.hostile ?? false,
    swarm: whole("swarm", o.swarm ?? 0, 1000),
    services: whole("services", o.services ?? 0, 10_000),
    logEntries: whole("logEntries", o.logEntries ?? 5_000, 10_000_000),
    logBytes: whole("logBytes", o.logBytes ?? 8 * 1024 * 1024, 2 ** 31),
  };
}

function whole(name: string, n: number, max: number): number {
  if (!Number.isInteger(n) || n < 0 || n > max) {
    throw new RangeError(`The demo engine's "${name}" must be a whole number up to ${max}`);
  }
  return n;
}

/** What follows `demo://`: `?containers=500&logRate=10000&api=1.41`. A RangeError for the unknown. */
export function parseOptions(rest: string): SimOptions {
  const out: Record<string, unknown> = {};
  const query = rest.replace(/^[^?]*/, "");
  for (const [k, v] of new URLSearchParams(query)) {
    switch (k) {
      case "api":
      case "world":
        out[k] = v;
        break;
      case "hostile":
        out[k] = v !== "0" && v !== "false";
        break;
      case "seed":
      case "containers":
      case "running":
      case "logRate":
      case "lineLength":
      case "swarm":
      case "services":
      case "logEntries":
      case "logBytes":
        out[k] = Number(v);
        break;
      default:
        throw new RangeError(`The demo engine has no option "${k}"`);
    }
  }
  if (out.world !== undefined && out.world !== "sample" && out.world !== "none") {
    throw new RangeError('The demo engine\'s "world" is "sample" or "none"');
  }
  return out as SimOptions;
}
