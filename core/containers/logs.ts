import { demultiplex, rawStdout, type StdChunk } from "../stream/std.ts";
import { containerPath } from "../_path.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions } from "../options.ts";
import { rawByType } from "../session.ts";
import { engineTimestamp, type Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";
import { inspectContainer } from "./inspect.ts";

/** Options of {@link containerLogs}. */
export interface ContainerLogsOptions extends CallOptions {
  /** Go on with what is written from now on, until the container stops. Default false. */
  follow?: boolean;
  /** Default: both streams when neither is set. */
  stdout?: boolean;
  stderr?: boolean;
  /** From this moment on, inclusive; see {@link engineTimestamp}. */
  since?: Moment;
  /** Up to this moment, inclusive. */
  until?: Moment;
  /** Each entry with its time before it: RFC 3339, nine digits, UTC, a space. Default false. */
  timestamps?: boolean;
  /** Only the last so many entries, counted before `since`. Unset: all; 0: none. */
  tail?: number;
  /** Each entry with the attributes of the log driver before it. Default false. */
  details?: boolean;
  /** Whether the container has a terminal. Unset: found out. */
  tty?: boolean;
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
  const path = containerPath(id, op, "/logs");
  const neither = options.stdout === undefined && options.stderr === undefined;
  const { signal } = options;
  const query = {
    follow: options.follow || undefined,
    stdout: neither || options.stdout || undefined,
    stderr: neither || options.stderr || undefined,
    since: options.since === undefined ? undefined : engineTimestamp(options.since),
    until: options.until === undefined ? undefined : engineTimestamp(options.until),
    timestamps: options.timestamps || undefined,
    tail: options.tail === undefined ? undefined : options.tail,
    details: options.details || undefined,
  };
  return lazyIterable(async () => {
    const { streamTypeTells } = behaviourOf(await transport.greeting(signal));
    const asked = async () =>
      (await inspectContainer(transport, id, { signal })).Config.Tty === true;
    // Ask before the stream is open, where it will not tell: the container may be gone after.
    let tty = options.tty ?? (streamTypeTells ? undefined : await asked());
    const response = await transport.send({
      method: "GET",
      path,
      query,
      op,
      kind: "stream",
      signal,
    });
    tty ??= rawByType(response.headers, streamTypeTells) ?? await asked();
    return tty
      ? rawStdout(response.body)
      : demultiplex(response.body, { op, endpoint: transport.endpoint });
  });
}
