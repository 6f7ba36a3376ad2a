/** The times that a follower knows of its container and of its reading. */

/**
 * So long after a start at most, in nanoseconds, an engine tells of it. Less than it waits before
 * it starts a container again.
 */
export const TOLD = 100_000_000n;

/** Nanoseconds since 1970 where they are of the container; milliseconds of the engine's answers. */
export interface FollowTimes {
  createdAt?: bigint;
  /** The last start that an event told of. */
  startedAt?: bigint;
  /** Start of the run that the last look at the container has shown. */
  lookedAt?: bigint;
  /** Start of the run that was looked at before the engine was asked. */
  heardRun?: bigint;
  /** When the engine began to answer, by its own clock, in ms since 1970; and how ours differs. */
  openedAt: number;
  skew: number;
}
