/** A plugin's calls on the engine, done for its worker. */
import type { Duplex, Transport } from "../../../core/transport/types.ts";
import { BadMessage } from "./check_message.ts";
import { errorOf, failureOf } from "../contract/failure.ts";
import type { FromWorker, PlainRequest, ToWorker } from "../contract/wire.ts";

interface Call {
  stop: AbortController;
  chunks?: AsyncIterator<Uint8Array>;
  duplex?: Duplex;
  /** Takes the next part of the request's body. */
  fed?: (message: FromWorker & { kind: "fed" }) => void;
}

/** Calls a worker may have open at once. */
const MAX_CALLS = 1_000;

/** Messages of it that wait for an answer at once. */
const MAX_WAITING = 4_000;

/** Answers the messages of a worker that are about the engine. */
export class EngineCalls {
  readonly #calls = new Map<number, Call>();
  #waiting = 0;

  constructor(
    /** Already guarded: what the plugin may not do it refuses. */
    private readonly transport: (host?: string) => Promise<Transport>,
    private readonly post: (message: ToWorker) => void,
  ) {}

  /** Ends all of them. */
  end(): void {
    for (const call of this.#calls.values()) {
      call.stop.abort();
      call.duplex?.close();
    }
    this.#calls.clear();
  }

  take(message: FromWorker & { call: number }): void {
    switch (message.kind) {
      case "cancel": {
        const call = this.#calls.get(message.call);
        this.#calls.delete(message.call);
        call?.stop.abort();
        call?.duplex?.close();
        return;
      }
      case "fed":
        return this.#calls.get(message.call)?.fed?.(message);
      default: {
        if (this.#waiting >= MAX_WAITING) throw new BadMessage("too many calls at once");
        this.#waiting++;
        const answers = message.kind === "push" ? message.ack : message.call;
        this.#do(message).catch((e) => {
          if (message.kind !== "push") this.#calls.delete(message.call);
          // Where it comes from is no matter of the plugin's.
          this.post({ kind: "failed", call: answers, failure: { ...failureOf(e), stack: "" } });
        }).finally(() => this.#waiting--);
      }
    }
  }

  async #do(message: FromWorker & { call: number }): Promise<void> {
    const { call: id } = message;
    switch (message.kind) {
      case "greet": {
        const greeting = await (await this.transport(message.host)).greeting();
        return this.post({ kind: "greeted", call: id, greeting });
      }
      case "pull": {
        const next = await this.#calls.get(id)?.chunks?.next();
        if (next !== undefined && !next.done) {
          return this.post({ kind: "chunk", call: id, bytes: next.value });
        }
        // A connection whose other half is still open is closed by the plugin.
        if (this.#calls.get(id)?.duplex === undefined) this.#calls.delete(id);
        return this.post({ kind: "end", call: id });
      }
      case "push": {
        const duplex = this.#calls.get(id)?.duplex;
        if (duplex === undefined) throw new Error("the connection is closed");
        await (message.bytes === undefined ? duplex.closeWrite() : duplex.write(message.bytes));
        return this.post({ kind: "got", call: message.ack, value: null });
      }
      case "send":
      case "upgrade":
        return await this.#open(id, message.kind, message.request);
    }
  }

  async #open(id: number, kind: "send" | "upgrade", plain: PlainRequest): Promise<void> {
    if (this.#calls.size >= MAX_CALLS) throw new Error(`has ${MAX_CALLS} calls open`);
    const call: Call = { stop: new AbortController() };
    this.#calls.set(id, call);
    const { streams, host, ...rest } = plain;
    const body = streams ? this.#body(id, call) : rest.body;
    const request = { ...rest, ...body ? { body } : {}, signal: call.stop.signal };
    const transport = await this.transport(host);
    if (kind === "upgrade") {
      const duplex = await transport.upgrade(request);
      call.duplex = duplex;
      call.chunks = duplex.readable[Symbol.asyncIterator]();
      if (call.stop.signal.aborted) duplex.close();
      const headers = { ...duplex.headers };
      return this.post({ kind: "answer", call: id, status: 101, headers });
    }
    const { status, headers, body: answer } = await transport.send(request);
    call.chunks = answer[Symbol.asyncIterator]();
    this.post({ kind: "answer", call: id, status, headers: { ...headers } });
  }

  async *#body(id: number, call: Call): AsyncGenerator<Uint8Array> {
    for (;;) {
      const part = await new Promise<FromWorker & { kind: "fed" }>((resolve, reject) => {
        const stop = () => reject(call.stop.signal.reason);
        call.stop.signal.addEventListener("abort", stop, { once: true });
        call.fed = (message) => {
          call.stop.signal.removeEventListener("abort", stop);
          resolve(message);
        };
        this.post({ kind: "feed", call: id });
      });
      if (part.failure !== undefined) throw errorOf(part.failure, (f) => new Error(f.message));
      if (part.bytes === undefined) return;
      yield part.bytes;
    }
  }
}
