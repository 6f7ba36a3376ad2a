/** Notices a link that is frozen: what lasts and is silent is asked after by a ping of our own. */
import type { EngineError } from "../errors.ts";

/** Something that lasts: a stream, a wait, a connection that was handed over. */
export interface Lasting {
  /** When something last came, as performance.now() has it. */
  readonly heard: number;
  /** Ends it. */
  fail(error: EngineError): void;
}

/** How long something may be silent before a ping is sent, in milliseconds. */
const SILENCE = 8_000;
/** So many pings in a row must fail. */
const PINGS = 2;

/** What the pulse needs of its transport. */
export interface PulseDeps {
  /** Resolves where the engine answers on a connection of its own, within a limit. */
  ping(): Promise<unknown>;
  /** The error for what is on a link that does not answer. */
  dead(): EngineError;
  /** Milliseconds of silence; for tests. */
  silence?: number;
}

/**
 * Looks after everything that lasts over one link, and costs nothing where nothing does. Kernels
 * give up a dead connection after hours, and a stream that says nothing looks like one that has
 * nothing to say.
 */
export class Pulse {
  readonly #lasting = new Set<Lasting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  readonly #silence: number;

  constructor(readonly deps: PulseDeps) {
    this.#silence = deps.silence ?? SILENCE;
  }

  /** Looks after `one` until it is left. */
  add(one: Lasting): void {
    this.#lasting.add(one);
    this.#wait();
  }

  /** It is over. */
  leave(one: Lasting): void {
    this.#lasting.delete(one);
    if (this.#lasting.size === 0) this.stop();
  }

  /** Looks no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#asking || this.#lasting.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, this.#silence);
    // node's timers have it; without it the process stays for what lasts, not for the timer.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  #silent(since: number): Lasting[] {
    return [...this.#lasting].filter((one) => one.heard <= since);
  }

  async #look(): Promise<void> {
    const since = performance.now() - this.#silence;
    if (this.#silent(since).length > 0) {
      this.#asking = true;
      let failed = 0;
      while (failed < PINGS && this.#silent(since).length > 0) {
        try {
          await this.deps.ping();
          break;
        } catch {
          failed++;
        }
      }
      this.#asking = false;
      // What came to life meanwhile is well.
      if (failed === PINGS) { for (const one of this.#silent(since)) one.fail(this.deps.dead()); }
    }
    this.#wait();
  }
}
