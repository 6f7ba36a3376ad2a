/** Failures in docker's words, with the hint of what can be done. */
import { type EngineError, isEngineError } from "../../core/errors.ts";

/** Where docker looks when nobody says otherwise. */
const DEFAULT_ENDPOINT = "unix:///var/run/docker.sock";

/**
 * Whether the engine answered with an error. One inside a stream (of a pull, a build) has no status,
 * and docker prints it as it stands.
 */
function engineSpoke(e: EngineError): boolean {
  return e.status !== undefined;
}

/** A failure as docker words it, in one line or more, without the hint. */
export function errorText(e: unknown): string {
  if (!isEngineError(e)) return e instanceof Error ? e.message : String(e);
  if (engineSpoke(e)) return `Error response from daemon: ${e.message}`;
  if (e.code === "unreachable" && !e.message.startsWith("Cannot connect")) {
    const endpoint = e.endpoint ?? DEFAULT_ENDPOINT;
    return `Cannot connect to the Docker daemon at ${endpoint}. Is the docker daemon running?`;
  }
  return e.message;
}

/** What was tried in vain, where several sockets were (core/config's NoEngineError). */
function triedOf(e: EngineError): readonly { endpoint: string; of: string; reason: string }[] {
  const tried = (e as { tried?: unknown }).tried;
  return Array.isArray(tried) ? tried : [];
}

/**
 * No engine answers, told at length: which endpoints were tried, what each answered, what to do.
 * Undefined for failures of another kind.
 */
export function noEngineText(e: unknown): string | undefined {
  if (!isEngineError(e, "unreachable", "denied", "timeout") || engineSpoke(e)) return undefined;
  let tried = triedOf(e);
  if (tried.length === 0) {
    tried = [{ endpoint: e.endpoint ?? DEFAULT_ENDPOINT, of: "", reason: e.message }];
  }
  const width = Math.max(...tried.map((t) => t.endpoint.length));
  return [
    "No Docker Engine answers.",
    "",
    ...tried.map((t) => `  ${t.endpoint.padEnd(width)}  ${t.reason}${t.of ? ` (${t.of})` : ""}`),
    "",
    "What to do:",
    ...(e.hint === undefined ? [] : [`  ${e.hint}`]),
    "  Name an engine with --host, DOCKER_HOST or --context",
    "  Look around without one: dockerctl --demo",
  ].join("\n");
}

/** What the person can do about a failure, where we know: a line of its own on stderr. */
export function hintText(e: unknown): string | undefined {
  return isEngineError(e) && e.hint !== undefined ? `Hint: ${e.hint}` : undefined;
}

/**
 * Failures of several targets as docker prints them: one a line, in order. A failure that is not
 * a target's own (the engine is gone) is said once.
 */
export function joinErrors(errors: readonly unknown[]): string {
  const lines = errors.map(errorText);
  return lines.filter((line, n) => lines.indexOf(line) === n || engineOwn(errors[n])).join("\n");
}

function engineOwn(e: unknown): boolean {
  return isEngineError(e) && engineSpoke(e);
}
