/** The endpoint `GET /tasks/{id}/logs` and its options. */
import { segment } from "../_path.ts";
import { openLogs } from "../logs/open_logs.ts";
import type { LogsOptions } from "../logs/request.ts";
import type { StdChunk } from "../logs/frames.ts";
import type { Transport } from "../transport/types.ts";
import { inspectTask } from "./inspect.ts";

/**
 * What a task has written (`GET /tasks/{id}/logs`, API 1.29), asked for when
 * the iteration begins. Throws EngineError: `not_found`, `unavailable` when this engine is no manager, `cut`,
 * `engine` when reading fails on the way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /tasks/t1/logs": { body: "hello\r\n" },
 * }));
 * for await (const { stream } of engine.tasks.logs("t1", { tty: true })) {
 *   assert.equal(stream, "stdout");
 * }
 * ```
 */
export function taskLogs(
  transport: Transport,
  id: string,
  options: LogsOptions = {},
): AsyncIterable<StdChunk> {
  const op = "read logs of task";
  return openLogs(transport, {
    path: `/tasks/${segment("task ID", id, op)}/logs`,
    op,
    options,
    minApi: "1.29",
    async hasTerminal() {
      const { Spec } = await inspectTask(transport, id, { signal: options.signal });
      return Spec.ContainerSpec?.TTY === true;
    },
  });
}
