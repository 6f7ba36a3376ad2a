/**
 * The server of `record run --listen`, in a process of its own: whatever clients do to it, the
 * recorder goes on. It is ended and started anew when nothing is heard of it for a while.
 *
 * It is `record serve --supervised`, which tells one JSON object a line on stdout and ends when its
 * stdin does.
 */
import type { GlobalOptions } from "../../spec/types.ts";
import { ExitError } from "../../spec/types.ts";
import { type ListenInput, listenWords, programWords } from "./_listen.ts";
import { globalWords } from "./_recorder.ts";

/** What the server tells: that it lives, that it listens, or what a person should know. */
export type ServerWord = { alive: true } | { listening: string } | { say: string };

/** How often it says that it lives, and after how long a silence it is ended; milliseconds. */
export const ALIVE_EVERY = 1_000;
const SILENCE = 10_000;
/** How long it may take to listen. */
const PATIENCE = 60_000;
/** Between two starts: doubled each time up to the most; milliseconds. */
const LEAST_PAUSE = 500;
const MOST_PAUSE = 30_000;
/** How long it may take to end when it is asked to. */
const END_TIME = 5_000;
/** Of what it says before it ends at once. */
const MAX_WORDS = 4_096;
/** A longer line is none of its own. */
const MAX_LINE = 64 * 1024;

/** What a server process needs of the recorder. */
export interface ServerProcessOptions {
  input: ListenInput & { listen: string };
  global: GlobalOptions;
  /** The folder of all records. */
  dir: string;
  say(line: string): void;
}

/** One process of the server after the other, until it is stopped. */
export class ServerProcess implements AsyncDisposable {
  #child: Deno.ChildProcess | undefined;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;

  private constructor(
    private readonly options: ServerProcessOptions,
    /** What to give as `--server`. */
    readonly url: string,
  ) {}

  /**
   * Starts the server and waits until it listens.
   *
   * @throws {ExitError} with the server's own words where it cannot.
   */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const listening = Promise.withResolvers<string>();
    const first = run(options, options.input.listen, listening.resolve);
    const timer = setTimeout(() => {
      listening.reject(new ExitError(1, "The server has not come up"));
      kill(first.child);
    }, PATIENCE);
    void first.ended.then((words) => listening.reject(new ExitError(1, words.trim())));
    try {
      const process = new ServerProcess(options, await listening.promise);
      process.#child = first.child;
      process.#running = process.#keep(first.ended);
      return process;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Starts it anew each time it ended. */
  async #keep(ended: Promise<string>): Promise<void> {
    const { say } = this.options;
    for (let pause = LEAST_PAUSE;;) {
      const since = performance.now();
      const words = await ended;
      if (this.#stopping) return;
      say(`The server ended${words === "" ? "" : ` (${words.trim()})`}; it is started anew`);
      if (performance.now() - since > MOST_PAUSE) pause = LEAST_PAUSE;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.#stopping) return;
      pause = Math.min(pause * 2, MOST_PAUSE);
      const next = run(this.options, addressOf(this.url), () => {});
      this.#child = next.child;
      ended = next.ended;
    }
  }

  /** Ends it: what clients were being told is ended first. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    const child = this.#child;
    if (child !== undefined) {
      kill(child, "SIGTERM");
      const timer = setTimeout(() => kill(child), END_TIME);
      await this.#running;
      clearTimeout(timer);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** `HOST:PORT` or `unix:PATH` of what the server said it listens on: the same port again. */
function addressOf(url: string): string {
  const scheme = url.indexOf("://");
  return url.startsWith("unix:") || scheme < 0 ? url : url.slice(scheme + 3);
}

/** Starts one process; `ended` gives what it said last on stderr. */
function run(
  { input, global, dir, say }: ServerProcessOptions,
  listen: string,
  listening: (url: string) => void,
): { child: Deno.ChildProcess; ended: Promise<string> } {
  const [command, ...before] = programWords();
  const child = new Deno.Command(command, {
    args: [
      ...before,
      ...globalWords(global, (path) => path),
      "record",
      "serve",
      "--supervised",
      "--dir",
      dir,
      ...listenWords({ ...input, listen }, (path) => path),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // A Ctrl-C at the terminal is for the recorder, which ends it in order.
    detached: true,
  }).spawn();
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      say(`The server was not heard of for ${SILENCE / 1000} seconds and is ended`);
      kill(child);
    }, SILENCE);
  };
  const told = eachLine(child.stdout, (line) => {
    const word = JSON.parse(line) as ServerWord;
    // From the first word on: until then it is loading.
    heard();
    if ("listening" in word) listening(word.listening);
    else if ("say" in word) say(word.say);
  });
  let words = "";
  const said = eachLine(child.stderr, (line) => {
    words = `${words}${line}\n`.slice(-MAX_WORDS);
  });
  const ended = (async () => {
    await Promise.allSettled([told, said]);
    await child.status;
    clearTimeout(silence);
    await child.stdin.close().catch(() => {});
    return words;
  })();
  return { child, ended };
}

async function eachLine(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let held = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    held += text;
    for (let end = held.indexOf("\n"); end >= 0; end = held.indexOf("\n")) {
      take(held.slice(0, end));
      held = held.slice(end + 1);
    }
    if (held.length > MAX_LINE) held = "";
  }
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal = "SIGKILL"): void {
  try {
    child.kill(signal);
  } catch { /* it has ended */ }
}
