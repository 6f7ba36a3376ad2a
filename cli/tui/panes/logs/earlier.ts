/** Lines from before those that are held: when they are asked for, and how they are put in. */
import { lastSeq, linesBack, LOG_CHARS, LOG_LINES, rebuilt } from "./buffer.ts";
import { type LogBuffer, type LogLine } from "../../model/log.ts";
import type { Msg } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import type { LogsState } from "../../model/log.ts";
import { logTest, rowsOfLine } from "./rows.ts";
import type { Size } from "../../text/block.ts";

/** The log, asking for earlier lines when fewer than another screen of them is left above. */
export function askEarlier(model: Model, size: Size): Model {
  const { logs } = model;
  const { anchor, buffer } = logs;
  if (logs.earlier !== undefined || logs.loading) return model;
  if (logs.since > 0 && logs.at === undefined) return model;
  // Without a record all that there is may have been asked for from the start.
  if (model.record === undefined && logs.at === undefined) {
    if (logs.tail < 0 || buffer.lines === 0) return model;
    if (logs.asks === 0 && buffer.lines + buffer.dropped < logs.tail) return model;
  }
  let rows = 0;
  for (const line of linesBack(buffer, anchor?.seq ?? lastSeq(buffer), logTest(logs))) {
    rows += rowsOfLine(line, model, size.columns).length;
    if (rows > 2 * size.rows) return model;
  }
  const full = roomFor(buffer).lines <= 0 || roomFor(buffer).chars <= 0;
  const next: LogsState = { ...logs, earlier: full ? "full" : "asked", asks: logs.asks + 1 };
  return { ...model, logs: next };
}

function roomFor(buffer: LogBuffer): { lines: number; chars: number } {
  return { lines: LOG_LINES - buffer.lines, chars: LOG_CHARS - buffer.chars };
}

/** Earlier lines put in by their times; what is on the screen stays where it is. */
export function takeEarlier(model: Model, msg: Extract<Msg, { type: "earlier" }>): Model {
  if (msg.key !== model.logs.key) return model;
  const logs: LogsState = { ...model.logs, recorded: msg.recorded ?? model.logs.recorded };
  if (msg.lines.length === 0) return { ...model, logs: { ...logs, earlier: "none" } };
  const room = roomFor(logs.buffer);
  let from = msg.lines.length;
  while (from > 0 && room.lines > 0 && room.chars >= msg.lines[from - 1].text.length) {
    from--;
    room.lines--;
    room.chars -= msg.lines[from].text.length;
  }
  const older = msg.lines.slice(from);
  const held = logs.buffer.chunks.flat();
  const merged: (LogLine | Omit<LogLine, "seq">)[] = [];
  let at = 0;
  for (const line of held) {
    while (at < older.length && line.time !== undefined && older[at].time! < line.time) {
      merged.push(older[at++]);
    }
    merged.push(line);
  }
  merged.push(...older.slice(at));
  // Numbered from the end back, so that what stands after them keeps its numbers.
  const moved = new Map<number, number>();
  let seq = lastSeq(logs.buffer);
  const numbered: LogLine[] = new Array(merged.length);
  for (let i = merged.length - 1; i >= 0; i--, seq--) {
    const line = merged[i];
    if ("seq" in line && line.seq !== seq) moved.set(line.seq, seq);
    numbered[i] = "seq" in line && line.seq === seq ? line : { ...line, seq };
  }
  const to = (old: number) => moved.get(old) ?? old;
  return {
    ...model,
    logs: {
      ...logs,
      buffer: rebuilt(numbered, logs.buffer.dropped),
      earlier: from > 0 ? "full" : undefined,
      ...(logs.anchor !== undefined && {
        anchor: { ...logs.anchor, seq: to(logs.anchor.seq) },
      }),
      ...(logs.match !== undefined && { match: to(logs.match) }),
    },
  };
}
