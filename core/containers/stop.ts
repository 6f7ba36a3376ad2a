/** The endpoint `POST /containers/{id}/stop` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";

/** Options of {@link stopContainer} and {@link restartContainer}. */
export interface StopContainerOptions extends CallOptions {
  /**
   * Seconds until the container is killed. Unset: its own `StopTimeout`, else the engine's 10;
   * 0: kill at once; -1: wait for ever.
   */
  timeout?: number;
  /** Signal instead of the container's own, by name or number; needs API 1.42. */
  stopSignal?: string;
}

/**
 * Stops a container and waits until it has ended (`POST /containers/{id}/stop`, API 1.24). True
 * when this call stopped it, false when it did not run (304). Throws EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/stop": { status: 204 },
 * }));
 * assert.equal(await engine.containers.stop("web", { timeout: 5 }), true);
 * ```
 */
export async function stopContainer(
  transport: Transport,
  id: string,
  options: StopContainerOptions = {},
): Promise<boolean> {
  const op = "stop container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/stop"),
    ...stopQuery(options),
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
  return response.status !== 304;
}

/** The parameters that stop and restart share. */
export function stopQuery(
  options: StopContainerOptions,
): { query: { t?: number; signal?: string }; minApi?: string } {
  return {
    query: { t: options.timeout, signal: options.stopSignal || undefined },
    minApi: options.stopSignal ? PARAMETER_SINCE.stopSignal : undefined,
  };
}
