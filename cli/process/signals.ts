/** Signals that end a command where nobody else wants them. */
const ENDING: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Someone who wants signals for himself. */
interface Taker {
  names: readonly Deno.Signal[];
  f: (name: Deno.Signal) => void;
}

/** Where signals come from: Deno, or a test. */
export interface SignalSource {
  addSignalListener(name: Deno.Signal, f: () => void): void;
  removeSignalListener(name: Deno.Signal, f: () => void): void;
}

/**
 * Hands each signal to the one who asked for it last, else to `end`, which makes it the end of
 * the command.
 */
export class Signals {
  readonly #takers: Taker[] = [];
  readonly #listeners = new Map<Deno.Signal, () => void>();

  constructor(
    private readonly end: (name: Deno.Signal) => void,
    private readonly source: SignalSource = Deno,
  ) {}

  /** From now on an ending signal is ours; before, it ends the process as it ends any. */
  listen(): this {
    for (const name of ENDING) this.#listen(name);
    return this;
  }

  /** As {@link CommandContext.onSignal}. */
  readonly take = (
    names: readonly Deno.Signal[],
    f: (name: Deno.Signal) => void,
    stop: AbortSignal,
  ): void => {
    if (stop.aborted) return;
    const taker: Taker = { names, f };
    this.#takers.push(taker);
    for (const name of names) this.#listen(name);
    stop.addEventListener("abort", () => {
      this.#takers.splice(this.#takers.indexOf(taker), 1);
      for (const name of names) this.#forget(name);
    }, { once: true });
  };

  /** Listens to nothing any more. */
  close(): void {
    for (const [name, f] of this.#listeners) this.source.removeSignalListener(name, f);
    this.#listeners.clear();
  }

  #listen(name: Deno.Signal): void {
    if (this.#listeners.has(name)) return;
    const f = () => this.#arrived(name);
    try {
      this.source.addSignalListener(name, f);
    } catch {
      return; // a signal this platform does not have, or that cannot be caught
    }
    this.#listeners.set(name, f);
  }

  #forget(name: Deno.Signal): void {
    if (ENDING.includes(name) || this.#takers.some((t) => t.names.includes(name))) return;
    const f = this.#listeners.get(name);
    if (f) this.source.removeSignalListener(name, f);
    this.#listeners.delete(name);
  }

  #arrived(name: Deno.Signal): void {
    const taker = this.#takers.findLast((t) => t.names.includes(name));
    if (taker) taker.f(name);
    else if (ENDING.includes(name)) this.end(name);
  }
}
