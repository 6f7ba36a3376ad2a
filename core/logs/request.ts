import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions } from "../options.ts";
import { rawByType } from "../session.ts";
import { demultiplex, rawStdout, type StdChunk } from "./frames.ts";
import { engineTimestamp, type Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";

/** Options of the logs of containers, services and tasks. */
export interface LogsOptions extends CallOptions {
  /** Go on with what is written from now on. Default false. */
  follow?: boolean;
  /** Default: both streams when neither is set. */
  stdout?: boolean;
  /** Default: both streams when neither is set. */
  stderr?: boolean;
  /** From this moment on, inclusive; see {@link engineTimestamp}. */
  since?: Moment;
  /** Each entry with its time before it: RFC 3339, nine digits, UTC, a space. Default false. */
  timestamps?: boolean;
  /** Only the last so many entries, counted before `since`. Unset: all; 0: none. */
  tail?: number;
  /** Each entry with its attributes before it. Default false. */
  details?: boolean;
  /** Whether there is a terminal. Unset: found out. */
  tty?: boolean;
}

/** What differs between the logs of a container, a service and a task. */
export interface LogsRequest {
  /** Path below the API version. */
  path: string;
  /** For error messages. */
  op: string;
  /** What was asked for; only containers take `until`. */
  options: LogsOptions & { until?: Moment };
  /** Asks the engine whether there is a terminal. */
  hasTerminal(): Promise<boolean>;
  /** Lowest API version that has the call. */
  minApi?: string;
}

/** Opens a stream of logs when the iteration begins. */
export function openLogs(transport: Transport, request: LogsRequest): AsyncIterable<StdChunk> {
  const { path, op, options, minApi } = request;
  const { signal } = options;
  const neither = options.stdout === undefined && options.stderr === undefined;
  const query = {
    follow: options.follow || undefined,
    stdout: neither || options.stdout || undefined,
    stderr: neither || options.stderr || undefined,
    since: options.since === undefined ? undefined : engineTimestamp(options.since),
    until: options.until === undefined ? undefined : engineTimestamp(options.until),
    timestamps: options.timestamps || undefined,
    tail: options.tail,
    details: options.details || undefined,
  };
  return lazyIterable(async () => {
    const { streamTypeTells } = behaviourOf(await transport.greeting(signal));
    // Ask before the stream is open, where it will not tell: the container may be gone after.
    let tty = options.tty ?? (streamTypeTells ? undefined : await request.hasTerminal());
    const response = await transport.send({
      method: "GET",
      path,
      query,
      op,
      kind: "stream",
      minApi,
      signal,
    });
    tty ??= rawByType(response.headers, streamTypeTells) ?? await request.hasTerminal();
    return tty
      ? rawStdout(response.body)
      : demultiplex(response.body, { op, endpoint: transport.endpoint });
  });
}
