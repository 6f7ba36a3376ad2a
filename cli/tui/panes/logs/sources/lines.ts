/** What a followed log gives, as lines to show. */
import type { LogItem } from "../../../../../core/mod.ts";
import { sanitise } from "../../../../format/sanitise.ts";
import { LOG_LINE_CHARS } from "../buffer.ts";
import { type LogLine } from "../../../model/log.ts";
import { fit } from "../../../text/width.ts";

/** A line without its number, as messages carry it. */
export type NewLine = Omit<LogLine, "seq">;

/** Columns that a name gets in a line of ours: the shortest screen has 60. */
const NAME_COLUMNS = 32;
const decoder = new TextDecoder();
/** Bytes of a line that are looked at: no more characters than these can be shown. */
const LOOK = LOG_LINE_CHARS * 4;

/**
 * The text of a line as it is shown: a progress bar reduced to its last state, what is hostile
 * taken out, a long line cut with a word about it.
 */
export function lineText(data: Uint8Array): string {
  const from = data.length > LOOK ? data.subarray(0, LOOK) : data;
  let text = decoder.decode(from);
  if (text.endsWith("\r")) text = text.slice(0, -1);
  const back = text.lastIndexOf("\r");
  if (back >= 0) text = text.slice(back + 1);
  if (text.length > LOG_LINE_CHARS) text = text.slice(0, LOG_LINE_CHARS);
  const kept = sanitise(text, { colours: true });
  const cut = data.length > LOOK || text.length === LOG_LINE_CHARS;
  return cut ? `${kept} … (${data.length} bytes)` : kept;
}

/** A name in a line of ours: a long one does not push off the screen what happened. */
export function shortName(name: string): string {
  return fit(sanitise(name), NAME_COLUMNS);
}

/** What a followed log gave, as lines to show: its own, and ours about what happened between. */
export function shownLine(item: LogItem, source: number, name: string): NewLine | undefined {
  const note = (text: string): NewLine => ({ source, stream: "note", text });
  const who = shortName(name);
  switch (item.type) {
    case "line":
      return { source, stream: item.stream, time: item.time, text: lineText(item.data) };
    case "stopped":
      return note(`${who} stopped (exit ${item.exitCode})`);
    case "started":
      return note(`${who} started again`);
    case "lost":
      return note("the engine does not answer");
    case "resumed":
      return note("the engine answers again");
    case "gap":
      return note("lines may be missing here: the log was rotated");
  }
}
