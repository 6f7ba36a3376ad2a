/** Catches what a command prints, to be shown in a pane. */
import { sanitise } from "../../format/sanitise.ts";
import type { OutputStream, Streams } from "../../spec/types.ts";

/** Characters of a line that is never ended. */
const LIMIT = 64 * 1024;
/** Lines are handed on together, once in so many ms. */
const BATCH = 33;

/** Streams for a command whose output is shown in a pane: no terminal, no input. */
export class OutputCapture {
  readonly streams: Streams;
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #parts: Part[] = [];

  constructor(readonly hand: (lines: readonly string[]) => void) {
    const stdout = this.#stream();
    const stderr = this.#stream();
    this.streams = {
      stdin: { isTerminal: false, async *read() {}, setRaw() {} },
      stdout,
      stderr,
      size: () => undefined,
      onResize() {},
    };
  }

  /** Hands on what is left, an unended line too. */
  end(): void {
    for (const part of this.#parts) {
      const rest = part.text + part.decoder.decode();
      if (rest !== "") this.#push(rest);
      part.text = "";
    }
    this.#flush();
  }

  #stream(): OutputStream {
    const part: Part = { text: "", decoder: new TextDecoder() };
    this.#parts.push(part);
    return {
      isTerminal: false,
      // Writing waits for a turn of the event loop, so that a flood cannot hold up a frame.
      write: async (data) => {
        const text = typeof data === "string" ? data : part.decoder.decode(data, { stream: true });
        const pieces = (part.text + text).split("\n");
        part.text = pieces.pop()!.slice(0, LIMIT);
        for (const piece of pieces) this.#push(piece);
        if (this.#lines.length > 5000) await new Promise((done) => setTimeout(done, BATCH));
      },
    };
  }

  #push(line: string): void {
    const end = line.endsWith("\r") ? line.slice(0, -1) : line;
    this.#lines.push(sanitise(end.slice(end.lastIndexOf("\r") + 1), { colours: true }));
    this.#timer ??= setTimeout(() => this.#flush(), BATCH);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length > 0) this.hand(this.#lines);
    this.#lines = [];
  }
}

interface Part {
  text: string;
  decoder: TextDecoder;
}
