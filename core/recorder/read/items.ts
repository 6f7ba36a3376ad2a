/** The lines and marks of a block of a segment. */
import { ERR } from "../../logs/frames.ts";
import { decodeFileLine, MARK, TEXT_DATA, textTagAt } from "../format/line_codec.ts";
import { timeAt } from "../../logs/stamp.ts";
import type { RecordedItem, RecordFormat } from "../types.ts";

const SPACE = 0x20;

/** Which items are kept of those that a chunk holds. */
export interface Wanted {
  since?: bigint;
  until?: bigint;
  stream?: "stdout" | "stderr";
}

/**
 * The items of whole lines, in order. Their data are views of `bytes`, which must not be written
 * over.
 */
export function itemsOf(
  bytes: Uint8Array,
  format: RecordFormat,
  containerId: string,
  wanted: Wanted,
): RecordedItem[] {
  const items: RecordedItem[] = [];
  const { since, until, stream } = wanted;
  for (let at = 0; at < bytes.length;) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    const item = format === "text"
      ? textItem(bytes, at, end, containerId)
      : decodeFileLine(format, bytes, at, end, containerId);
    at = end + 1;
    if (item === undefined) continue;
    if (since !== undefined && item.time < since) continue;
    if (until !== undefined && item.time > until) continue;
    if (stream !== undefined && item.type === "line" && item.stream !== stream) continue;
    items.push(item);
  }
  return items;
}

/** As the codec has it, without a copy of the data. */
function textItem(
  bytes: Uint8Array,
  at: number,
  end: number,
  containerId: string,
): RecordedItem | undefined {
  const tag = textTagAt(bytes, at, end);
  if (tag === undefined) return undefined;
  if (tag === MARK) return decodeFileLine("text", bytes, at, end, containerId);
  return {
    type: "line",
    containerId,
    stream: tag === ERR ? "stderr" : "stdout",
    time: timeAt(bytes, at),
    data: bytes.subarray(at + TEXT_DATA, end),
    complete: bytes[at + TEXT_DATA - 1] === SPACE,
  };
}
