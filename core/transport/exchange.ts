/** One request and its answer, whoever carries it: time limits, errors, the body. */
import { EngineError } from "../errors.ts";
import {
  abortedError,
  exchangeError,
  MAX_ERROR_BODY,
  type Situation,
  statusError,
  timeoutError,
} from "./failure.ts";
import { concat } from "./http1.ts";
import { ResponseBody } from "./response_body.ts";
import type { WireRequest, WireResponse } from "./types.ts";

/** Bound for `json()` and `text()`. */
const MAX_TEXT = 256 * 1024 * 1024;

/** A failure before any byte of an answer came, which a fresh connection may mend. */
export class StaleConnection extends Error {
  constructor(readonly error: EngineError) {
    super("stale connection");
  }
}

/** What carries an exchange over a connection: undici's DispatchController, or a {@link Line}. */
export interface Carrier {
  /** Whether a piece that it hands over is good only until {@link resume} after its {@link pause}. */
  readonly lends?: boolean;
  pause(): void;
  resume(): void;
  /** Ends the exchange and its connection. */
  abort(reason: Error): void;
}

interface Outcome {
  resolve(r: WireResponse): void;
  reject(e: unknown): void;
  over(): void;
}

/**
 * One request and its answer: the limits, the signal, the errors and the body are here, whatever
 * carries it. Its callbacks are those of undici's DispatchHandler.
 */
export class Exchange {
  #carrier: Carrier | undefined;
  #body: ResponseBody | undefined;
  #settled = false;
  #over = false;
  #error: Error | undefined;
  #active = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = true;
  #status = 0;
  #headers: Record<string, string> = {};

  constructor(
    readonly request: WireRequest,
    readonly at: Situation,
    readonly limit: number,
    readonly mayBeStale: boolean,
    readonly outcome: Outcome,
  ) {
    at.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (limit > 0) this.#timer = setTimeout(this.#onTimer, limit);
  }

  /** When something last came, as performance.now() has it. */
  get heard(): number {
    return this.#active;
  }

  readonly #onAbort = () => this.fail(abortedError(this.at));

  readonly #onTimer = () => {
    const left = this.#active + this.limit - performance.now();
    if (!this.#waiting || left > 0) {
      this.#timer = setTimeout(this.#onTimer, this.#waiting ? Math.max(left, 1) : this.limit);
      return;
    }
    const what = this.#body ? "sent no more" : "did not answer";
    this.fail(timeoutError(this.at, what, this.limit));
  };

  /** Ends the exchange by an error of ours: the promise, the body and the connection. */
  fail(error: EngineError): void {
    if (this.#over) return;
    this.#error = error;
    this.#finish();
    if (!this.#settled) {
      this.#settled = true;
      this.outcome.reject(error);
    } else this.#body?.fail(error);
    this.#carrier?.abort(error);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.at.signal?.removeEventListener("abort", this.#onAbort);
    this.outcome.over();
  }

  /** The caller's stream; its own error is what the caller gets back. */
  async *upload(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of source) {
        this.#active = performance.now();
        if (this.#over) return;
        if (bytes.length > 0) yield bytes;
      }
    } catch (e) {
      this.fail(
        e instanceof EngineError ? e : new EngineError(
          `${this.at.op}: what was to be sent cannot be read: ${
            e instanceof Error ? e.message : e
          }`,
          { code: "aborted", op: this.at.op, endpoint: this.at.endpoint, cause: e },
        ),
      );
      throw e;
    }
  }

  onRequestStart(carrier: Carrier): void {
    this.#carrier = carrier;
    if (this.#over) carrier.abort(this.#error ?? new Error("over"));
  }

  onResponseStart(
    carrier: Carrier,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    this.#active = performance.now();
    this.#status = status;
    this.#headers = joined(headers);
    const body = this.#body = new ResponseBody({
      pause: () => {
        this.#waiting = false;
        carrier.pause();
      },
      resume: () => {
        this.#waiting = true;
        this.#active = performance.now();
        carrier.resume();
      },
      abort: (reason) => {
        this.#finish();
        carrier.abort(reason);
      },
    }, carrier.lends);
    if (status >= 400 || (status >= 300 && status !== 304)) {
      void this.#refuse(body);
      return;
    }
    this.#settled = true;
    const at = { op: this.at.op, endpoint: this.at.endpoint };
    const text = () => body.text(MAX_TEXT, at);
    this.outcome.resolve({
      status,
      headers: this.#headers,
      body,
      text,
      json: async <T>() => {
        const t = await text();
        try {
          return JSON.parse(t) as T;
        } catch (e) {
          throw new EngineError(`${at.op}: the answer is not JSON: ${t.slice(0, 200).trim()}`, {
            code: "protocol",
            ...at,
            status,
            cause: e,
          });
        }
      },
      discard: async () => {
        for await (const _ of body);
      },
    });
  }

  /** Reads the engine's words, as much as may be of use, and rejects with them. */
  async #refuse(body: ResponseBody): Promise<void> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const bytes of body) {
        pieces.push(bytes);
        if ((size += bytes.length) >= MAX_ERROR_BODY) break;
      }
    } catch { /* what came will do */ }
    if (this.#settled) return;
    this.#settled = true;
    const words = new TextDecoder().decode(concat(pieces).subarray(0, MAX_ERROR_BODY));
    this.outcome.reject(statusError(this.#status, this.#headers, words, this.at));
  }

  onResponseData(_carrier: Carrier, chunk: Uint8Array): void {
    this.#active = performance.now();
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish();
    this.#body?.end();
  }

  onResponseError(_carrier: Carrier | undefined, e: Error): void {
    if (this.#over) return;
    const error = exchangeError(e, this.at);
    this.#finish();
    if (this.#body) return this.#body.end(error);
    if (this.#settled) return;
    this.#settled = true;
    const stale = this.mayBeStale && error.code === "cut";
    this.outcome.reject(stale ? new StaleConnection(error) : error);
  }
}

function joined(h: Record<string, string | string[] | undefined>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(h)) {
    if (value !== undefined) {
      out[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
    }
  }
  return out;
}
