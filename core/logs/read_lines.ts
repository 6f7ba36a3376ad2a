/** The lines that an engine has of a log, once. */
import { containerPath } from "../_path.ts";
import { inspectContainer } from "../containers/inspect.ts";
import type { Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { EntryReader } from "./entries.ts";
import { LineJoiner, lineOf, type LogLine, type PutLine } from "./lines.ts";
import { type LogsOptions, sendLogs } from "./request.ts";

const OP = "read logs of container";

/** Of which log, which lines; both times inclusive. */
export type LinesAsk = Pick<LogsOptions, "since" | "tail" | "stdout" | "stderr" | "signal"> & {
  until?: Moment;
};

/**
 * Puts each line that the engine has of a container's log, without following it. `taken` is waited
 * for after each piece of the answer. Throws EngineErrors, as followLogs does.
 */
export async function readLines(
  transport: Transport,
  container: string,
  ask: LinesAsk,
  put: PutLine,
  taken: () => void | Promise<void> = () => {},
): Promise<void> {
  const { signal } = ask;
  const { Id, Config } = await inspectContainer(transport, container, { signal });
  const tty = Config.Tty === true;
  const joiner = new LineJoiner(tty, put);
  const at = { op: OP, endpoint: transport.endpoint };
  const reader = new EntryReader(tty, at, joiner.push.bind(joiner));
  const path = containerPath(Id, OP, "/logs");
  const response = await sendLogs(transport, {
    path,
    op: OP,
    options: { ...ask, timestamps: true },
  });
  for await (const chunk of response.body) {
    reader.push(chunk);
    await taken();
  }
  reader.flush();
  joiner.flush();
}

/** The same as objects. Leaving the loop ends the reading. */
export async function* logLines(
  transport: Transport,
  container: string,
  ask: LinesAsk,
): AsyncGenerator<LogLine, void, undefined> {
  const leave = new AbortController();
  const signal = ask.signal === undefined
    ? leave.signal
    : AbortSignal.any([ask.signal, leave.signal]);
  let ready: LogLine[] = [];
  let filled = Promise.withResolvers<void>();
  let free = Promise.withResolvers<void>();
  let over = false;
  let failure: unknown;
  const reading = readLines(
    transport,
    container,
    { ...ask, signal },
    (...line) => void ready.push(lineOf(...line)),
    () => {
      if (ready.length === 0) return;
      free = Promise.withResolvers();
      filled.resolve();
      return free.promise;
    },
  ).catch((e) => failure = e).finally(() => {
    over = true;
    filled.resolve();
  });
  try {
    for (;;) {
      await filled.promise;
      const lines = ready;
      ready = [];
      if (!over) filled = Promise.withResolvers();
      yield* lines;
      free.resolve();
      if (over && ready.length === 0) break;
    }
    if (failure !== undefined) throw failure;
  } finally {
    leave.abort();
    free.resolve();
    await reading;
  }
}
