/** Where docker's config files lie. */
import { homedir } from "node:os";

/** The process's surroundings, handed in so that tests and libraries may use others. */
export interface Surroundings {
  /** Environment variables; unset: the process's own. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The person's home directory; unset: HOME, else what the system says. */
  home?: string;
}

/** The environment to use. */
export function envOf(s: Surroundings): Readonly<Record<string, string | undefined>> {
  return s.env ?? Deno.env.toObject();
}

/** The home directory to use; "" when there is none. */
export function homeOf(s: Surroundings): string {
  return s.home ?? (envOf(s).HOME || (s.env === undefined ? homedir() ?? "" : ""));
}

/** Docker's configuration directory: `--config`, else DOCKER_CONFIG, else `~/.docker`. */
export function configDir(s: Surroundings & { configDir?: string }): string {
  return s.configDir || envOf(s).DOCKER_CONFIG || `${homeOf(s)}/.docker`;
}
