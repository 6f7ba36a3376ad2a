/** The endpoint `GET /containers/{id}/top` and its options. */
import { containerPath } from "../_path.ts";
import { orEmpty } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link topContainer}. */
export interface TopContainerOptions extends CallOptions {
  /** Arguments of `ps`. Unset: `-ef`. Windows has none. */
  psArgs?: string;
}

/** The processes of a container, as the host's `ps` tells them. */
export interface ContainerProcesses {
  /** Titles of the columns. */
  titles: string[];
  /** One list of cells a process, in the order of the titles. */
  processes: string[][];
}

/**
 * Lists the processes of a running container (`GET /containers/{id}/top`, API 1.24). Throws
 * EngineError: `not_found`, `conflict` when it does not run, `engine` when `ps` refuses its
 * arguments.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/top": { json: { Titles: ["PID", "CMD"], Processes: [["1", "nginx"]] } },
 * }));
 * assert.deepEqual((await engine.containers.top("web")).processes, [["1", "nginx"]]);
 * ```
 */
export async function topContainer(
  transport: Transport,
  id: string,
  options: TopContainerOptions = {},
): Promise<ContainerProcesses> {
  const op = "list processes of container";
  const response = await transport.send({
    method: "GET",
    path: containerPath(id, op, "/top"),
    query: { ps_args: options.psArgs || undefined },
    op,
    signal: options.signal,
  });
  const top = await response.json<{ Titles?: string[] | null; Processes?: string[][] | null }>();
  return { titles: orEmpty(top.Titles), processes: orEmpty(top.Processes) };
}
