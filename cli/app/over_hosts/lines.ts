/** Outputs of several hosts as one: whole lines, each with its host before it. */
import { sanitise } from "../../format/sanitise.ts";
import type { OutputStream } from "../../spec/types.ts";

/** The longest part of a line that is held until its end comes. */
const MAX_LINE = 64 * 1024;

/** An output that hands on whole lines. What it is told is no terminal, so that nothing is redrawn. */
export class LineOutput implements OutputStream {
  readonly isTerminal = false;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(private readonly line: (text: string) => Promise<void>) {}

  async write(data: string | Uint8Array): Promise<void> {
    const text = typeof data === "string" ? data : this.#decoder.decode(data, { stream: true });
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    if (this.#rest.length > MAX_LINE) {
      lines.push(this.#rest);
      this.#rest = "";
    }
    for (const line of lines) await this.line(line);
  }

  /** The last line, if nothing ended it. */
  async end(): Promise<void> {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    if (rest !== "") await this.line(rest);
  }
}

/** Puts `before` before a line for `to`; on a terminal the line can do nothing to it. */
export function lineTo(to: OutputStream, before: string): (text: string) => Promise<void> {
  return (text) => {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    return to.write(`${before}${to.isTerminal ? sanitise(line, { colours: true }) : line}\n`);
  };
}
