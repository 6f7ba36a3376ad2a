/** Lines that the engine has of a span of time. */
import type { Engine } from "../../../../../core/mod.ts";
import { type LogEntry, parseEntry } from "../../../../../core/logs/entry.ts";
import { LineJoiner, type LogLine } from "../../../../../core/logs/line_joiner.ts";
import { TerminalEntries } from "../../../../../core/logs/terminal_entries.ts";

/** Which lines of a container's log are read; both times in ns since 1970, inclusive. */
export interface LineSpan {
  readonly since?: bigint;
  readonly until?: bigint;
}

/** The lines that the engine has of a span, once, without following. Leaving the loop ends it. */
export async function* engineLines(
  engine: Engine,
  id: string,
  span: LineSpan,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const { Config } = await engine.containers.inspect(id, { signal });
  const tty = Config.Tty === true;
  const joiner = new LineJoiner();
  const terminal = new TerminalEntries();
  let ready: LogLine[] = [];
  const push = (entry: LogEntry) => joiner.push(entry, (line) => ready.push(line));
  for await (
    const { stream, data } of engine.containers.logs(id, {
      timestamps: true,
      tty,
      signal,
      ...span,
    })
  ) {
    if (tty) terminal.push(data, push);
    else {
      const entry = parseEntry(stream, data);
      if (entry !== undefined) push(entry);
    }
    if (ready.length === 0) continue;
    const lines = ready;
    ready = [];
    yield* lines;
  }
  if (tty) terminal.flush(push);
  joiner.flush((line) => ready.push(line));
  yield* ready;
}
