/** What every call takes. `signal` is always the AbortSignal; a Unix signal has a name of its own. */
export interface CallOptions {
  /** Ends the call; it then fails with an EngineError of code `aborted`. */
  signal?: AbortSignal;
}

/** What a call takes whose answer is bytes, mostly many. */
export interface BytesOptions extends CallOptions {
  /**
   * A piece of the answer may be lent: it is good until the next is asked for, and must be copied
   * to be kept. That is faster. Default false.
   */
  lent?: boolean;
}

/**
 * Filters of a list, by key: `{ label: ["tier=web"], status: ["running", "paused"] }`. Values of
 * one key are alternatives (labels: all must match), keys are joined. The engine knows the keys.
 */
export type Filters = Readonly<Record<string, readonly string[]>>;
