/** Takes an engine's document apart: what is kept, the values of its environment, its health. */
import { createHash } from "node:crypto";
import type { ContainerInspect } from "../../containers/types.ts";
import { parseLossless } from "../../recreate/lossless.ts";
import type { HealthChange } from "./types.ts";

/** A document in its parts. */
export interface DocumentParts {
  /** Without values of the environment, the log of its health, and its execs. */
  document: ContainerInspect;
  /** The same as text, and what names that. */
  text: string;
  hash: string;
  /** `Config.Env` as text, and what names that; absent where there is none. */
  env?: { text: string; hash: string };
  /** Absent without a healthcheck. */
  health?: HealthChange;
}

/** What is kept of a probe's output, in characters. */
const MAX_OUTPUT = 1_000;

/** What may be such a number. */
const BIG = /[[:,]-?\d{16}/;

/** Takes the engine's own text apart. Throws SyntaxError or TypeError for what is no document. */
export function partsOf(inspect: string): DocumentParts {
  // Few have a number that a double cannot hold, and looking for each costs most of it all.
  const document: ContainerInspect = BIG.test(inspect)
    ? parseLossless<ContainerInspect>(inspect)
    : JSON.parse(inspect);
  const { State: state, Config: config } = document;
  const health = state.Health === undefined ? undefined : healthOf(state.Health);
  if (state.Health !== undefined) {
    const { Log: _, ...rest } = state.Health;
    state.Health = rest as typeof state.Health;
  }
  document.ExecIDs = null;
  const env = Array.isArray(config.Env) && config.Env.length > 0
    ? JSON.stringify(config.Env)
    : undefined;
  if (env !== undefined) config.Env = config.Env!.map(nameOfVariable);
  const text = JSON.stringify(document);
  return {
    document,
    text,
    hash: hashOf(text),
    ...(env !== undefined && { env: { text: env, hash: hashOf(env) } }),
    ...(health !== undefined && { health }),
  };
}

/** `A` of `A=1`. */
export function nameOfVariable(word: string): string {
  const at = word.indexOf("=");
  return at < 0 ? word : word.slice(0, at);
}

/** What names a text. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}

/** The health as it is, with the first of the probes that failed one after the other. */
function healthOf(
  { Status: status, FailingStreak: failing, Log }: NonNullable<ContainerInspect["State"]["Health"]>,
): HealthChange {
  const log = Log ?? [];
  let first = log.length;
  while (first > 0 && log[first - 1].ExitCode !== 0) first--;
  const probe = status === "unhealthy" ? log[first] : undefined;
  return {
    status,
    failing,
    ...(probe !== undefined && {
      output: probe.Output.slice(0, MAX_OUTPUT),
      exitCode: probe.ExitCode,
      at: probe.Start,
    }),
  };
}
