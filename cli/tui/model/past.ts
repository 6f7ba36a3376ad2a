/** The past that the screen shows: when, how far the slider reaches, and what happened around it. */

/** A start or a death, as a mark on the slider. */
export interface PastMark {
  /** ms since 1970. */
  readonly time: number;
  readonly kind: "start" | "death";
  /** The container. */
  readonly name: string;
}

/** Where on the slider the screen is. All times are ms since 1970. */
export interface PastView {
  readonly at: number;
  /** The ends of the slider. */
  readonly from: number;
  readonly to: number;
  /** In the order of time. */
  readonly marks: readonly PastMark[];
  /** That no recorder ran then, in words. */
  readonly note?: string;
}

/** The way to other times; the caller of the full screen brings it. */
export interface TimeSwitch {
  /**
   * From now on the engine is that of the time `at`; undefined: the present one. Gives what the
   * slider shows. Throws EngineError `unsupported` where the record tells lines alone, and others,
   * in words, for a time outside of it.
   */
  use(at: number | undefined, signal: AbortSignal): Promise<PastView | undefined>;
}
