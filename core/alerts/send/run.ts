/** Running a program that tells a message: bounded in time and output, children and all. */
import { clean } from "../patterns/clean.ts";
import { SendError } from "./send_error.ts";

/** How a program is run. */
export interface RunOptions {
  stdin?: Uint8Array;
  env?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  timeout: number;
  signal: AbortSignal;
}

/** Of its output so much is read, for its words; the rest is thrown away. */
const MAX_OUTPUT = 16 * 1024;
const MAX_WORDS = 160;
/** What it began may take so long to end with it; milliseconds. */
const AFTER = 1_000;

/** Runs it. Throws SendError where it cannot be run, fails, or does not end in time. */
export async function runProgram(command: readonly string[], options: RunOptions): Promise<void> {
  const [program, ...args] = command;
  const name = program.split("/").at(-1)!;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(
      program,
      {
        args,
        clearEnv: true,
        env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", ...options.env },
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        cwd: "/",
        // A group of its own, so that what it starts ends with it.
        detached: true,
      } satisfies Deno.CommandOptions,
    ).spawn();
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) throw new SendError(`there is no program ${program}`);
    throw new SendError(`${name} cannot be run: ${(e as Error).message}`);
  }
  let over: string | undefined;
  const end = (why: string) => {
    over ??= why;
    killGroup(child);
  };
  const timer = setTimeout(
    () => end(`${name} did not end in ${options.timeout / 1000} s`),
    options.timeout,
  );
  const stop = () => end("stopped");
  if (options.signal.aborted) stop();
  options.signal.addEventListener("abort", stop, { once: true });
  try {
    void write(child, options.stdin ?? new Uint8Array(0));
    const words = [new Words(child.stderr), new Words(child.stdout)];
    const { code, signal } = await child.status;
    // Who still holds its output is none of ours.
    const [said, printed] = await Promise.all(words.map((w) => w.within(AFTER)));
    options.signal.throwIfAborted();
    if (over !== undefined) throw new SendError(over);
    if (code === 0) return;
    const text = clean(said || printed, MAX_WORDS);
    const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
    throw new SendError(`${name} ${how}${text === "" ? "" : `: ${text}`}`);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", stop);
    killGroup(child);
  }
}

function killGroup({ pid }: Deno.ChildProcess): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch { /* all of it has ended */ }
}

async function write(child: Deno.ChildProcess, bytes: Uint8Array): Promise<void> {
  try {
    const writer = child.stdin.getWriter();
    await writer.write(bytes);
    await writer.close();
  } catch { /* it does not read */ }
}

/** The beginning of what it says; the rest is read and thrown away. */
class Words {
  readonly #kept: Uint8Array[] = [];
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #read: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.#read = this.#readAll();
  }

  async #readAll(): Promise<void> {
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) return;
        if (size < MAX_OUTPUT) this.#kept.push(value.subarray(0, MAX_OUTPUT - size));
        size += value.length;
      }
    } catch { /* what came will do */ }
  }

  /** All of it that came in time. Who went off with the other end of the pipe keeps us none open. */
  async within(ms: number): Promise<string> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
    try {
      await Promise.race([this.#read, late]);
    } finally {
      clearTimeout(timer);
      this.#reader.cancel().catch(() => {});
    }
    const kept = new Blob(this.#kept as Uint8Array<ArrayBuffer>[]);
    return new TextDecoder().decode(await kept.arrayBuffer());
  }
}
