/** A worker that searches files: a search that takes for ever is ended with it. */
import { FileScan, type FileSearch, MissingFile, searchBuffer } from "./scan_file.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToSearcher>) => void) | null;
  postMessage(message: FromSearcher, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const buffer = searchBuffer();
const searches = new Map<number, FileSearch>();
const scans = new Map<number, FileScan>();

/** One step after the other: they share the buffer. */
let busy: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  busy = busy.then(() => take(data));
};

async function take(message: ToSearcher): Promise<void> {
  const { id } = message;
  if (message.do === "open") {
    searches.set(id, message.search);
  } else if (message.do === "close") {
    searches.delete(id);
    scans.get(id)?.[Symbol.dispose]();
    scans.delete(id);
  } else await step(id);
}

async function step(id: number): Promise<void> {
  try {
    let scan = scans.get(id);
    if (scan === undefined) {
      const search = searches.get(id);
      if (search === undefined) return scope.postMessage({ id, position: 0 });
      scan = await FileScan.open(search, buffer, true);
      scans.set(id, scan);
    }
    const lines = await scan.next();
    const { position } = scan;
    scope.postMessage({ id, lines, position }, lines === undefined ? [] : [lines.buffer]);
  } catch (e) {
    scope.postMessage({
      id,
      failed: e instanceof Error ? e.message : String(e),
      missing: e instanceof MissingFile,
    });
  }
}
