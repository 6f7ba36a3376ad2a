/** How a container ended last, by its events. */

/** What is looked at of an event. */
interface Happened {
  /** Nanoseconds since 1970. */
  timeNano: bigint;
  action: string;
  attributes: Readonly<Record<string, string>>;
}

/** A signal so long before an end was its cause; nanoseconds. */
const CAUSE = 15_000_000_000n;

/** Takes the events of one container in their order. */
export class LastEnd {
  #code: number | undefined;
  #asked = false;
  #signal: bigint | undefined;

  /** The exit code; undefined while it runs, as far as events tell. */
  get code(): number | undefined {
    return this.#code;
  }

  /** Somebody had asked the engine to end it, or had a signal sent. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Takes the next event. */
  take({ timeNano: time, action, attributes }: Happened): void {
    if (action === "start") {
      this.#code = undefined;
      this.#signal = undefined;
      this.#asked = false;
    } else if (action === "kill") this.#signal = time;
    else if (action === "die") {
      this.#asked = this.#signal !== undefined && time - this.#signal < CAUSE;
      const code = Number(attributes["exitCode"]);
      this.#code = Number.isInteger(code) ? code : 0;
    }
  }
}
