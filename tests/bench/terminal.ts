/** A program on a pseudo-terminal, whose every write is timed. */
import { randomBytes } from "node:crypto";
import { VirtualScreen } from "../driver/screen.ts";

/** How long to wait for what must come, in ms. */
const PATIENCE = 120_000;
const COLUMNS = 120;
const ROWS = 40;
/** What shows nothing and that the screen does not know: all but LF, CR and ESC. */
// deno-lint-ignore no-control-regex
const SILENT = /[\x00-\x09\x0b\x0c\x0e-\x1a]/g;
/**
 * Runs $0 on the pseudo-terminal. When the keys end, because this process lets go of it or dies,
 * the program is killed: `script` alone would wait for it for ever.
 */
const KEEP = `{ i=0; while [ ! -s "$PID_FILE" ] && [ $i -lt 500 ]; do sleep 0.02; i=$((i+1)); done
  pid=$(cat "$PID_FILE"); cat; kill -KILL "$pid"; } | script -q -f -c "$0" /dev/null`;
/** Clock ticks a second in /proc/PID/stat (USER_HZ). */
const TICKS = 100;

/**
 * A program on a pseudo-terminal of util-linux' `script`, whose every write is seen as it comes:
 * tmux looks at most as often as it is asked to. Disposing kills the program.
 */
export class Terminal implements AsyncDisposable {
  readonly screen = new VirtualScreen(COLUMNS, ROWS);
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  readonly #pidFile: string;
  #waiting: { is: () => boolean; done: (at: number) => void } | undefined;
  #ended = false;

  constructor(words: readonly string[], env: Readonly<Record<string, string>>, dir: string) {
    this.#pidFile = `${dir}/${randomBytes(6).toString("hex")}.pid`;
    const line = `stty rows ${ROWS} cols ${COLUMNS}; echo $$ > "$PID_FILE"; exec ${
      words.map(quote).join(" ")
    }`;
    this.#child = new Deno.Command("sh", {
      args: ["-c", KEEP, line],
      env: { ...env, SHELL: "/bin/sh", TERM: "xterm-256color", PID_FILE: this.#pidFile },
      clearEnv: true,
      cwd: dir,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#keys = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stdout) {
      const at = performance.now();
      const text = decoder.decode(bytes, { stream: true }).replaceAll(SILENT, "");
      try {
        this.screen.write(text);
      } catch {
        // A sequence of a peer that the screen does not know: the rest of its write is lost.
      }
      if (this.#waiting?.is()) {
        this.#waiting.done(at);
        this.#waiting = undefined;
      }
    }
    this.#ended = true;
  }

  /** The program's process id. */
  async pid(): Promise<number> {
    return Number(await Deno.readTextFile(this.#pidFile));
  }

  async type(keys: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(keys));
  }

  /** When (performance.now()) the write came that made `is` true. */
  async until(is: () => boolean, what: string): Promise<number> {
    if (is()) return performance.now();
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting = { is, done: resolve };
    const timer = setTimeout(() => resolve(NaN), PATIENCE);
    const at = await Promise.race([promise, this.#reading.then(() => NaN)]);
    clearTimeout(timer);
    if (Number.isNaN(at)) {
      throw new Error(
        `${this.#ended ? "the program ended before" : "waited in vain for"} ${what}:\n` +
          this.screen.text(),
      );
    }
    return at;
  }

  /** Seconds of CPU that the program has had. */
  async cpu(): Promise<number> {
    const stat = await Deno.readTextFile(`/proc/${await this.pid()}/stat`);
    const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
    return (Number(user) + Number(system)) / TICKS;
  }

  /** Megabytes of memory that the program has resident. */
  async memory(): Promise<number> {
    const status = await Deno.readTextFile(`/proc/${await this.pid()}/status`);
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)![1]) * 1024 / 1e6;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keys.close().catch(() => {});
    await Promise.all([this.#child.status, this.#reading]);
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
