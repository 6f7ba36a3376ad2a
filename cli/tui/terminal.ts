/** The terminal while the screen has it: writes in order, keys read, given away and given back. */
import type { Streams } from "../spec/types.ts";
import type { Display } from "./blessed/display.ts";
import { readInput } from "./input/reader.ts";
import type { InputEvent } from "./input/parser.ts";
import type { Size } from "./text/block.ts";

/** Size where the terminal does not tell one. */
const UNKNOWN: Size = { columns: 80, rows: 24 };

/** The size of a terminal. */
export function sizeOf(streams: Streams): Size {
  return streams.size() ?? UNKNOWN;
}

/** The way to the terminal: writes in order, told when it is slow, and one last word at the end. */
export class Terminal {
  #pending = 0;
  #last: Promise<void> = Promise.resolve();
  #later: (() => void) | undefined;
  #sync = false;

  constructor(readonly streams: Streams, readonly gone: () => void) {}

  readonly write = (text: string): void => {
    if (this.#sync) {
      try {
        Deno.stdout.writeSync(new TextEncoder().encode(text));
      } catch { /* the terminal is gone */ }
      return;
    }
    this.#pending++;
    this.#last = this.streams.stdout.write(text).catch(() => this.gone()).finally(() => {
      this.#pending--;
      if (this.#pending > 0) return;
      const later = this.#later;
      this.#later = undefined;
      later?.();
    });
  };

  /** Calls `f` when all is written; of several that wait only the last is called. */
  whenFree(f: () => void): void {
    if (this.#pending === 0) f();
    else this.#later = f;
  }

  /** Resolves when all is written. */
  async flushed(): Promise<void> {
    await this.#last;
  }

  /** Runs `f` with writes that are done before they return: the process is about to end. */
  last(f: () => void): void {
    this.#sync = this.streams.stdout.isTerminal;
    f();
  }
}

/** Who has the terminal: the screen, or for a while a command. */
export class Holding {
  #input: AbortController | undefined;

  constructor(
    private readonly streams: Streams,
    private readonly terminal: Terminal,
    private readonly display: Display,
    private readonly signal: AbortSignal,
    private readonly heard: (event: InputEvent) => void,
    private readonly resized: (size: Size) => void,
    private readonly answered: (osc: string) => void,
  ) {}

  /** Reads keys from now on. */
  listen(): void {
    this.#input = new AbortController();
    this.streams.stdin.setRaw(true);
    const signal = AbortSignal.any([this.signal, this.#input.signal]);
    readInput(this.streams.stdin, signal, this.heard, this.answered).then((ended) => {
      // The terminal itself is gone: there is nobody to quit.
      if (ended) this.terminal.gone();
    });
  }

  /** Reads no more. */
  deaf(): void {
    this.#input?.abort();
  }

  /** Follows the size of the terminal. */
  watchSize(): void {
    this.streams.onResize(() => {
      const size = sizeOf(this.streams);
      this.display.resize(size);
      this.resized(size);
    }, this.signal);
  }

  /** Runs `f` with the terminal given to it, then takes the terminal back. */
  readonly give = async <T>(f: (streams: Streams) => Promise<T>): Promise<T> => {
    const { streams, display } = this;
    this.deaf();
    display.suspend();
    streams.stdin.setRaw(false);
    try {
      await this.terminal.flushed();
      return await f(streams);
    } finally {
      if (!this.signal.aborted) {
        display.resize(sizeOf(streams));
        this.listen();
        display.resume();
        this.resized(sizeOf(streams));
      }
    }
  };

  /** Gives the terminal back as it was. */
  readonly back = (): void => {
    this.display.close();
    this.streams.stdin.setRaw(false);
  };

  /**
   * However the process ends, Deno.exit of someone else included, the terminal is given back; and
   * before anyone says on it what went wrong. Undone by what it returns.
   */
  guard(): () => void {
    const atEnd = () => this.terminal.last(this.back);
    const ends = ["unload", "error", "unhandledrejection"];
    for (const end of ends) globalThis.addEventListener(end, atEnd);
    return () => {
      for (const end of ends) globalThis.removeEventListener(end, atEnd);
    };
  }
}
