/** Which closed segments go. */
import { dateOf, nanosOf } from "../../logs/time.ts";
import type { SegmentRow } from "../index/index_writer.ts";
import type { Segments } from "./segments.ts";
import type { RecordConfig } from "../types.ts";

/**
 * Removes closed segments: those older than `keepAge`, a container's oldest beyond `keepBytes`,
 * and the oldest of all beyond the total, of which `others` bytes are taken already (the
 * database). The newest segment of a container that `exists` stays: it says where its log was left.
 */
export function retain(
  segments: Segments,
  config: RecordConfig,
  now: number,
  others: number,
  exists: (container: string) => boolean,
): SegmentRow[] {
  const removed: SegmentRow[] = [];
  const drop = (s: SegmentRow) => {
    segments.remove(s);
    removed.push(s);
  };
  const { keepAge, keepBytes } = config.logs;
  for (const list of [...segments.all()]) {
    let bytes = 0;
    for (const s of list) bytes += s.bytes;
    for (const s of [...list]) {
      if (!mayGo(s, list, exists)) break;
      const newest = s.to === undefined ? s.created : dateOf(s.to).getTime();
      const old = keepAge > 0 && newest < now - keepAge;
      if (!old && !(keepBytes > 0 && bytes > keepBytes)) break;
      bytes -= s.bytes;
      drop(s);
    }
  }
  if (config.totalBytes > 0 && segments.bytes + others > config.totalBytes) {
    const closed: SegmentRow[] = [];
    for (const list of segments.all()) closed.push(...list.filter((s) => mayGo(s, list, exists)));
    closed.sort((a, b) => age(a) < age(b) ? -1 : age(a) > age(b) ? 1 : 0);
    for (const s of closed) {
      if (segments.bytes + others <= config.totalBytes) break;
      drop(s);
    }
  }
  return removed;
}

function age(s: SegmentRow): bigint {
  return s.to ?? nanosOf(new Date(s.created));
}

function mayGo(
  s: SegmentRow,
  list: readonly SegmentRow[],
  exists: (container: string) => boolean,
): boolean {
  if (s.container !== "" && !exists(s.container)) return true;
  return s.closed && s !== list.at(-1);
}
