import type { OutputStream } from "../../../spec/types.ts";
import { humanSize } from "../../../format/human.ts";

/** Time between two redraws. */
const REDRAW_MS = 75;

/** A size as `cp` tells it: three digits, base 1000. */
export function copiedSize(bytes: number): string {
  return humanSize(bytes, 3);
}

/** Counts what passes and, on a terminal, shows the sum in one line. */
export class CopyProgress {
  #total = 0;
  #shown = -1;
  #last: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly out: OutputStream, private readonly label: string) {
    if (!out.isTerminal) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  get total(): number {
    return this.#total;
  }

  async *count(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#total += piece.length;
      yield piece;
    }
  }

  #draw(): void {
    if (this.#shown === this.#total) return;
    this.#shown = this.#total;
    const line = `\r\x1b[2K${this.label} - ${copiedSize(this.#total)}`;
    this.#last = this.#last.then(() => this.out.write(line)).catch(() => {});
  }

  /** Takes the line away. */
  async end(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    await this.#last;
    await this.out.write("\r\x1b[2K");
  }
}
