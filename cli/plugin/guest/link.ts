/** The plugin's side of the wire: what it asks dockerctl for, and the engine as it sees it. */
import { encode, FROM_PLUGIN } from "../contract/codec.ts";
import { EngineError } from "../../../core/errors.ts";
import type {
  Duplex,
  EngineGreeting,
  Transport,
  WireRequest,
} from "../../../core/transport/types.ts";
import { errorOf, failureOf } from "../contract/failure.ts";
import type { FromWorker, ToWorker, Want } from "../contract/wire.ts";

/** What a thread's global scope has, in a program whose types are a main thread's. */
interface WorkerScope extends EventTarget {
  postMessage(message: Uint8Array, transfer: Transferable[]): void;
}

export const scope = globalThis as unknown as WorkerScope;
// A plugin shares this scope: it shall not speak for us by a changed postMessage.
const post = scope.postMessage.bind(scope);

/** Calls that wait for an answer. */
const waiting = new Map<number, (message: ToWorker) => void>();
/** Bodies of requests that dockerctl asks for part by part. */
const bodies = new Map<number, AsyncIterator<Uint8Array>>();
let calls = 0;

export function tell(message: FromWorker): void {
  const frame = encode(message, FROM_PLUGIN);
  post(frame, [frame.buffer]);
}

function ask(call: number, message: FromWorker): Promise<ToWorker> {
  return new Promise((resolve, reject) => {
    waiting.set(call, (answer) => {
      waiting.delete(call);
      if (answer.kind === "failed") {
        reject(errorOf(answer.failure, (f) => new Error(f.message)));
      } else resolve(answer);
    });
    tell(message);
  });
}

/** Takes an answer of dockerctl's. */
export function takeAnswer(message: Extract<ToWorker, { call: number }>): void {
  if (message.kind === "feed") void feed(message.call);
  else waiting.get(message.call)?.(message);
}

/** Has dockerctl do something for a task. */
export async function want(task: number, want: Want): Promise<unknown> {
  const call = ++calls;
  const answer = await ask(call, { kind: "want", call, task, want });
  return (answer as { value: unknown }).value;
}

async function feed(call: number): Promise<void> {
  try {
    const next = await bodies.get(call)?.next();
    if (next === undefined || next.done) {
      bodies.delete(call);
      tell({ kind: "fed", call });
    } else tell({ kind: "fed", call, bytes: next.value });
  } catch (e) {
    bodies.delete(call);
    tell({ kind: "fed", call, failure: failureOf(e) });
  }
}

/** An engine's transport that goes by messages; `all` says whether streams both ways are to be had. */
export function remoteTransport(signal: AbortSignal, all: boolean, host?: string): Transport {
  const there = host === undefined ? {} : { host };
  const refused = (request: WireRequest, why: string) =>
    new EngineError(`Panes and hooks may not ${request.op}: ${why}`, {
      code: "unsupported",
      op: request.op,
    });
  /** Sends a request; what ends it is told to dockerctl until `release` is called. */
  const open = async (kind: "send" | "upgrade", request: WireRequest) => {
    const { signal: own = signal, body, ...plain } = request;
    if (own.aborted) throw aborted(request);
    const call = ++calls;
    const cancel = () => tell({ kind: "cancel", call });
    own.addEventListener("abort", cancel, { once: true });
    const release = () => own.removeEventListener("abort", cancel);
    const whole = body instanceof Uint8Array || body === undefined;
    if (!whole) bodies.set(call, body[Symbol.asyncIterator]());
    try {
      const answer = await ask(call, {
        kind,
        call,
        request: {
          ...plain,
          ...there,
          ...whole ? (body === undefined ? {} : { body }) : { streams: true },
        },
      });
      return {
        ...(answer as { status: number; headers: Record<string, string> }),
        call,
        cancel,
        release,
      };
    } catch (e) {
      release();
      throw e;
    } finally {
      if (!whole) bodies.delete(call);
    }
  };
  async function* chunks(call: number, cancel: () => void, release: () => void) {
    let ended = false;
    try {
      for (;;) {
        const next = await ask(call, { kind: "pull", call });
        if (next.kind !== "chunk") break;
        yield next.bytes;
      }
      ended = true;
    } finally {
      release();
      if (!ended) cancel();
    }
  }
  return {
    endpoint: "plugin://",
    async greeting() {
      const call = ++calls;
      const answer = await ask(call, { kind: "greet", call, ...there });
      return (answer as { greeting: EngineGreeting }).greeting;
    },
    async send(request) {
      const streamed = request.body !== undefined && !(request.body instanceof Uint8Array);
      if (streamed && !all) throw refused(request, "it sends a stream");
      const { status, headers, call, cancel, release } = await open("send", request);
      const body = () => chunks(call, cancel, release);
      const text = async () => {
        const decoder = new TextDecoder();
        let whole = "";
        for await (const bytes of body()) whole += decoder.decode(bytes, { stream: true });
        return whole + decoder.decode();
      };
      return {
        status,
        headers,
        body: { [Symbol.asyncIterator]: body },
        text,
        json: async <T>() => JSON.parse(await text()) as T,
        async discard() {
          for await (const _ of body()) { /* dropped */ }
        },
      };
    },
    async upgrade(request): Promise<Duplex> {
      if (!all) throw refused(request, "it needs a connection of its own");
      const { headers, call, cancel, release } = await open("upgrade", request);
      const push = async (bytes?: Uint8Array) => {
        const ack = ++calls;
        await ask(ack, { kind: "push", call, ack, ...bytes === undefined ? {} : { bytes } });
      };
      const close = () => {
        release();
        cancel();
      };
      return {
        headers,
        readable: { [Symbol.asyncIterator]: () => chunks(call, cancel, release) },
        write: (bytes) => push(bytes),
        closeWrite: () => push(),
        close,
        [Symbol.asyncDispose]: () => Promise.resolve(close()),
      };
    },
    close: () => Promise.resolve(),
  };
}

function aborted(request: WireRequest): EngineError {
  return new EngineError(`${request.op} was stopped`, { code: "aborted", op: request.op });
}
