/** The endpoint `POST /containers/{id}/attach` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import { openSession, rawByType, type SlowReader, type StdSession } from "../session.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";
import { inspectContainer } from "./inspect.ts";

/** Options of {@link attachContainer}. */
export interface AttachContainerOptions extends CallOptions, SlowReader {
  /** Go on with what is written from now on. Default true. */
  stream?: boolean;
  /** Connect the container's stdin. Default false. */
  stdin?: boolean;
  /** Default true. */
  stdout?: boolean;
  /** Default true. */
  stderr?: boolean;
  /** Begin with what was written so far. Default false. */
  logs?: boolean;
  /** Keys that detach a terminal: `ctrl-p,ctrl-q`. Unset: the engine's default. */
  detachKeys?: string;
  /** Whether the container has a terminal. Unset: found out. */
  tty?: boolean;
}

/**
 * Connects to a container's main process (`POST /containers/{id}/attach`, API 1.24). Attached
 * before start, nothing is lost: attach, then wait, then start. Attached to a container that has
 * ended, it waits for its next start. The container is never held up by a slow reader: what is not
 * read in time is dropped, and said so, unless `slow` is `wait` (see {@link SlowReader}). Throws EngineError: `not_found`, `bad_request` for keys that are none,
 * `conflict` when it is paused.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/shell/attach": { status: 101, body: "$ " },
 * }));
 * await using session = await engine.containers.attach("shell", { stdin: true, tty: true });
 * await session.write(new TextEncoder().encode("exit\n"));
 * await session.closeWrite();
 * for await (const { stream } of session.output) assert.equal(stream, "stdout");
 * ```
 */
export async function attachContainer(
  transport: Transport,
  id: string,
  options: AttachContainerOptions = {},
): Promise<StdSession> {
  const op = "attach to container";
  const path = containerPath(id, op, "/attach");
  const { signal } = options;
  const { streamTypeTells } = behaviourOf(await transport.greeting(signal));
  const asked = async () => (await inspectContainer(transport, id, { signal })).Config.Tty === true;
  let tty = options.tty ?? (streamTypeTells ? undefined : await asked());
  const connection = await transport.upgrade({
    method: "POST",
    path,
    query: {
      stream: options.stream ?? true,
      stdin: options.stdin || undefined,
      stdout: options.stdout ?? true,
      stderr: options.stderr ?? true,
      logs: options.logs || undefined,
      detachKeys: options.detachKeys || undefined,
    },
    headers: { "content-type": "text/plain" },
    op,
    kind: "stream",
    signal,
  });
  try {
    tty ??= rawByType(connection.headers, streamTypeTells) ?? await asked();
  } catch (e) {
    connection.close();
    throw e;
  }
  const { slow = "drop", readAhead } = options;
  return openSession(connection, tty, { op, endpoint: transport.endpoint }, { slow, readAhead });
}
