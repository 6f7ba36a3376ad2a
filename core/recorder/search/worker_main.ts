/** The inside of a worker that searches files. */
import { keepSignals } from "../../kept_signals.ts";
import { SearchService } from "./service.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToSearcher>) => void) | null;
  postMessage(message: FromSearcher, transfer?: Transferable[]): void;
}

keepSignals();
const scope = globalThis as unknown as WorkerScope;
const service = new SearchService((message) => {
  const lines = "lines" in message ? message.lines : undefined;
  scope.postMessage(message, lines === undefined ? [] : [lines.buffer]);
});
scope.onmessage = ({ data }) => service.take(data);
