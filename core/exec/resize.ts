/** The endpoint `POST /exec/{id}/resize` and its options. */
import { segment } from "../_path.ts";
import type { TerminalSize } from "../containers/resize.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Tells an exec's terminal its size (`POST /exec/{id}/resize`, API 1.24). Throws EngineError:
 * `not_found`, `conflict` before it runs and after (try again shortly after start).
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /exec/e7a0/resize": {},
 * }));
 * await engine.exec.resize("e7a0", { width: 120, height: 40 });
 * ```
 */
export async function resizeExec(
  transport: Transport,
  id: string,
  size: TerminalSize,
  options: CallOptions = {},
): Promise<void> {
  const op = "resize exec";
  const response = await transport.send({
    method: "POST",
    path: `/exec/${segment("exec ID", id, op)}/resize`,
    query: { h: size.height, w: size.width },
    op,
    signal: options.signal,
  });
  await response.discard();
}
