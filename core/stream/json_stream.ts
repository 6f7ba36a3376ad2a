/** JSON documents one after the other in a stream of bytes. */
import { EngineError } from "../errors.ts";

/** Settings of {@link jsonStream}. */
export interface JsonStreamOptions {
  /** What is being done, for errors; `read answer` unless told. */
  op?: string;
  endpoint?: string;
  /** Bound for one document in bytes; 16 MiB unless told. */
  limit?: number;
}

const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d, OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22, BACKSLASH = 0x5c;

/**
 * Finds the documents in a stream of JSON objects or arrays that follow one another with or
 * without space, line feeds or record separators between (application/json as engines send it,
 * jsonl, ndjson, json-seq). Holds one document, of bounded size.
 */
export class JsonSplitter {
  readonly #op: string;
  readonly #endpoint: string | undefined;
  readonly #limit: number;
  readonly #decoder = new TextDecoder();
  #pieces: Uint8Array[] = [];
  #size = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(options: JsonStreamOptions = {}) {
    this.#op = options.op ?? "read answer";
    this.#endpoint = options.endpoint;
    this.#limit = options.limit ?? 16 * 1024 * 1024;
  }

  /** Whether a document has begun and not ended. */
  get open(): boolean {
    return this.#depth > 0;
  }

  /**
   * Goes through `chunk`; `emit` gets the text of each document that ends in it.
   *
   * @throws {EngineError} of code `protocol` for what is no JSON, `too_large` beyond the bound.
   */
  push(chunk: Uint8Array, emit: (text: string) => void): void {
    let start = 0;
    let depth = this.#depth, inString = this.#inString, escaped = this.#escaped;
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) inString = false;
        continue;
      }
      if (depth === 0) {
        if (c === OPEN_BRACE || c === OPEN_BRACKET) {
          start = i;
          depth = 1;
        } else if (c !== 0x0a && c !== 0x0d && c !== 0x20 && c !== 0x09 && c !== 0x1e) {
          throw this.#error(
            `the engine sent something that is not JSON: ${this.#sample(chunk, i)}`,
          );
        }
        continue;
      }
      if (c === QUOTE) inString = true;
      else if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++;
      else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        if (--depth > 0) continue;
        this.#hold(chunk.subarray(start, i + 1));
        emit(this.#text());
        start = i + 1;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    if (depth > 0) this.#hold(chunk.subarray(start));
  }

  #hold(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#size > this.#limit) {
      throw this.#error(`one document is larger than ${this.#limit} bytes`, "too_large");
    }
    this.#pieces.push(bytes);
  }

  #text(): string {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#size = 0;
    // One document may end in the middle of a character only if it is broken anyway.
    if (pieces.length === 1) return this.#decoder.decode(pieces[0]);
    let text = "";
    for (const p of pieces) text += this.#decoder.decode(p, { stream: true });
    return text + this.#decoder.decode();
  }

  #sample(chunk: Uint8Array, at: number): string {
    return JSON.stringify(new TextDecoder().decode(chunk.subarray(at, at + 100)).trim());
  }

  #error(message: string, code: "protocol" | "too_large" = "protocol"): EngineError {
    return new EngineError(message, { code, op: this.#op, endpoint: this.#endpoint });
  }
}

/**
 * The text of each JSON document of a body, byte for byte what the engine sent.
 *
 * @throws {EngineError} as {@link JsonSplitter.push} does, of code `cut` when the body ends in the
 * middle of a document, and what the body throws.
 */
export async function* jsonTexts(
  body: AsyncIterable<Uint8Array>,
  options: JsonStreamOptions = {},
): AsyncGenerator<string, void, undefined> {
  const splitter = new JsonSplitter(options);
  let ready: string[] = [];
  for await (const chunk of body) {
    let failure: unknown;
    try {
      splitter.push(chunk, (text) => ready.push(text));
    } catch (e) {
      failure = e;
    }
    yield* ready;
    ready = [];
    if (failure !== undefined) throw failure;
  }
  if (splitter.open) {
    throw new EngineError("the answer ended in the middle of a document", {
      code: "cut",
      op: options.op ?? "read answer",
      endpoint: options.endpoint,
    });
  }
}

/**
 * The JSON documents of a body: events, stats, progress.
 *
 * @throws {EngineError} as {@link jsonTexts} does, and of code `protocol` for a document that is no
 * JSON within.
 */
export async function* jsonLines<T>(
  body: AsyncIterable<Uint8Array>,
  options: JsonStreamOptions = {},
): AsyncGenerator<T, void, undefined> {
  for await (const text of jsonTexts(body, options)) yield parseDocument<T>(text, options);
}

/** One document of a stream as a value; EngineError of code `protocol` if it is no JSON. */
export function parseDocument<T>(text: string, options: JsonStreamOptions = {}): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new EngineError(
      `the engine sent something that is not JSON: ${JSON.stringify(text.slice(0, 100))}`,
      { code: "protocol", op: options.op ?? "read answer", endpoint: options.endpoint, cause },
    );
  }
}
