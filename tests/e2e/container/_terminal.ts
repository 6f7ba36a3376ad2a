/** A pseudo-terminal around a program, by script(1), which every Debian has. */

/** Longest wait for something to show up on a terminal. */
const PATIENCE_MS = 20_000;

export interface TerminalOptions {
  env: Record<string, string>;
  cwd: string;
  columns?: number;
  rows?: number;
}

/** What a program writes on its terminal, and a keyboard for it. */
export class Terminal implements AsyncDisposable {
  #text = "";
  #changed = Promise.withResolvers<void>();
  readonly #child: Deno.ChildProcess;
  readonly #keyboard: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  /** The exit code, once the program has ended. */
  readonly exitCode: Promise<number>;

  private constructor(child: Deno.ChildProcess, private readonly device: string) {
    this.#child = child;
    this.#keyboard = child.stdin.getWriter();
    this.#reading = this.#read();
    this.exitCode = child.status.then((status) => status.code);
  }

  /** Starts a shell line on a new terminal. */
  static async start(line: string, options: TerminalOptions): Promise<Terminal> {
    const device = await Deno.makeTempFile({ dir: options.cwd });
    const { columns = 100, rows = 30 } = options;
    const child = new Deno.Command("script", {
      args: ["-qefc", `stty rows ${rows} cols ${columns}; tty >${device}; ${line}`, "/dev/null"],
      env: { ...options.env, SHELL: "/bin/sh", TERM: "xterm-256color" },
      clearEnv: true,
      cwd: options.cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    return new Terminal(child, device);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const piece of this.#child.stdout) {
      this.#text += decoder.decode(piece, { stream: true });
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    }
    this.#changed.resolve();
  }

  /** Everything the terminal has been sent. */
  get text(): string {
    return this.#text;
  }

  async type(keys: string): Promise<void> {
    await this.#keyboard.write(new TextEncoder().encode(keys));
  }

  /** Waits until what came after the last wait matches, and gives the match. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    const late = new Error(`${pattern} did not show up; the terminal has:\n`);
    const end = Date.now() + PATIENCE_MS;
    while (true) {
      const changed = this.#changed.promise;
      const match = pattern.exec(this.#text.slice(this.#from));
      if (match) {
        this.#from += match.index + match[0].length;
        return match;
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const waited = new Promise<void>((done) => timer = setTimeout(done, end - Date.now()));
      await Promise.race([changed, waited]);
      clearTimeout(timer);
      if (Date.now() >= end) throw new Error(late.message + this.#text);
    }
  }
  #from = 0;

  /** Changes the terminal's size, as a window manager would. */
  async resize(columns: number, rows: number): Promise<void> {
    const device = (await Deno.readTextFile(this.device)).trim();
    const { success } = await new Deno.Command("stty", {
      args: ["-F", device, "rows", String(rows), "cols", String(columns)],
    }).output();
    if (!success) throw new Error(`stty could not resize ${device}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#keyboard.close().catch(() => {});
    await this.#reading.catch(() => {});
    await this.exitCode;
  }
}
