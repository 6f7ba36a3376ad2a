/** The endpoint `GET /exec/{id}/json` and its options. */
import { segment } from "../_path.ts";
import { compact } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** How an exec stands. */
export interface ExecState {
  /** Full id. */
  id: string;
  /** It runs. */
  running: boolean;
  /** Absent until it has ended. */
  exitCode?: number;
  /** On the engine's host; 0 before and after it runs. */
  pid: number;
  /** Container it runs in. */
  containerId: string;
  /** With a terminal. */
  tty: boolean;
}

/**
 * How an exec stands (`GET /exec/{id}/json`, API 1.24). The engine forgets it some minutes after
 * its end, and when the container ends. Throws EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /exec/e7a0/json": { json: { ID: "e7a0", Running: true, ExitCode: null, Pid: 42 } },
 * }));
 * const state = await engine.exec.inspect("e7a0");
 * assert.deepEqual([state.running, state.exitCode, state.pid], [true, undefined, 42]);
 * ```
 */
export async function inspectExec(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<ExecState> {
  const op = "inspect exec";
  const response = await transport.send({
    method: "GET",
    path: `/exec/${segment("exec ID", id, op)}/json`,
    op,
    signal: options.signal,
  });
  const raw = await response.json<{
    ID?: string;
    Running?: boolean;
    ExitCode?: number | null;
    Pid?: number;
    ContainerID?: string;
    ProcessConfig?: { tty?: boolean };
  }>();
  return compact<ExecState>({
    id: raw.ID ?? id,
    running: raw.Running ?? false,
    exitCode: raw.Running ? undefined : raw.ExitCode ?? undefined,
    pid: raw.Pid ?? 0,
    containerId: raw.ContainerID ?? "",
    tty: raw.ProcessConfig?.tty ?? false,
  });
}

/** Whether an exec was created with a terminal. */
export async function execHasTerminal(
  transport: Transport,
  id: string,
  signal?: AbortSignal,
): Promise<boolean> {
  return (await inspectExec(transport, id, { signal })).tty;
}
