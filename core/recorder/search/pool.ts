/** The workers of a search, and which of them has which file. */
import { EngineError } from "../../errors.ts";
import { type FileSearch, type Found, MissingFile } from "./scan_file.ts";
import { type Searcher, type SearchSetup, searchThread } from "./searcher.ts";
import { NeedsThread } from "./text_search.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

/** An answer of a worker. */
type Step = Exclude<FromSearcher, { failed: string }>;

/** More would wait for each other and for the disk. */
const MAX_WORKERS = 4;

/** A file that is searched in a worker. */
export interface PooledSearch {
  /** Begins with the next step, so that it is there when asked for. */
  ahead(): void;
  /** Lines, perhaps none yet; undefined at the end. */
  next(): Promise<Found | undefined>;
  /** How far it has read by what {@link next} gave last. */
  readonly position: number;
  close(): void;
}

/**
 * Workers that search files at the same time. They end with the pool, in the middle of what they
 * do: an expression that needs years for a line does not outlive who asked.
 */
export class SearchPool implements Disposable {
  #workers: Searcher[] = [];
  #waiting = new Map<number, PromiseWithResolvers<Step>>();
  #last = 0;
  #ended?: Error;
  readonly #signal?: AbortSignal;
  readonly #size: number;
  /** How it searches; unset: in threads of this process. */
  readonly setup?: SearchSetup;
  #watch?: ReturnType<typeof setTimeout>;
  #abort = () => this.#end(this.#signal!.reason);

  constructor(signal?: AbortSignal, setup?: SearchSetup) {
    this.#signal = signal;
    this.setup = setup;
    this.#size = setup?.size ?? Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency));
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** How many files are searched at the same time. */
  get size(): number {
    return this.#size;
  }

  /** A search of one file; nothing is read before its first step. */
  open(search: FileSearch): PooledSearch {
    const id = ++this.#last;
    const worker = this.#ended === undefined ? this.#worker(id) : undefined;
    this.#tell(worker, { do: "open", id, search });
    let coming: Promise<Step> | undefined;
    let position = 0;
    const step = () => {
      const waiting = Promise.withResolvers<Step>();
      // Whoever asks next is told; nobody may, where the search is left early.
      waiting.promise.catch(() => {});
      if (this.#ended !== undefined) {
        waiting.reject(this.#ended);
        return waiting.promise;
      }
      this.#waiting.set(id, waiting);
      if (this.#watch === undefined) this.#heard();
      this.#tell(worker, { do: "next", id });
      return waiting.promise;
    };
    return {
      ahead: () => void (coming ??= step()),
      get position() {
        return position;
      },
      next: async () => {
        const { lines, ends, position: read } = await (coming ?? step());
        position = read;
        coming = lines === undefined ? undefined : step();
        return lines && { lines, ends };
      },
      close: () => {
        this.#waiting.delete(id);
        this.#tell(worker, { do: "close", id });
      },
    };
  }

  #worker(id: number): Searcher {
    const at = id % this.#size;
    return this.#workers[at] ??= (this.setup?.start ?? searchThread)({
      answer: (message) => {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        this.#heard();
        if (!("failed" in message)) waiting?.resolve(message);
        else {
          const { failed, missing, heavy } = message;
          const Why = missing ? MissingFile : heavy ? NeedsThread : Error;
          waiting?.reject(new Why(failed));
        }
      },
      failed: (error) => this.#end(error),
    });
  }

  /** Waits anew for the next answer, where there is a bound on that. */
  #heard(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    const patience = this.setup?.patience;
    if (patience === undefined || this.#waiting.size === 0) return;
    this.#watch = setTimeout(() => {
      const message = `The search was given up: the expression took more than ${
        patience / 1000
      } s for a few lines`;
      this.#end(new EngineError(message, { code: "timeout", op: "search the record" }));
    }, patience);
  }

  #tell(worker: Searcher | undefined, message: ToSearcher): void {
    if (this.#ended === undefined) worker?.tell(message);
  }

  #end(why: Error): void {
    this.#ended ??= why;
    clearTimeout(this.#watch);
    for (const worker of this.#workers) worker?.end();
    this.#workers = [];
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  [Symbol.dispose](): void {
    this.#end(new Error("The search was left"));
  }
}
