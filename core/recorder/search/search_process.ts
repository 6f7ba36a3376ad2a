/**
 * A search in a process of its own, for expressions of other people: V8 does not leave an
 * expression that backtracks before it is done, whatever ends the thread; SIGKILL does end it.
 *
 * Both ends: {@link searchProcess} starts one, {@link serveSearch} is what it does. Messages are one
 * JSON object a line; behind an answer come as many bytes as its `length` says.
 */
import { SearchService } from "./service.ts";
import type { Searcher, SearcherEvents, SearchSetup } from "./searcher.ts";
import type { Found } from "./scan_file.ts";
import type { FromSearcher, ToSearcher } from "./worker_messages.ts";

/** Seconds of a processor that one may use, also when who started it is gone. */
const PROCESSOR_TIME = 600;
/** Of the message itself. */
const MAX_HEAD = 64 * 1024;

type Head = { id: number; position: number; length?: number } | {
  id: number;
  failed: string;
  missing: boolean;
};

/** Searches by a process each: `command` are the words that start {@link serveSearch}. */
export function searchProcesses(command: readonly string[], patience: number): SearchSetup {
  return { size: 1, patience, start: (events) => searchProcess(command, events) };
}

/** Starts one. */
function searchProcess(command: readonly string[], events: SearcherEvents): Searcher {
  // The limit is the kernel's: it holds even where nobody is left to end it.
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", `ulimit -t ${PROCESSOR_TIME}; exec "$@"`, "sh", ...command],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let over = false;
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  const end = () => {
    if (over) return;
    over = true;
    try {
      child.kill("SIGKILL");
    } catch { /* it ended first */ }
    void writer.abort().catch(() => {});
  };
  void (async () => {
    try {
      for await (const message of answersOf(child.stdout)) if (!over) events.answer(message);
    } catch { /* killed in the middle */ }
    await child.status;
    if (!over) events.failed(new Error("The search ended"));
    over = true;
  })();
  return {
    // Where it has ended, the end of its output says so.
    tell: (message) =>
      void writer.write(encoder.encode(JSON.stringify(message) + "\n")).catch(() => {}),
    end,
  };
}

async function* answersOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<FromSearcher> {
  const input = new Input(stream);
  for (;;) {
    const line = await input.line();
    if (line === undefined) return;
    const head = JSON.parse(line) as Head;
    if ("failed" in head) yield head;
    else {
      const { id, position, length } = head;
      const lines = length === undefined ? undefined : await input.bytes(length);
      yield { id, position, ...(lines && { lines }) };
    }
  }
}

/** What a process that searches does, until its input ends. */
export async function serveSearch(
  input: ReadableStream<Uint8Array>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const encoder = new TextEncoder();
  let writing = Promise.resolve();
  const service = new SearchService((message) => {
    const { lines, ends: _, ...rest } = message as Partial<Found> & FromSearcher;
    const head = encoder.encode(JSON.stringify({ ...rest, length: lines?.length }) + "\n");
    writing = writing.then(async () => {
      await write(head);
      if (lines !== undefined) await write(lines);
    });
  });
  const lines = new Input(input);
  for (;;) {
    const line = await lines.line();
    if (line === undefined) return;
    void service.take(JSON.parse(line) as ToSearcher);
  }
}

/** Lines and bytes, in turns. */
class Input {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (done) return false;
    const both = new Uint8Array(this.#held.length + value.length);
    both.set(this.#held);
    both.set(value, this.#held.length);
    this.#held = both;
    return true;
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) {
        const line = new TextDecoder().decode(this.#held.subarray(0, end));
        this.#held = this.#held.slice(end + 1);
        return line;
      }
      if (this.#held.length > MAX_HEAD || !await this.#more()) return undefined;
    }
  }

  async bytes(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(length);
    let have = 0;
    while (have < length) {
      if (this.#held.length === 0 && !await this.#more()) throw new Error("cut off");
      const part = this.#held.subarray(0, length - have);
      out.set(part, have);
      have += part.length;
      this.#held = this.#held.slice(part.length);
    }
    return out;
  }
}
