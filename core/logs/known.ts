/** What a recorded line is told apart by. */
import type { Tag } from "../recorder/format/line_codec.ts";

/** What a line is known by: two with the same are told apart by counting them. */
export function lineKey(
  seconds: number,
  fraction: number,
  tag: Tag,
  b: Uint8Array,
  from: number,
  to: number,
  complete: boolean,
): string {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ b[i], 0x01000193);
  return `${seconds}.${fraction}.${tag}${complete ? "" : "~"}${to - from}.${hash >>> 0}`;
}
