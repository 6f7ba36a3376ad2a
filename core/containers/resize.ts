/** The endpoint `POST /containers/{id}/resize` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** A terminal's size in characters. */
export interface TerminalSize {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
}

/**
 * Tells a container's terminal its size (`POST /containers/{id}/resize`, API 1.24). Throws
 * EngineError: `not_found`, `conflict` when it does not run (yet: try again shortly after start).
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/resize": {},
 * }));
 * await engine.containers.resize("web", { width: 120, height: 40 });
 * ```
 */
export async function resizeContainer(
  transport: Transport,
  id: string,
  size: TerminalSize,
  options: CallOptions = {},
): Promise<void> {
  const op = "resize container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/resize"),
    query: { h: size.height, w: size.width },
    op,
    signal: options.signal,
  });
  await response.discard();
}
