/** Lines of several containers on one terminal. Pure. */

/** Characters of a line without an end before it is printed as it is. */
const MAX_LINE = 64 * 1024;

/** Cuts what arrives into whole lines with a prefix; UTF-8 may be cut anywhere. */
export class Prefixer {
  #rest = "";
  readonly #decoder = new TextDecoder();

  constructor(readonly prefix: string, private readonly clean: (text: string) => string) {}

  /** The whole lines that are there now. */
  push(data: Uint8Array): string {
    this.#rest += this.#decoder.decode(data, { stream: true });
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop()!;
    if (this.#rest.length > MAX_LINE) {
      lines.push(this.#rest);
      this.#rest = "";
    }
    return lines.map((line) => this.#line(line)).join("");
  }

  /** What has no end of line. */
  end(): string {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    return rest === "" ? "" : this.#line(rest);
  }

  #line(line: string): string {
    return this.prefix + this.clean(line.replace(/\r$/, "")) + "\n";
  }
}
