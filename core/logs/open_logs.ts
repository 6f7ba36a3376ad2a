/** A log as an iterable of what the two streams say. */
import { lazyIterable } from "../lazy_iterable.ts";
import { rawByType } from "../session.ts";
import type { Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";
import { demultiplex, rawStdout, type StdChunk } from "./frames.ts";
import { type LogsAsk, type LogsOptions, sendLogs } from "./request.ts";

/** What {@link openLogs} needs besides. */
export interface LogsRequest extends LogsAsk {
  options: LogsOptions & { until?: Moment };
  /** Asks the engine whether there is a terminal. */
  hasTerminal(): Promise<boolean>;
}

/** Opens a stream of logs when the iteration begins. */
export function openLogs(transport: Transport, request: LogsRequest): AsyncIterable<StdChunk> {
  const { op, options } = request;
  return lazyIterable(async () => {
    const { streamTypeTells } = behaviourOf(await transport.greeting(options.signal));
    // Ask before the stream is open, where it will not tell: the container may be gone after.
    let tty = options.tty ?? (streamTypeTells ? undefined : await request.hasTerminal());
    const response = await sendLogs(transport, request);
    tty ??= rawByType(response.headers, streamTypeTells) ?? await request.hasTerminal();
    return tty
      ? rawStdout(response.body)
      : demultiplex(response.body, { op, endpoint: transport.endpoint });
  });
}
