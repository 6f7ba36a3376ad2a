/**
 * Drives the full screen in this process: presses keys, waits until it has nothing to do, reads
 * the screen. The terminal is a virtual one; everything between it and the engine is real.
 */
import assert from "node:assert/strict";
import type { Engine } from "../../core/mod.ts";
import type { InputStream, OutputStream, Streams } from "../../cli/spec/types.ts";
import { runTui, type TuiOptions } from "../../cli/tui/mod.ts";
import type { Msg } from "../../cli/tui/model/messages.ts";
import type { Model } from "../../cli/tui/model/model.ts";
import type { Store } from "../../cli/tui/store.ts";
import { VirtualScreen } from "./screen.ts";

/** How long to wait for what must come, in ms. Long, as machines may be slow. */
const PATIENCE = 30_000;

/** What a screen is opened with; all but the engine have defaults. */
export interface DriveOptions extends Partial<Omit<TuiOptions, "streams" | "signal" | "engine">> {
  engine: Engine | ((signal: AbortSignal) => Promise<Engine>);
  columns?: number;
  rows?: number;
}

const SEQUENCES: Readonly<Record<string, string>> = {
  enter: "\r",
  escape: "\x1b",
  tab: "\t",
  "S-tab": "\x1b[Z",
  space: " ",
  backspace: "\x7f",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  delete: "\x1b[3~",
};

/** What a terminal sends for a key of this name. */
export function sequenceOf(key: string): string {
  const known = SEQUENCES[key];
  if (known !== undefined) return known;
  if (/^C-[a-z]$/.test(key)) return String.fromCharCode(key.charCodeAt(2) - 96);
  if (/^M-.$/.test(key)) return "\x1b" + key.slice(2);
  return key;
}

/** Input that a test types; readers take turns, as on the real one. */
export class TypedInput implements InputStream {
  readonly isTerminal = true;
  raw = false;
  #queue: Uint8Array[] = [];
  #wake = Promise.withResolvers<void>();
  #ended = false;

  type(text: string): void {
    this.#queue.push(new TextEncoder().encode(text));
    this.#wake.resolve();
  }

  /** The terminal goes away. */
  hangUp(): void {
    this.#ended = true;
    this.#wake.resolve();
  }

  async *read(signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const stop = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => stop.resolve(), { once: true });
    while (!signal?.aborted) {
      const bytes = this.#queue.shift();
      if (bytes !== undefined) {
        yield bytes;
        continue;
      }
      if (this.#ended) return;
      this.#wake = Promise.withResolvers();
      await Promise.race([this.#wake.promise, stop.promise]);
    }
  }

  setRaw(on: boolean): void {
    this.raw = on;
  }
}

/** A full screen that runs, on a virtual terminal. */
export class DrivenTui implements AsyncDisposable {
  readonly screen: VirtualScreen;
  readonly input = new TypedInput();
  /** Settles when the screen has been left. */
  readonly ended: Promise<number>;
  /** Everything that was written, for what a screen does not show. */
  written = "";
  readonly #stop = new AbortController();
  readonly #resized: (() => void)[] = [];
  readonly #waiting = new Set<() => void>();
  #store: Store | undefined;
  readonly streams: Streams;

  constructor(options: DriveOptions) {
    const { engine, columns = 120, rows = 40, ...rest } = options;
    this.screen = new VirtualScreen(columns, rows);
    const out: OutputStream = {
      isTerminal: true,
      write: (data) => {
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        this.written += text;
        this.screen.write(text);
        this.#changed();
        return Promise.resolve();
      },
    };
    this.streams = {
      stdin: this.input,
      stdout: out,
      stderr: out,
      size: () => ({ columns: this.screen.columns, rows: this.screen.rows }),
      onResize: (f) => void this.#resized.push(f),
    };
    this.ended = runTui({
      env: { TERM: "xterm-256color" },
      host: "test",
      utcOffset: 0,
      // Tests of keys do not wait for what a person may take back; those of `careful` say so.
      careful: "no",
      ...rest,
      engine: typeof engine === "function" ? engine : () => Promise.resolve(engine),
      streams: this.streams,
      signal: this.#stop.signal,
      onStart: (store) => this.#store = store,
    });
    this.ended.then(() => this.#changed(), () => this.#changed());
  }

  get model(): Model {
    return this.#store!.model;
  }

  /** Sends a message past the terminal and the engine, for what neither can make at will. */
  async send(...messages: Msg[]): Promise<void> {
    for (const msg of messages) this.#store!.dispatch(msg);
    await this.idle();
  }

  /** Presses keys one after the other, by name (`j`, `enter`, `C-d`), and waits until all is done. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.input.type(sequenceOf(key));
      // A lone Escape is known for one only after a moment.
      if (key === "escape") await new Promise((done) => setTimeout(done, 60));
      await new Promise((done) => setTimeout(done, 0));
      await this.idle();
    }
  }

  /** Types a text. */
  async type(text: string): Promise<void> {
    this.input.type(text);
    await new Promise((done) => setTimeout(done, 0));
    await this.idle();
  }

  /** Resolves when no effect is under way and the screen shows the newest model. */
  async idle(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`something is under way for ever, on\n${this.screen.text()}`));
      }, PATIENCE);
    });
    try {
      await Promise.race([this.#store?.idle(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until the screen shows a text (or no longer does). */
  async see(what: string | RegExp, wanted = true): Promise<void> {
    const is = () =>
      (typeof what === "string"
        ? this.screen.text().includes(what)
        : what.test(this.screen.text())) === wanted;
    await this.until(is, () => `${wanted ? "" : "not "}${what} on\n${this.screen.text()}`);
  }

  /** Waits until a condition holds; it is tried again whenever something is drawn. */
  async until(is: () => boolean, what: () => string): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!is()) {
      if (Date.now() > end) assert.fail(`waited in vain for ${what()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    this.screen.resize(columns, rows);
    for (const f of this.#resized) f();
    await new Promise((done) => setTimeout(done, 0));
    await this.idle();
  }

  /** What a signal to the process would do. */
  abort(reason: unknown): void {
    this.#stop.abort(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new DOMException("the test is over", "AbortError"));
    await this.ended.catch(() => {});
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

/** Opens a full screen; dispose it at the end of the test. */
export function driveTui(options: DriveOptions): DrivenTui {
  return new DrivenTui(options);
}
