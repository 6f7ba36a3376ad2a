/** The endpoint `POST /containers/{id}/start` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link startContainer}. */
export interface StartContainerOptions extends CallOptions {
  /** Keys that detach a terminal: `ctrl-p,ctrl-q`. Unset: the engine's default. */
  detachKeys?: string;
  /** Start from this checkpoint, where the engine has experimental features. */
  checkpoint?: string;
  /** Where the checkpoint is, if not in the engine's own place. */
  checkpointDir?: string;
}

/**
 * Starts a container (`POST /containers/{id}/start`, API 1.24). True when it was started by this
 * call, false when it ran already (304). Throws EngineError: `not_found`, `bad_request` when its
 * command cannot be run, `conflict` when it is being removed or paused.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/start": { status: 204 },
 * }));
 * assert.equal(await engine.containers.start("web"), true);
 * ```
 */
export async function startContainer(
  transport: Transport,
  id: string,
  options: StartContainerOptions = {},
): Promise<boolean> {
  const op = "start container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/start"),
    query: {
      detachKeys: options.detachKeys || undefined,
      checkpoint: options.checkpoint || undefined,
      "checkpoint-dir": options.checkpointDir || undefined,
    },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
  return response.status !== 304;
}
