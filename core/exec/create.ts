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

/** The engine's own document for an exec, with its own names, as `containers.create` takes one. */
export interface ExecCreateConfig {
  /** The program and its arguments; no shell. */
  Cmd: readonly string[];
  /** With a terminal. Default false. */
  Tty?: boolean;
  /** Default false. */
  AttachStdin?: boolean;
  /** Default true. */
  AttachStdout?: boolean;
  /** Default true. */
  AttachStderr?: boolean;
  /** `KEY=value`, added to the container's own; needs API 1.25. */
  Env?: readonly string[];
  /** `user`, `user:group`, `uid:gid`. Unset: the container's own. */
  User?: string;
  /** Default false. */
  Privileged?: boolean;
  /** Unset: the container's own; needs API 1.35. */
  WorkingDir?: string;
  /** Keys that detach the terminal: `ctrl-p,ctrl-q`. Unset: the engine's default. */
  DetachKeys?: string;
  /** The terminal's height and width from the start; engines before API 1.42 are told later. */
  ConsoleSize?: readonly [number, number];
}

/**
 * Prepares a process in a running container (`POST /containers/{id}/exec`, API 1.24); start runs
 * it. Throws EngineError: `not_found`, `conflict` when the container does not run or is paused. It is told
 * by the engine's own document, or by {@link CreateExecOptions}, which say the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/exec": { status: 201, json: { Id: "e7a0" } },
 * }));
 * assert.equal((await engine.exec.create("web", { Cmd: ["ls", "/"] })).id, "e7a0");
 * ```
 */
export async function createExec(
  transport: Transport,
  container: string,
  config: ExecCreateConfig | CreateExecOptions,
  options: CallOptions = {},
): Promise<{ id: string }> {
  const op = "create exec";
  const path = containerPath(container, op, "/exec");
  const signal = options.signal ?? ("cmd" in config ? config.signal : undefined);
  const document = "cmd" in config ? documentOf(config) : config;
  const { apiVersion } = await transport.greeting(signal);
  const sized = apiAtLeast(apiVersion, PARAMETER_SINCE.consoleSize);
  const { WorkingDir, Env } = document;
  const response = await transport.send({
    method: "POST",
    path,
    json: {
      ...document,
      Tty: document.Tty ?? false,
      AttachStdin: document.AttachStdin ?? false,
      AttachStdout: document.AttachStdout ?? true,
      AttachStderr: document.AttachStderr ?? true,
      Privileged: document.Privileged ?? false,
      ConsoleSize: sized ? document.ConsoleSize : undefined,
    },
    op,
    minApi: WorkingDir ? "1.35" : Env?.length ? "1.25" : undefined,
    signal,
  });
  return { id: (await response.json<{ Id: string }>()).Id };
}

function documentOf(options: CreateExecOptions): ExecCreateConfig {
  const size = options.consoleSize;
  return {
    Cmd: options.cmd,
    Tty: options.tty,
    AttachStdin: options.attachStdin,
    AttachStdout: options.attachStdout,
    AttachStderr: options.attachStderr,
    Env: options.env,
    User: options.user,
    Privileged: options.privileged,
    WorkingDir: options.workingDir,
    DetachKeys: options.detachKeys,
    ConsoleSize: size && [size.height, size.width],
  };
}
