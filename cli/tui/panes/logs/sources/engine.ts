/** Lines that the engine has of a span of time. */
import type { Engine } from "../../../../../core/mod.ts";
import type { LogLine } from "../../../../../core/logs/lines.ts";
import { logLines } from "../../../../../core/logs/read_lines.ts";

/** Which lines of a container's log are read; both times in ns since 1970, inclusive. */
export interface LineSpan {
  readonly since?: bigint;
  readonly until?: bigint;
}

/** The lines that the engine has of a span, once, without following. Leaving the loop ends it. */
export function engineLines(
  engine: Engine,
  id: string,
  span: LineSpan,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  return logLines(engine.transport, id, { ...span, signal });
}
