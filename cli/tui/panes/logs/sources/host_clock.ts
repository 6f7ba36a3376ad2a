/** The clocks of the hosts whose logs are shown together, put right by ours. */
import { clockIsOff } from "../../../../../core/fleet/facts.ts";
import type { FleetTransport } from "../../../../../core/fleet/fleet_transport.ts";
import type { Engine } from "../../../../../core/mod.ts";
import type { LogSource } from "../../../model/log.ts";
import type { NewLine } from "./lines.ts";

/** How the times of a source are put right. */
export interface HostClock {
  /** A line with its time by our clock. */
  ours(line: NewLine): NewLine;
  /** A time by our clock as the source's host has it. */
  theirs(time: bigint): bigint;
  /** What is said of a clock that is far off. */
  readonly note?: string;
}

const SAME: HostClock = { ours: (line) => line, theirs: (time) => time };

/**
 * The clock of a source's host, where others' lines stand beside it: a host alone keeps its own
 * times. What lies within the measurement's own error is left alone.
 */
export function hostClock(
  engine: Engine,
  source: LogSource,
  sources: readonly LogSource[],
): HostClock {
  const { fleet } = engine.transport as Partial<FleetTransport>;
  const host = hostOf(source);
  if (fleet === undefined || sources.every((s) => hostOf(s) === host)) return SAME;
  const clock = fleet.hosts().find((h) => h.spec.name === host)?.facts?.clock;
  if (clock === undefined || Math.abs(clock.ms) <= clock.within) return SAME;
  const ahead = BigInt(clock.ms) * 1_000_000n;
  const seconds = (Math.abs(clock.ms) / 1000).toFixed(1);
  return {
    ours: (line) => line.time === undefined ? line : { ...line, time: line.time - ahead },
    theirs: (time) => time + ahead,
    ...clockIsOff(clock) && {
      note: `the clock of ${host} is ${seconds} s ${clock.ms > 0 ? "ahead" : "behind"}: ` +
        "its lines have their times by ours",
    },
  };
}

/** The host that a source's id carries. */
function hostOf({ id }: LogSource): string {
  return id.slice(id.lastIndexOf("@") + 1);
}
