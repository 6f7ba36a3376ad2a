/** What a reader must know of a record besides the lines themselves. */
import type { RecordedContainer, RecordedEvent, RecordedSample, SpanQuery } from "../types.ts";
import type { SegmentFile } from "./segment_file.ts";

/** What a record holds, by its database or, where that cannot be read, by its files. */
export interface Catalog {
  /** What is missing from its answers, in words; unset: nothing. */
  readonly lacks?: string;
  /** All, in no order. */
  containers(): Promise<RecordedContainer[]>;
  /** Of these containers, or of all: each one's in the order written. */
  segments(containers?: readonly string[]): Promise<Map<string, SegmentFile[]>>;
  samples(query: SpanQuery): Promise<RecordedSample[]>;
  events(query: SpanQuery): AsyncIterable<RecordedEvent>;
  close(): void;
}
