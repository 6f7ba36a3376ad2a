/** The endpoint `GET /containers/{id}/logs` and its options. */
import { containerPath } from "../_path.ts";
import { openLogs } from "../logs/open_logs.ts";
import type { LogsOptions } from "../logs/request.ts";
import type { StdChunk } from "../logs/frames.ts";
import type { Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { inspectContainer } from "./inspect.ts";

/** Options of {@link containerLogs}. */
export interface ContainerLogsOptions extends LogsOptions {
  /** Up to this moment, inclusive. */
  until?: Moment;
}

/**
 * What a container has written (`GET /containers/{id}/logs`, API 1.24), asked for when the
 * iteration begins. A chunk is one entry without a terminal, and any piece with one; an entry is
 * a line or 16 KiB of a longer one. Leaving the loop ends the stream. Throws EngineError:
 * `not_found`, `unsupported` when the log driver cannot be read, `conflict` while the container
 * is being removed, `cut`, `engine` when reading fails on the way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/logs": { body: "hello\r\n" },
 * }));
 * let text = "";
 * for await (const { data } of engine.containers.logs("web", { tail: 10, tty: true })) {
 *   text += new TextDecoder().decode(data);
 * }
 * assert.equal(text, "hello\r\n");
 * ```
 */
export function containerLogs(
  transport: Transport,
  id: string,
  options: ContainerLogsOptions = {},
): AsyncIterable<StdChunk> {
  const op = "read logs of container";
  return openLogs(transport, {
    path: containerPath(id, op, "/logs"),
    op,
    options,
    async hasTerminal() {
      const { Config } = await inspectContainer(transport, id, { signal: options.signal });
      return Config.Tty === true;
    },
  });
}
