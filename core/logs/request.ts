/** The one request for a log: of a container, a service or a task, to be shown or recorded. */
import type { CallOptions } from "../options.ts";
import { engineTimestamp, type Moment } from "../timestamp.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";

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

/** Which log, and what of it. */
export interface LogsAsk {
  /** Path below the API version. */
  path: string;
  /** For error messages. */
  op: string;
  /** What is asked for; only containers take `until`. `tail` may be docker's own word. */
  options: Omit<LogsOptions, "tail" | "tty"> & { tail?: number | string; until?: Moment };
  /** Lowest API version that has the call. */
  minApi?: string;
  /** See {@link WireRequest}. */
  pace?: WireRequest["pace"];
  /** See {@link WireRequest}. */
  lent?: boolean;
}

/** Asks for a log; the answer's body is it, in frames or, with a terminal, as it is. */
export function sendLogs(transport: Transport, ask: LogsAsk): Promise<WireResponse> {
  const { path, op, options, minApi, pace, lent } = ask;
  const neither = options.stdout === undefined && options.stderr === undefined;
  return transport.send({
    method: "GET",
    path,
    query: {
      follow: options.follow || undefined,
      stdout: neither || options.stdout || undefined,
      stderr: neither || options.stderr || undefined,
      since: options.since === undefined ? undefined : engineTimestamp(options.since),
      until: options.until === undefined ? undefined : engineTimestamp(options.until),
      timestamps: options.timestamps || undefined,
      tail: options.tail,
      details: options.details || undefined,
    },
    op,
    kind: "stream",
    minApi,
    pace,
    lent,
    signal: options.signal,
  });
}
