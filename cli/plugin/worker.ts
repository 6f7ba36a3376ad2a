import { fileURLToPath } from "node:url";
import { isEngineError } from "../../core/errors.ts";
import type { Transport } from "../../core/transport/types.ts";
import { guardedTransport } from "./read_only.ts";
import type { Manifest } from "./manifest.ts";
import { PluginProblem, reasonOf } from "./problem.ts";
import type { PluginPermissions } from "./types.ts";
import type { Failure, FromWorker, Task, ToWorker } from "./wire.ts";

/** How long a task that was told to stop may still take. */
const GRACE_MS = 250;

/** The worker's module, and the folder of all that it imports itself. */
function workerModule(): { url: URL; root: string } {
  const source = import.meta.url.endsWith(".ts");
  // In the bundle this module is part of a chunk, and chunks lie above the entry's folder.
  const url = new URL(source ? "./worker_main.ts" : "./plugin/worker_main.js", import.meta.url);
  return { url, root: fileURLToPath(new URL(source ? "../../" : "../", url)) };
}

/** What a {@link PluginWorker} is made of. */
export interface WorkerOptions {
  /** The plugin's name, for messages. */
  name: string;
  /** Folder of the compiled plugin: the only one it may always read. */
  dir: string;
  permissions: Required<PluginPermissions>;
  /** The engine, made on the first call of the plugin; absent while only looking. */
  transport?(): Promise<Transport>;
  say?(level: "debug" | "notify", text: string): void;
}

/** A task ran out of its time: told to stop, then cut off. */
export class TookTooLong extends PluginProblem {}

/** Something the plugin threw, with its stack. */
export class PluginThrew extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/**
 * A plugin in a worker of its own: it has the permissions it declared and no others, and one that
 * hangs is ended without the rest noticing. A worker that was ended is replaced at the next task.
 */
export class PluginWorker implements Disposable {
  #worker?: Worker;
  #loaded?: string;
  #next = 0;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #calls = new Map<
    number,
    { stop: AbortController; chunks?: AsyncIterator<Uint8Array> }
  >();

  constructor(private readonly options: WorkerOptions) {}

  /** Imports the module and tells what is in it. Throws {@link PluginThrew}, {@link TookTooLong}. */
  async load(url: string, limitMs: number): Promise<Manifest> {
    this.#loaded = undefined;
    const manifest = await this.#run({ do: "load", url }, limitMs) as Manifest;
    this.#loaded = url;
    return manifest;
  }

  /** Runs a task in a worker that has `url` loaded. */
  async run(
    url: string,
    task: Exclude<Task, { do: "load" }>,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#worker === undefined || this.#loaded !== url) await this.load(url, limitMs);
    return await this.#run(task, limitMs, signal);
  }

  /** Ends the worker, whatever it does. */
  [Symbol.dispose](): void {
    this.#end(new PluginProblem("was ended"));
  }

  #start(): Worker {
    const { permissions, dir, name } = this.options;
    const { url, root } = workerModule();
    const worker = new Worker(url, {
      type: "module",
      name: `plugin ${name}`,
      deno: {
        permissions: {
          read: permissions.files ? true : [dir, root],
          write: permissions.files,
          net: permissions.network,
          run: permissions.run,
          env: permissions.run,
          sys: permissions.run,
          ffi: false,
          import: false,
        },
      },
    } as WorkerOptions2);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new PluginProblem(event.message));
    };
    return worker;
  }

  #end(why: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#loaded = undefined;
    for (const { stop } of this.#calls.values()) stop.abort();
    this.#calls.clear();
    for (const open of this.#open.values()) open.reject(why);
    this.#open.clear();
  }

  async #run(task: Task, limitMs: number, signal?: AbortSignal): Promise<unknown> {
    this.#worker ??= this.#start();
    const id = ++this.#next;
    const open = Promise.withResolvers<unknown>();
    this.#open.set(id, open);
    let cut: number | undefined;
    const stop = () => {
      this.#post({ kind: "abort", id });
      cut ??= setTimeout(
        () => this.#end(new TookTooLong(`took longer than ${limitMs / 1000} s and was cut off`)),
        GRACE_MS,
      ) as unknown as number;
    };
    const limit = setTimeout(stop, limitMs);
    signal?.addEventListener("abort", stop, { once: true });
    this.#post({ kind: "task", id, task });
    try {
      return await open.promise;
    } finally {
      clearTimeout(limit);
      clearTimeout(cut);
      signal?.removeEventListener("abort", stop);
      this.#open.delete(id);
    }
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case "done":
        return this.#open.get(message.id)?.resolve(message.result);
      case "failed":
        return this.#open.get(message.id)?.reject(new PluginThrew(message.failure));
      case "say":
        return this.options.say?.(message.level, message.text);
      case "cancel":
        this.#calls.get(message.call)?.stop.abort();
        this.#calls.delete(message.call);
        return;
      default:
        this.#engineCall(message).catch((e) => {
          this.#calls.delete(message.call);
          this.#post({ kind: "failed", call: message.call, failure: failureOf(e) });
        });
    }
  }

  async #engineCall(message: FromWorker & { call: number }): Promise<void> {
    const { call } = message;
    if (message.kind === "pull") {
      const next = await this.#calls.get(call)?.chunks?.next();
      if (next === undefined || next.done) {
        this.#calls.delete(call);
        this.#post({ kind: "end", call });
      } else this.#post({ kind: "chunk", call, bytes: next.value });
      return;
    }
    if (this.options.transport === undefined) {
      throw new PluginProblem("has no engine while it loads");
    }
    const { permissions, name } = this.options;
    const transport = guardedTransport(await this.options.transport(), name, permissions.engine);
    if (message.kind === "greet") {
      this.#post({ kind: "greeted", call, greeting: await transport.greeting() });
    } else if (message.kind === "send") {
      const stop = new AbortController();
      const open: { stop: AbortController; chunks?: AsyncIterator<Uint8Array> } = { stop };
      this.#calls.set(call, open);
      const response = await transport.send({ ...message.request, signal: stop.signal });
      open.chunks = response.body[Symbol.asyncIterator]();
      this.#post({
        kind: "answer",
        call,
        status: response.status,
        headers: { ...response.headers },
      });
    }
  }
}

/** Deno's own options of a worker; its types know them only with the flag. */
type WorkerOptions2 = { type: "module"; name: string };

function failureOf(e: unknown): Failure {
  return {
    message: reasonOf(e),
    stack: "",
    ...isEngineError(e) ? { code: e.code, op: e.op, status: e.status } : {},
  };
}
