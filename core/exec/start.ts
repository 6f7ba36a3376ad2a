/** The endpoint `POST /exec/{id}/start` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import { openSession, rawByType, type SlowReader, type StdSession } from "../session.ts";
import type { Transport } from "../transport/types.ts";
import { apiAtLeast, behaviourOf, PARAMETER_SINCE } from "../versions.ts";
import { execHasTerminal } from "./inspect.ts";

/** Options of {@link startExec}. */
export interface StartExecOptions extends CallOptions, SlowReader {
  /** Whether it was created with a terminal. Unset: found out. */
  tty?: boolean;
  /** The terminal's size from the start; engines before API 1.42 are told later, by resize. */
  consoleSize?: { width: number; height: number };
}

/**
 * Runs what {@link createExec} prepared and connects to it (`POST /exec/{id}/start`, API 1.24).
 * That its program cannot be run, or that it ran already, is told inside the output, on stdout, and
 * by the exit code (126, from engine 28 on also 127); ask inspect for it when the output has ended.
 * A slow reader makes the program wait and loses nothing, unless `slow` is `drop`; the rest of the
 * container goes on either way (see {@link SlowReader}).
 * Throws EngineError: `not_found`, `conflict` when the container has stopped or is paused.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /exec/e7a0/start": { status: 101, body: "bin\r\netc\r\n" },
 *   "GET /exec/e7a0/json": { json: { Running: false, ExitCode: 0 } },
 * }));
 * await using session = await engine.exec.start("e7a0", { tty: true });
 * for await (const { data } of session.output) assert.equal(data.length, 10);
 * assert.equal((await engine.exec.inspect("e7a0")).exitCode, 0);
 * ```
 */
export async function startExec(
  transport: Transport,
  id: string,
  options: StartExecOptions = {},
): Promise<StdSession> {
  const op = "start exec";
  const path = `/exec/${segment("exec ID", id, op)}/start`;
  const { signal } = options;
  const greeting = await transport.greeting(signal);
  // A start that does not say what create said is refused, so find out first.
  const tty = options.tty ?? await execHasTerminal(transport, id, signal);
  const size = tty && apiAtLeast(greeting.apiVersion, PARAMETER_SINCE.consoleSize)
    ? options.consoleSize
    : undefined;
  const connection = await transport.upgrade({
    method: "POST",
    path,
    json: {
      Detach: false,
      Tty: tty,
      ConsoleSize: size ? [size.height, size.width] : undefined,
    },
    op,
    kind: "stream",
    signal,
  });
  const raw = rawByType(connection.headers, behaviourOf(greeting).streamTypeTells);
  const { slow, readAhead } = options;
  const about = { op, endpoint: transport.endpoint };
  return openSession(connection, raw ?? tty, about, { slow, readAhead });
}
