/** The endpoint `GET /services/{id}/logs` and its options. */
import { segment } from "../_path.ts";
import { openLogs } from "../logs/open_logs.ts";
import type { LogsOptions } from "../logs/request.ts";
import type { StdChunk } from "../logs/frames.ts";
import type { Transport } from "../transport/types.ts";
import { inspectService } from "./inspect.ts";

/**
 * What the tasks of a service have written (`GET /services/{id}/logs`, API 1.29), asked for when
 * the iteration begins. With `details` each entry begins with attributes that name node, service
 * and task. Throws EngineError: `not_found`, `unavailable` when this engine is no manager, `cut`,
 * `engine` when reading fails on the way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /services/web/logs": { body: "hello\r\n" },
 * }));
 * for await (const { stream } of engine.services.logs("web", { tty: true })) {
 *   assert.equal(stream, "stdout");
 * }
 * ```
 */
export function serviceLogs(
  transport: Transport,
  id: string,
  options: LogsOptions = {},
): AsyncIterable<StdChunk> {
  const op = "read logs of service";
  return openLogs(transport, {
    path: `/services/${segment("service name or ID", id, op)}/logs`,
    op,
    options,
    minApi: "1.29",
    async hasTerminal() {
      const { Spec } = await inspectService(transport, id, { signal: options.signal });
      return Spec.TaskTemplate?.ContainerSpec?.TTY === true;
    },
  });
}
