/** The endpoint `DELETE /containers/{id}` and its options. */
import { containerPath, slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link removeContainer}. */
export interface RemoveContainerOptions extends CallOptions {
  /** Kill it first if it runs. Default false. */
  force?: boolean;
  /** Also its anonymous volumes. Default false. */
  volumes?: boolean;
  /** Remove a link of that name and not the container. Default false. */
  link?: boolean;
}

/**
 * Removes a container (`DELETE /containers/{id}`, API 1.24). Throws EngineError: `not_found`,
 * `conflict` when it runs and `force` is not set, or is being removed already.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "DELETE /containers/web": { status: 204 },
 * }));
 * await engine.containers.remove("web", { force: true, volumes: true });
 * ```
 */
export async function removeContainer(
  transport: Transport,
  id: string,
  options: RemoveContainerOptions = {},
): Promise<void> {
  const op = "remove container";
  const response = await transport.send({
    method: "DELETE",
    // The name of a link has a slash, which the engine's router wants as it is.
    path: options.link
      ? `/containers/${slashed("link name", id.replace(/^\//, ""), op)}`
      : containerPath(id, op),
    query: {
      force: options.force || undefined,
      v: options.volumes || undefined,
      link: options.link || undefined,
    },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
