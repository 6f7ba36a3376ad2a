/** Searches files step by step, for whoever tells it to: the inside of a thread or a process. */
import { FileScan, type FileSearch, MissingFile, searchRoom } from "./scan_file.ts";
import { NeedsThread } from "./text_search.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

/** Takes messages and answers them in order. */
export class SearchService {
  readonly #room = searchRoom();
  readonly #searches = new Map<number, FileSearch>();
  readonly #scans = new Map<number, FileScan>();
  /** One step after the other: they share the buffer. */
  #busy: Promise<void> = Promise.resolve();

  constructor(private readonly answer: (message: FromSearcher) => void) {}

  /** Does what it is told once it is done with what it was told before; never rejects. */
  take(message: ToSearcher): Promise<void> {
    return this.#busy = this.#busy.then(() => this.#take(message));
  }

  /** Closes its files. */
  close(): void {
    for (const scan of this.#scans.values()) scan[Symbol.dispose]();
    this.#scans.clear();
    this.#searches.clear();
  }

  async #take(message: ToSearcher): Promise<void> {
    const { id } = message;
    if (message.do === "open") {
      this.#searches.set(id, message.search);
    } else if (message.do === "close") {
      this.#searches.delete(id);
      this.#scans.get(id)?.[Symbol.dispose]();
      this.#scans.delete(id);
    } else await this.#step(id);
  }

  async #step(id: number): Promise<void> {
    try {
      let scan = this.#scans.get(id);
      if (scan === undefined) {
        const search = this.#searches.get(id);
        if (search === undefined) return this.answer({ id, position: 0 });
        scan = await FileScan.open(search, this.#room, true);
        this.#scans.set(id, scan);
      }
      const found = await scan.next();
      this.answer({ id, ...found, position: scan.position });
    } catch (e) {
      this.answer({
        id,
        failed: e instanceof Error ? e.message : String(e),
        missing: e instanceof MissingFile,
        heavy: e instanceof NeedsThread,
      });
    }
  }
}
