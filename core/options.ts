/** What every call takes. `signal` is always the AbortSignal; a Unix signal has a name of its own. */
export interface CallOptions {
  /** Ends the call; it then fails with an EngineError of code `aborted`. */
  signal?: AbortSignal;
}

/**
 * Filters of a list, by key: `{ label: ["tier=web"], status: ["running", "paused"] }`. Values of
 * one key are alternatives (labels: all must match), keys are joined. The engine knows the keys.
 */
export type Filters = Readonly<Record<string, readonly string[]>>;
