/** A transport to a simulated engine in the same process: requests as calls, no socket. */
import { codeOfStatus, EngineError } from "../errors.ts";
import type {
  Duplex,
  EngineGreeting,
  Transport,
  WireRequest,
  WireResponse,
} from "../transport/types.ts";
import { SimEngine } from "./engine.ts";
import { BytePipe } from "./pipe.ts";
import { swarmWord } from "./swarm_state.ts";
import { concat, type SimResponse, utf8, versionLess } from "./wire.ts";

const MAX_ANSWER = 256 * 1024 * 1024;

/** A transport to an engine in this process. */
export class SimTransport implements Transport {
  readonly #closed = new AbortController();

  constructor(readonly engine: SimEngine, readonly endpoint = "demo://") {}

  greeting(): Promise<EngineGreeting> {
    const api = this.engine.api;
    return Promise.resolve({
      apiVersion: api,
      engineApiVersion: api,
      osType: "linux",
      experimental: false,
      ...(!versionLess(api, "1.42") && { builderVersion: "2", swarm: swarmWord(this.engine.sim) }),
    });
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const { answer, done } = await this.#ask(request, false);
    const body = answer.session ? sessionBody(answer, done) : bodyOf(answer);
    return new SimWireResponse(request, this.endpoint, answer, body, done);
  }

  async upgrade(request: WireRequest): Promise<Duplex> {
    const { answer, done } = await this.#ask(request, true);
    if (!answer.session) {
      throw this.#error(request, "protocol", "The engine did not hand over the connection");
    }
    return openSession(answer, done);
  }

  close(): Promise<void> {
    this.#closed.abort();
    this.engine.close();
    return Promise.resolve();
  }

  #error(request: WireRequest, code: "protocol" | "aborted" | "version", message: string) {
    return new EngineError(message, { code, op: request.op, endpoint: this.endpoint });
  }

  async #ask(
    request: WireRequest,
    upgrade: boolean,
  ): Promise<{ answer: SimResponse; done: AbortController }> {
    const api = this.engine.api;
    if (request.minApi && versionLess(api, request.minApi)) {
      throw this.#error(
        request,
        "version",
        `This needs API version ${request.minApi} or newer, the engine speaks ${api}`,
      );
    }
    const done = new AbortController();
    const outer = [this.#closed.signal, ...(request.signal ? [request.signal] : [])];
    const aborted = () => this.#error(request, "aborted", `"${request.op}" was cancelled`);
    for (const s of outer) {
      if (s.aborted) throw aborted();
      s.addEventListener("abort", () => done.abort(), { once: true, signal: done.signal });
    }
    const query = new URLSearchParams();
    for (const [k, v] of Object.entries(request.query ?? {})) {
      if (v === undefined) continue;
      for (const x of typeof v === "object" ? v : [v]) {
        query.append(k, typeof x === "boolean" ? (x ? "1" : "0") : String(x));
      }
    }
    const headers: Record<string, string> = {};
    for (const [k, v] of Object.entries(request.headers ?? {})) headers[k.toLowerCase()] = v;
    let body = request.body;
    if (request.json !== undefined) {
      headers["content-type"] = "application/json";
      body = utf8(JSON.stringify(request.json));
    }
    const answer = await Promise.race([
      this.engine.handle({
        method: request.method,
        path: request.path,
        query,
        headers,
        body: body instanceof Uint8Array ? once(body) : body ?? once(new Uint8Array()),
        upgrade,
        signal: done.signal,
      }),
      new Promise<never>((_, reject) => {
        done.signal.addEventListener("abort", () => reject(aborted()), { once: true });
      }),
    ]);
    if (answer.status >= 400) {
      const text = new TextDecoder().decode(await collect(bodyOf(answer))).trim();
      done.abort();
      throw new EngineError(messageOf(text, answer.status), {
        code: codeOfStatus(answer.status),
        op: request.op,
        status: answer.status,
        endpoint: this.endpoint,
      });
    }
    return { answer, done };
  }
}

function messageOf(text: string, status: number): string {
  try {
    const doc = JSON.parse(text) as { message?: unknown };
    if (typeof doc.message === "string") return doc.message;
  } catch {
    // Some refusals are plain text.
  }
  return text || `HTTP status ${status}`;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length) yield await Promise.resolve(bytes);
}

function bodyOf(answer: SimResponse): AsyncIterable<Uint8Array> {
  const b = answer.body;
  return b === undefined ? once(new Uint8Array()) : b instanceof Uint8Array ? once(b) : b;
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const c of body) {
    size += c.length;
    if (size > MAX_ANSWER) throw new RangeError("too large");
    chunks.push(c);
  }
  return concat(chunks);
}

/** A hijacked answer that was asked for without upgrade: its output is the body. */
async function* sessionBody(
  answer: SimResponse,
  done: AbortController,
): AsyncGenerator<Uint8Array> {
  const duplex = openSession(answer, done);
  await duplex.closeWrite();
  yield* duplex.readable;
}

function openSession(answer: SimResponse, done: AbortController): Duplex {
  const input = new BytePipe(), output = new BytePipe();
  const close = () => {
    input.drop();
    output.drop();
    done.abort();
  };
  done.signal.addEventListener("abort", () => {
    input.end();
    output.end();
  }, { once: true });
  void answer.session!({
    input,
    write: async (bytes) => {
      output.push(bytes);
      await output.room();
    },
    signal: done.signal,
  }).catch(() => {}).finally(() => output.end());
  return {
    headers: answer.headers,
    readable: output,
    write: async (bytes) => {
      if (done.signal.aborted || input.ended) return;
      input.push(bytes.slice());
      await input.room();
    },
    closeWrite: () => {
      input.end();
      return Promise.resolve();
    },
    close,
    [Symbol.asyncDispose]: () => {
      close();
      return Promise.resolve();
    },
  };
}

class SimWireResponse implements WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;

  constructor(
    private readonly request: WireRequest,
    private readonly endpoint: string,
    answer: SimResponse,
    source: AsyncIterable<Uint8Array>,
    done: AbortController,
  ) {
    this.status = answer.status;
    this.headers = answer.headers;
    this.body = this.#read(source, done);
  }

  async *#read(
    source: AsyncIterable<Uint8Array>,
    done: AbortController,
  ): AsyncGenerator<Uint8Array> {
    let over = false;
    try {
      for await (const chunk of source) {
        if (done.signal.aborted) throw this.#aborted();
        yield chunk;
      }
      // A stream that ends because the caller gave it up did not come to its end.
      if (done.signal.aborted) throw this.#aborted();
      over = true;
    } finally {
      // Left early or not: what the engine still does for it ends.
      if (!done.signal.aborted) done.abort(over ? undefined : "left");
    }
  }

  #aborted(): EngineError {
    return new EngineError(`"${this.request.op}" was cancelled`, {
      code: "aborted",
      op: this.request.op,
      endpoint: this.endpoint,
    });
  }

  async json<T>(): Promise<T> {
    return JSON.parse(await this.text()) as T;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await collect(this.body));
  }

  async discard(): Promise<void> {
    for await (const _ of this.body);
  }
}
