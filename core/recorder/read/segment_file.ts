/** A segment as a reader sees it. */
import type { RecordFormat } from "../types.ts";

/** One file of a container's log. */
export interface SegmentFile {
  containerId: string;
  seq: number;
  /** Its whole path. */
  path: string;
  format: RecordFormat;
  gzip: boolean;
  /** The times of its lines, as far as they are known; one that is being written has no `to`. */
  from?: bigint;
  to?: bigint;
  lines: number;
  gaps: number;
  bytes: number;
}

/** Whether lines between two times may stand in a segment. */
export function mayHold(
  { from, to }: SegmentFile,
  since: bigint | undefined,
  until: bigint | undefined,
): boolean {
  return (since === undefined || to === undefined || to >= since) &&
    (until === undefined || from === undefined || from <= until);
}
