/** Bounds what goes on at once with one host, and knows when it keeps people waiting. */
import { EngineError } from "../errors.ts";
import type { Duplex, Transport, WireRequest, WireResponse } from "../transport/types.ts";

/** The bounds of a host; times are milliseconds. */
export interface GateOptions {
  /** Requests at once, streams included where `streams` is set. */
  connections: number;
  /** How many of them may be streams; unset: streams are not counted. */
  streams?: number;
  /** A short answer that takes longer than this makes the host slow. */
  slowAfter: number;
  /** Told when the host becomes slow, and when it is no more. */
  onSlow?(slow: boolean): void;
}

/** How long a stream waits for its turn before it is refused, in milliseconds. */
const TURN = 30_000;
/** Requests that may wait for their turn; what comes then is refused. */
const MOST_WAITING = 10_000;

/** Calls that may take the engine minutes, as it reads its disk: they tell nothing of the host. */
const LONG =
  /^\/(system\/df|images\/[^/]+\/get|images\/get|containers\/[^/]+\/(export|archive|changes))$/;

interface Waiting {
  stream: boolean;
  go(): void;
}

/** A transport on which only so much goes on at once; the rest waits its turn. */
export class GatedTransport implements Transport {
  readonly endpoint: string;
  #calls = 0;
  #streams = 0;
  readonly #waiting: Waiting[] = [];
  /** Short calls under way: when each becomes slow. */
  readonly #pending = new Map<symbol, number>();
  #slow = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(private readonly inner: Transport, private readonly options: GateOptions) {
    this.endpoint = inner.endpoint;
  }

  /** Whether an answer is late just now. */
  get slow(): boolean {
    return this.#slow;
  }

  async greeting(signal?: AbortSignal) {
    const over = this.#watch();
    try {
      return await this.inner.greeting(signal);
    } finally {
      over();
    }
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const stream = request.kind === "stream" || request.kind === "wait";
    const leave = await this.#enter(stream, request);
    if (stream) return await this.#stream(request, leave);
    const long = LONG.test(request.path) || request.query?.["size"] !== undefined;
    const answered = long ? () => {} : this.#watch();
    const over = () => {
      answered();
      leave();
    };
    try {
      const response = await this.inner.send(request);
      // Who asks for a change mostly reads no answer.
      if (request.method !== "GET") over();
      return watched(response, over);
    } catch (e) {
      over();
      throw e;
    }
  }

  async #stream(request: WireRequest, leave: () => void): Promise<WireResponse> {
    try {
      const response = await this.inner.send(request);
      return watched(response, leave);
    } catch (e) {
      leave();
      throw e;
    }
  }

  async upgrade(request: WireRequest): Promise<Duplex> {
    const leave = await this.#enter(true, request);
    try {
      const duplex = await this.inner.upgrade(request);
      return leaving(duplex, leave);
    } catch (e) {
      leave();
      throw e;
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) this.#next();
    return this.inner.close();
  }

  /** Waits for a turn; gives what ends it. */
  async #enter(stream: boolean, { op, signal }: WireRequest): Promise<() => void> {
    if (stream && this.options.streams === undefined) return () => {};
    if (this.#mayGo(stream)) this.#take(stream, 1);
    else await this.#turn(stream, op, signal);
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      signal?.removeEventListener("abort", leave);
      this.#take(stream, -1);
      this.#next();
    };
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted) {
      leave();
      throw this.#refusal(op, `${op}: cancelled`, "aborted");
    }
    return leave;
  }

  #take(stream: boolean, by: 1 | -1): void {
    if (stream) this.#streams += by;
    else this.#calls += by;
  }

  #mayGo(stream: boolean): boolean {
    const { connections, streams = 0 } = this.options;
    return this.#closed || this.#calls + this.#streams < connections &&
        (!stream || this.#streams < streams);
  }

  #next(): void {
    const at = this.#waiting.findIndex((w) => this.#mayGo(w.stream));
    if (at < 0) return;
    const [waiting] = this.#waiting.splice(at, 1);
    // At once: who comes before it wakes shall not find the place free.
    this.#take(waiting.stream, 1);
    waiting.go();
  }

  #refusal(op: string, message: string, code: "unavailable" | "aborted"): EngineError {
    return new EngineError(message, { code, op, endpoint: this.endpoint });
  }

  #turn(stream: boolean, op: string, signal: AbortSignal | undefined): Promise<void> {
    const { streams = 0, connections } = this.options;
    if (this.#waiting.length >= MOST_WAITING) {
      return Promise.reject(
        this.#refusal(op, "too much waits for this host already", "unavailable"),
      );
    }
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        done();
      };
      const waiting: Waiting = { stream, go: () => settle(resolve) };
      const onAbort = () => settle(() => reject(this.#refusal(op, `${op}: cancelled`, "aborted")));
      const timer = setTimeout(
        () =>
          settle(() =>
            reject(this.#refusal(
              op,
              stream
                ? `${this.endpoint} has ${streams} streams open, as many as a host gets`
                : `${this.endpoint} has ${connections} connections in use, as many as a host gets`,
              "unavailable",
            ))
          ),
        TURN,
      );
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /** Notes a short call; gives what says that it is over. A timer runs only while one is late. */
  #watch(): () => void {
    const call = Symbol();
    this.#pending.set(call, performance.now() + this.options.slowAfter);
    this.#look();
    return () => {
      if (this.#pending.delete(call)) this.#look();
    };
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    // Calls stand in the order in which they began.
    const first: number | undefined = this.#pending.values().next().value;
    const slow = first !== undefined && first <= performance.now();
    if (slow !== this.#slow) {
      this.#slow = slow;
      this.options.onSlow?.(slow);
    }
    if (first !== undefined && !slow) {
      this.#timer = setTimeout(() => this.#look(), Math.max(1, first - performance.now()));
    }
  }
}

/** A response that says when it was read, or given up. */
function watched(response: WireResponse, over: () => void): WireResponse {
  const ended = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      over();
    }
  };
  const body = async function* () {
    try {
      yield* response.body;
    } finally {
      over();
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    body: body(),
    json: <T>() => ended(response.json<T>()),
    text: () => ended(response.text()),
    discard: () => ended(response.discard()),
  };
}

function leaving(duplex: Duplex, leave: () => void): Duplex {
  const readable = async function* () {
    try {
      yield* duplex.readable;
    } finally {
      leave();
    }
  };
  return {
    headers: duplex.headers,
    readable: readable(),
    write: (bytes) => duplex.write(bytes),
    closeWrite: () => duplex.closeWrite(),
    close() {
      leave();
      duplex.close();
    },
    async [Symbol.asyncDispose]() {
      leave();
      await duplex[Symbol.asyncDispose]();
    },
  };
}
