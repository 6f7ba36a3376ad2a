import { fileURLToPath } from "node:url";
import type { Transport } from "../../../core/transport/types.ts";
import { errorOf, failureOf, PluginThrew } from "../contract/failure.ts";
import type { Manifest } from "../contract/manifest.ts";
import { PluginProblem, TookTooLong, WasCutOff } from "../contract/problem.ts";
import { guardedTransport } from "./guard.ts";
import type { PluginPermissions } from "../contract/types.ts";
import type { FromWorker, Happening, Result, Task, ToWorker, Want } from "../contract/wire.ts";
import { EngineCalls } from "./engine_calls.ts";

/** How long a task that was told to stop may still take. */
const GRACE_MS = 250;

/** The worker's module, and the folder of all that it imports itself. */
function workerModule(): { url: URL; root: string } {
  const source = import.meta.url.endsWith(".ts");
  // In the bundle this module is part of a chunk, and chunks lie above the entry's folder.
  const url = new URL(source ? "../guest/main.ts" : "./plugin/guest/main.js", import.meta.url);
  return { url, root: fileURLToPath(new URL(source ? "../../../" : "../../", url)) };
}

/** What a {@link PluginWorker} is made of. */
export interface WorkerOptions {
  /** The plugin's name, for messages. */
  name: string;
  /** Folder of the compiled plugin: it may always be read. */
  dir: string;
  /** Folders of the plugin's that it may always read and write. */
  own?: readonly string[];
  permissions: Required<PluginPermissions>;
  /** The engine, made on the first call of the plugin; absent while only looking. */
  transport?(): Promise<Transport>;
  say?(level: "debug" | "notify", text: string): void;
}

/** How a task is run. */
export interface RunTask {
  /** Without one it may take as long as it likes. */
  limitMs?: number;
  /** Time to end after the signal or the limit, before it is cut off; 250 ms by default. */
  graceMs?: number;
  signal?: AbortSignal;
  /** Does what the task wants; a task of nothing but numbers wants nothing. */
  serve?(want: Want): Promise<unknown>;
  /** Gets a way to tell the task what happens around it. */
  onStart?(tell: (what: Happening) => void): void;
}

interface Running {
  done: PromiseWithResolvers<Result>;
  serve?: RunTask["serve"];
}

/**
 * A plugin in a worker of its own: it has the permissions it declared and no others, and one that
 * hangs is ended without the rest noticing. A worker that was ended is replaced at the next task.
 */
export class PluginWorker implements Disposable {
  #worker?: Worker;
  #loading?: { url: string; done: Promise<Result> };
  #next = 0;
  readonly #open = new Map<number, Running>();
  readonly #calls: EngineCalls;

  constructor(private readonly options: WorkerOptions) {
    const { transport, permissions, name } = options;
    this.#calls = new EngineCalls(async () => {
      if (transport === undefined) throw new PluginProblem("has no engine while it loads");
      return guardedTransport(await transport(), name, permissions.engine);
    }, (message) => this.#post(message));
  }

  /** Imports the module and tells what is in it. Throws {@link PluginThrew}, {@link TookTooLong}. */
  async load(url: string, limitMs: number): Promise<Manifest> {
    const done = this.#run({ do: "load", url }, { limitMs });
    this.#loading = { url, done };
    try {
      return await done as Manifest;
    } catch (e) {
      this.#loading = undefined;
      throw e;
    }
  }

  /** Runs a task in a worker that has `url` loaded, which may take `loadMs`. */
  async run(url: string, task: Task, loadMs: number, how: RunTask = {}): Promise<Result> {
    how.signal?.throwIfAborted();
    // Two tasks at once load it once.
    if (this.#worker !== undefined && this.#loading?.url === url) await this.#loading.done;
    else await this.load(url, loadMs);
    how.signal?.throwIfAborted();
    return await this.#run(task, how);
  }

  /** Runs a task that needs no plugin to be loaded. */
  task(task: Task, how: RunTask): Promise<Result> {
    return this.#run(task, how);
  }

  /** Ends the worker, whatever it does. */
  [Symbol.dispose](): void {
    this.#end(new PluginProblem("was ended"));
  }

  #start(): Worker {
    const { permissions, dir, own = [], name } = this.options;
    const { url, root } = workerModule();
    const worker = new Worker(url, {
      type: "module",
      name: `plugin ${name}`,
      deno: {
        permissions: {
          read: permissions.files ? true : [dir, root, ...own],
          write: permissions.files ? true : own.length > 0 ? [...own] : false,
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
    this.#loading = undefined;
    this.#calls.end();
    for (const { done } of this.#open.values()) done.reject(why);
    this.#open.clear();
  }

  async #run(task: Task, { limitMs, graceMs = GRACE_MS, signal, serve, onStart }: RunTask) {
    this.#worker ??= this.#start();
    const id = ++this.#next;
    const done = Promise.withResolvers<Result>();
    this.#open.set(id, { done, serve });
    let cut: number | undefined;
    const stop = (why: () => Error) => {
      this.#post({ kind: "abort", id });
      cut ??= setTimeout(() => this.#end(why()), graceMs) as unknown as number;
    };
    const abort = () => stop(() => new WasCutOff("did not end when it was told to: cut off"));
    const late = () =>
      stop(() => new TookTooLong(`took longer than ${limitMs! / 1000} s and was cut off`));
    const limit = limitMs === undefined ? undefined : setTimeout(late, limitMs);
    signal?.addEventListener("abort", abort, { once: true });
    this.#post({ kind: "task", id, task });
    onStart?.((what) => this.#post({ kind: "happened", id, what }));
    try {
      return await done.promise;
    } finally {
      clearTimeout(limit);
      clearTimeout(cut);
      signal?.removeEventListener("abort", abort);
      this.#open.delete(id);
    }
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case "done":
        return this.#open.get(message.id)?.done.resolve(message.result);
      case "failed":
        return this.#open.get(message.id)?.done
          .reject(errorOf(message.failure, (f) => new PluginThrew(f)));
      case "say":
        return this.options.say?.(message.level, message.text);
      case "want":
        return void this.#serve(message.call, message.task, message.want);
      default:
        this.#calls.take(message);
    }
  }

  async #serve(call: number, task: number, want: Want): Promise<void> {
    try {
      const serve = this.#open.get(task)?.serve;
      if (serve === undefined) throw new Error(`cannot ${want.do} here and now`);
      const value = await serve(want) ?? null;
      this.#post({ kind: "got", call, value });
    } catch (e) {
      this.#post({ kind: "failed", call, failure: { ...failureOf(e), stack: "" } });
    }
  }
}

/** Deno's own options of a worker; its types know them only with the flag. */
type WorkerOptions2 = { type: "module"; name: string };
