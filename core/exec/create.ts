/** The endpoint `POST /containers/{id}/exec` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { apiAtLeast, PARAMETER_SINCE } from "../versions.ts";

/** Options of {@link createExec}: what to run and how. */
export interface CreateExecOptions extends CallOptions {
  /** The program and its arguments; no shell. */
  cmd: readonly string[];
  /** With a terminal. Default false. */
  tty?: boolean;
  /** Default false. */
  attachStdin?: boolean;
  /** Default true. */
  attachStdout?: boolean;
  /** Default true. */
  attachStderr?: boolean;
  /** `KEY=value`, added to the container's own; needs API 1.25. */
  env?: readonly string[];
  /** `user`, `user:group`, `uid:gid`. Unset: the container's own. */
  user?: string;
  /** Default false. */
  privileged?: boolean;
  /** Unset: the container's own; needs API 1.35. */
  workingDir?: string;
  /** Keys that detach the terminal: `ctrl-p,ctrl-q`. Unset: the engine's default. */
  detachKeys?: string;
  /** The terminal's size from the start; engines before API 1.42 are told later, by resize. */
  consoleSize?: { width: number; height: number };
}

/**
 * Prepares a process in a running container (`POST /containers/{id}/exec`, API 1.24); start runs
 * it. Throws EngineError: `not_found`, `conflict` when the container does not run or is paused.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/exec": { status: 201, json: { Id: "e7a0" } },
 * }));
 * assert.equal((await engine.exec.create("web", { cmd: ["ls", "/"] })).id, "e7a0");
 * ```
 */
export async function createExec(
  transport: Transport,
  container: string,
  options: CreateExecOptions,
): Promise<{ id: string }> {
  const op = "create exec";
  const path = containerPath(container, op, "/exec");
  const { apiVersion } = await transport.greeting(options.signal);
  const size = apiAtLeast(apiVersion, PARAMETER_SINCE.consoleSize)
    ? options.consoleSize
    : undefined;
  const response = await transport.send({
    method: "POST",
    path,
    json: {
      Cmd: options.cmd,
      Tty: options.tty ?? false,
      AttachStdin: options.attachStdin ?? false,
      AttachStdout: options.attachStdout ?? true,
      AttachStderr: options.attachStderr ?? true,
      Env: options.env,
      User: options.user,
      Privileged: options.privileged ?? false,
      WorkingDir: options.workingDir,
      DetachKeys: options.detachKeys,
      ConsoleSize: size ? [size.height, size.width] : undefined,
    },
    op,
    minApi: options.workingDir ? "1.35" : options.env?.length ? "1.25" : undefined,
    signal: options.signal,
  });
  return { id: (await response.json<{ Id: string }>()).Id };
}
