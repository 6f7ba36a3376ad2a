/** The flags of `supervise`, which `unit` hands on to the unit that it writes. */
import { spanOf } from "../../../../core/supervise/rules.ts";
import type { SuperviseRestart } from "../../../../core/supervise/types.ts";

/** How often it is restarted before it is given up. */
export interface Bound {
  /** 0: without a bound. */
  max: number;
  /** Milliseconds. */
  within: number;
}

const RESTARTS: readonly SuperviseRestart[] = ["always", "on-failure", "no"];
const WITHIN = 600_000;

/** Reads `3`, `3 in 10m`, `3/10m`; throws with what is wrong. */
export function parseBound(text: string): Bound {
  const found = /^(\d{1,4})(?: *(?:in|\/) *(\S{1,40}))?$/.exec(text.trim());
  const within = found?.[2] === undefined ? WITHIN : spanOf(found[2]);
  if (found === null || within === undefined || within <= 0) {
    throw new Error('give a number and a time, such as "3 in 10m", or 0 for no bound');
  }
  return { max: Number(found[1]), within };
}

function oneOf<const T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((v) => v === text);
    if (value === undefined) throw new Error(`must be one of ${values.join(", ")}`);
    return value;
  };
}

/** Shared by `supervise` and `unit`. */
export const SUPERVISE_OPTIONS = {
  restart: {
    type: "parsed",
    parse: oneOf(...RESTARTS),
    value: "always|on-failure|no",
    default: "on-failure",
    complete: RESTARTS,
    summary: "When to start it again after it ended by itself",
  },
  "restart-unhealthy": { type: "boolean", summary: "Restart it when its probe has failed" },
  max: {
    type: "parsed",
    parse: parseBound,
    value: "bound",
    default: { max: 3, within: WITHIN } as Bound,
    summary: 'Restarts before it is given up (default "3 in 10m"; 0: no bound)',
  },
  "on-stop": {
    type: "parsed",
    parse: oneOf("end", "wait"),
    value: "end|wait",
    default: "end",
    complete: ["end", "wait"],
    summary: "What to do when somebody stopped it",
  },
  alone: {
    type: "boolean",
    summary: "Neither start what it depends on nor restart what depends on it",
  },
  stop: { type: "boolean", summary: "Stop the container when the supervisor is ended" },
  "clean-stop": { type: "boolean", summary: "Exit with 0 when somebody stopped it" },
} as const;
