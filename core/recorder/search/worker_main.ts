/** The inside of a worker that searches files. */
import { keepSignals } from "../../kept_signals.ts";
import type { Found } from "./scan_file.ts";
import { SearchService } from "./service.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToSearcher>) => void) | null;
  postMessage(message: FromSearcher, transfer?: Transferable[]): void;
}

keepSignals();
const scope = globalThis as unknown as WorkerScope;
const service = new SearchService((message) => {
  const { lines, ends } = "failed" in message ? {} as Partial<Found> : message;
  scope.postMessage(
    message,
    [lines, ends].flatMap((part) => part === undefined ? [] : [part.buffer]),
  );
});
scope.onmessage = ({ data }) => void service.take(data);
