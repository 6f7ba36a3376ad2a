/** What hangs on to a recorder and is told what it finds. */
import type { LiveContainer } from "../../live/types.ts";
import type { MissedEnd } from "./missed_ends.ts";
import type { RecordedSample } from "../types.ts";

/** None of its calls may throw, wait, or take long: the recording does not wait for it. */
export interface RecorderSink {
  /** What a container uses; it is in the record after the next {@link RecorderSink.flushed}. */
  sample(sample: RecordedSample): void;
  /** The engine answers, or no longer. */
  link(up: boolean, error?: string): void;
  /** All containers, each time a connection was made and they were listed. */
  listed(containers: Iterable<LiveContainer>): void;
  /** A container ended while nobody looked, and no event tells of it. */
  ended(end: MissedEnd): void;
  /** What was found so far is in the record. `lag`: how late the slowest log is, in milliseconds. */
  flushed(lag: number): void;
  /** How it fares, for `record status`. */
  status(): SinkStatus;
  /** Resolves when it is done with all it was told, after the recorder has ended. */
  end(): Promise<void>;
}

/** How alerts fare. */
export interface SinkStatus {
  rules: number;
  /** Rules and ways that cannot be used. */
  broken: number;
  firing: number;
  /** Messages that are still to be sent. */
  waiting: number;
  /** What is wrong, in words, at most {@link MAX_TROUBLE} characters. */
  trouble?: string;
}

/** The status of a recorder has a bound. */
export const MAX_TROUBLE = 400;
