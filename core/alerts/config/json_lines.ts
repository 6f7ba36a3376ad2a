/** On which line of a JSON text a value stands. */

/** Deeper values are not looked for. */
const DEPTH = 16;

/**
 * Lines, counted from 1, of the values at `paths` (names and indexes from the root on), in the
 * order asked; undefined for what is not there. The text must be valid JSON. Of a name that is there
 * twice the last counts, as for `JSON.parse`.
 */
export function linesOf(
  text: string,
  paths: readonly (readonly (string | number)[])[],
): (number | undefined)[] {
  const wanted = new Map<string, number | undefined>();
  for (const path of paths) wanted.set(JSON.stringify(path), undefined);
  new Walk(text, wanted).run();
  return paths.map((path) => wanted.get(JSON.stringify(path)));
}

class Walk {
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(private readonly text: string, private readonly wanted: Map<string, unknown>) {}

  run(): void {
    this.#value([]);
  }

  #value(path: readonly (string | number)[]): void {
    this.#space();
    const key = JSON.stringify(path);
    if (this.wanted.has(key)) this.wanted.set(key, this.#lineHere());
    const open = this.text[this.#at];
    if (path.length >= DEPTH || open !== "{" && open !== "[") return this.#skip();
    this.#at++;
    for (let index = 0;; index++) {
      this.#space();
      const c = this.text[this.#at];
      if (c === undefined) return;
      if (c === "}" || c === "]") {
        this.#at++;
        return;
      }
      if (c === ",") {
        this.#at++;
        index--;
      } else if (open === "[") this.#value([...path, index]);
      else {
        const from = this.#at;
        this.#string();
        const name = JSON.parse(this.text.slice(from, this.#at)) as string;
        this.#space();
        this.#at++; // the colon
        this.#value([...path, name]);
      }
    }
  }

  /** Passes over a value, however deep it is. */
  #skip(): void {
    let depth = 0;
    do {
      this.#space();
      const c = this.text[this.#at];
      if (c === undefined) return;
      if (c === '"') this.#string();
      else if (c === "{" || c === "[") {
        depth++;
        this.#at++;
      } else if (c === "}" || c === "]") {
        depth--;
        this.#at++;
      } else if (c === "," || c === ":") this.#at++;
      else while (this.#at < this.text.length && !/[\s,\]}]/.test(this.text[this.#at])) this.#at++;
    } while (depth > 0);
  }

  #string(): void {
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const c = this.text.charCodeAt(this.#at);
      if (c === 0x5c) this.#at++;
      else if (c === 0x22) break;
    }
    this.#at++;
  }

  #space(): void {
    for (;; this.#at++) {
      const c = this.text.charCodeAt(this.#at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
    }
  }

  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted++) {
      if (this.text.charCodeAt(this.#counted) === 10) this.#line++;
    }
    return this.#line;
  }
}
