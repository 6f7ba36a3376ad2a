/** Who searches files: a thread of this process, or a process of its own that can be killed. */
import { SearchService } from "./service.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

/** Searches files, one step after the other. */
export interface Searcher {
  tell(message: ToSearcher): void;
  /** Ends it in the middle of what it does. Safe to call twice. */
  end(): void;
}

/** What a searcher has to say. */
export interface SearcherEvents {
  answer(message: FromSearcher): void;
  /** It ended by itself, or could not begin. */
  failed(error: Error): void;
}

/** How a search is done; unset: in threads of this process. */
export interface SearchSetup {
  /** Starts a searcher. */
  start(events: SearcherEvents): Searcher;
  /** How many search at the same time. */
  size: number;
  /** A search of which nothing is heard for so long is ended; milliseconds. Unset: never. */
  patience?: number;
}

/** A search in this thread. */
export const HERE: SearchSetup = { size: 1, start: searchHere };

/** What else this thread has to do, signals say, waits no longer than this; milliseconds. */
const HOLD = 20;

/**
 * This thread itself, for what cannot backtrack: where texts are all that is looked for, that is done
 * before another thread could begin.
 */
export function searchHere({ answer }: SearcherEvents): Searcher {
  const service = new SearchService(answer);
  let over = false;
  let since = performance.now();
  let turn = Promise.resolve();
  return {
    tell: (message) => {
      turn = turn.then(async () => {
        if (performance.now() - since > HOLD) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          since = performance.now();
        }
        if (!over) await service.take(message);
      });
    },
    end: () => {
      over = true;
      void turn.then(() => service.close());
    },
  };
}

/** The worker's module: beside this one, or beside the chunks of the bundle. */
function workerModule(): URL {
  const source = import.meta.url.endsWith(".ts");
  return new URL(source ? "./worker_main.ts" : "./search_worker.js", import.meta.url);
}

/** A thread. An expression that needs years for a line is not ended with it, but by the process. */
export function searchThread({ answer, failed }: SearcherEvents): Searcher {
  const worker = new Worker(workerModule(), { type: "module", name: "record search" });
  worker.onmessage = ({ data }: MessageEvent<FromSearcher>) => answer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed(new Error(event.message));
  };
  return { tell: (message) => worker.postMessage(message), end: () => worker.terminate() };
}
