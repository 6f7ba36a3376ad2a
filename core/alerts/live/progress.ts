/** How far the record was looked at, and from when on what is found there counts. */
import type { Progressed } from "../keep/store.ts";
import type { EventPosition } from "./record_rows.ts";

/** What was on its way when a recorder was killed is at the most so old, in milliseconds. */
export const SLACK = 60_000;

/** Goes on from what was kept of an earlier run. */
export class Progress {
  event: EventPosition;
  /** What happened before is not told: nobody looked then. */
  #began: number;
  /** All up to there was looked at, by an engine that answered. */
  #caught: number;
  #floor: number;

  /** `newest`: where a record that is looked at for the first time is begun with. */
  constructor(kept: Progressed | undefined, at: number, newest: () => EventPosition) {
    if (kept === undefined) {
      this.event = newest();
      this.#began = this.#caught = this.#floor = at;
      return;
    }
    const { event, eventTime, began, caught } = kept;
    this.event = { no: event, ...(eventTime !== undefined && { time: BigInt(eventTime) }) };
    this.#began = began ?? 0;
    this.#caught = caught ?? at;
    this.#floor = Math.max(this.#began, this.#caught - SLACK);
  }

  /**
   * What happened before is not told (ms since 1970). However late it comes, it counts: while an
   * engine could not be reached, and while a recorder did not run, this stays where it was.
   */
  get floor(): number {
    return this.#floor;
  }

  /** All up to there is looked at. */
  caughtUp(at: number): void {
    this.#caught = at;
  }

  /** The clock was set back to there. */
  setBack(to: number): void {
    this.#floor = Math.min(this.#floor, to - SLACK);
    this.#began = Math.min(this.#began, to - SLACK);
    this.#caught = Math.min(this.#caught, to);
    const { no, time } = this.event;
    // Its time says nothing of what is newer any more.
    if (time !== undefined && Number(time / 1_000_000n) > to) this.event = { no };
  }

  /** To be kept. */
  get kept(): Progressed {
    const { no, time } = this.event;
    return {
      event: no,
      ...(time !== undefined && { eventTime: String(time) }),
      began: this.#began,
      caught: this.#caught,
    };
  }
}
