/** The workers of a search, and which of them has which file. */
import { type FileSearch, MissingFile } from "./scan_file.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

/** An answer of a worker. */
type Step = Exclude<FromSearcher, { failed: string }>;

/** More would wait for each other and for the disk. */
const MAX_WORKERS = 4;

/** The worker's module: beside this one, or beside the chunks of the bundle. */
function workerModule(): URL {
  const source = import.meta.url.endsWith(".ts");
  return new URL(source ? "./worker_main.ts" : "./search_worker.js", import.meta.url);
}

/** A file that is searched in a worker. */
export interface PooledSearch {
  /** Begins with the next step, so that it is there when asked for. */
  ahead(): void;
  /** Lines, perhaps none yet; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** How far it has read by what {@link next} gave last. */
  readonly position: number;
  close(): void;
}

/**
 * Workers that search files at the same time. They end with the pool, in the middle of what they
 * do: an expression that needs years for a line does not outlive who asked.
 */
export class SearchPool implements Disposable {
  #workers: Worker[] = [];
  #waiting = new Map<number, PromiseWithResolvers<Step>>();
  #last = 0;
  #ended?: Error;
  readonly #signal?: AbortSignal;
  readonly #size: number;
  #abort = () => this.#end(this.#signal!.reason);

  constructor(signal?: AbortSignal, size?: number) {
    this.#signal = signal;
    this.#size = size ?? Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency));
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** How many files are searched at the same time. */
  get size(): number {
    return this.#size;
  }

  /** A search of one file; nothing is read before its first step. */
  open(search: FileSearch): PooledSearch {
    const id = ++this.#last;
    const worker = this.#worker(id);
    this.#tell(worker, { do: "open", id, search });
    let coming: Promise<Step> | undefined;
    let position = 0;
    const step = () => {
      if (this.#ended !== undefined) return Promise.reject(this.#ended);
      const waiting = Promise.withResolvers<Step>();
      this.#waiting.set(id, waiting);
      this.#tell(worker, { do: "next", id });
      // Whoever asks next is told; nobody may, where the search is left early.
      waiting.promise.catch(() => {});
      return waiting.promise;
    };
    return {
      ahead: () => void (coming ??= step()),
      get position() {
        return position;
      },
      next: async () => {
        const { lines, position: read } = await (coming ?? step());
        position = read;
        coming = lines === undefined ? undefined : step();
        return lines;
      },
      close: () => {
        this.#waiting.delete(id);
        this.#tell(worker, { do: "close", id });
      },
    };
  }

  #worker(id: number): Worker {
    const at = id % this.#size;
    if (this.#workers[at] !== undefined) return this.#workers[at];
    const worker = new Worker(workerModule(), { type: "module", name: "record search" });
    worker.onmessage = ({ data }: MessageEvent<FromSearcher>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (!("failed" in data)) waiting?.resolve(data);
      else waiting?.reject(new (data.missing ? MissingFile : Error)(data.failed));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(event.message));
    };
    return this.#workers[at] = worker;
  }

  #tell(worker: Worker, message: ToSearcher): void {
    if (this.#ended === undefined) worker.postMessage(message);
  }

  #end(why: Error): void {
    this.#ended ??= why;
    for (const worker of this.#workers) worker?.terminate();
    this.#workers = [];
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  [Symbol.dispose](): void {
    this.#end(new Error("The search was left"));
  }
}
