/** How a program ended, and what it said. */
export interface Output {
  /** The exit code; 128+n when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Written to stdin, which is then closed; stdin is empty without it. */
  stdin?: string | Uint8Array;
  /** The whole environment. */
  env?: Record<string, string>;
  cwd?: string;
  /** Milliseconds after which the program is killed and run() throws; 60,000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** Runs a program to its end. Throws when it does not end in time. */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<Output> {
  const timeout = options.timeout ?? 60_000;
  const child = new Deno.Command(words[0], {
    args: words.slice(1),
    env: options.env,
    clearEnv: options.env !== undefined,
    cwd: options.cwd,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal: options.signal,
  }).spawn();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, timeout);
  try {
    const feed = options.stdin === undefined ? undefined : write(child.stdin, options.stdin);
    const [stdout, stderr, status] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.status,
      feed,
    ]);
    if (late) {
      const said = `stdout: ${stdout.slice(-500)}\nstderr: ${stderr.slice(-500)}`;
      throw new Error(`"${words.join(" ")}" did not end within ${timeout} ms\n${said}`);
    }
    return { code: status.code, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

/** A program that does not read its input to the end is no error. */
async function write(stdin: WritableStream<Uint8Array>, data: string | Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
