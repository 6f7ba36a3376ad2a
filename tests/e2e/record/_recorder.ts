/** A recorder in the background, and what it has written. */
import { join } from "node:path";
import type { EngineContext } from "../../engine/mod.ts";
import { readRecord, type Recorded } from "../../torture/record_files.ts";

/** How long a test waits for what the recorder is to write. */
const PATIENCE = 60_000;

/** `dockerctl record run` in the background, in a folder of the test's own. */
export class TestRecorder implements AsyncDisposable {
  readonly dir: string;
  #child: Deno.ChildProcess | undefined;
  #said = "";
  #output: Promise<void> | undefined;

  constructor(readonly c: EngineContext, name = "record") {
    this.dir = join(c.dir, name);
  }

  /** Writes the settings that count from the next start on. */
  async configure(record: unknown): Promise<void> {
    const dir = join(this.c.dir, "home/.config/dockerctl");
    await Deno.mkdir(dir, { recursive: true });
    await Deno.writeTextFile(join(dir, "config.json"), JSON.stringify({ record }));
  }

  /** Records the test's own containers, unless `args` say otherwise. */
  start(args: readonly string[] = ["--name", `${this.c.prefix}*`], before: string[] = []): number {
    const words = [...before, this.c.binary, "record", "run", "--dir", this.dir, ...args];
    this.#child = new Deno.Command(words[0], {
      args: words.slice(1),
      env: this.c.env,
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#said = "";
    this.#output = this.#listen(this.#child.stderr);
    return this.#child.pid;
  }

  /** Waits until it knows the engine's containers. */
  async recording(): Promise<void> {
    await eventually(async () => {
      const { stdout } = await this.c.cli(["record", "status", "--json", "--dir", this.dir]);
      return stdout.includes('"state":"recording"');
    }, () => "the recorder does not record");
  }

  /** Ends it, and gives its exit code and what it said. */
  async end(signal: Deno.Signal = "SIGTERM"): Promise<{ code: number; said: string }> {
    const child = this.#child!;
    this.#child = undefined;
    try {
      child.kill(signal);
    } catch { /* it has ended */ }
    const { code } = await child.status;
    await this.#output;
    return { code, said: this.#said };
  }

  /** Waits until it has said so. */
  async saying(text: string): Promise<void> {
    await eventually(
      () => Promise.resolve(this.#said.includes(text)),
      () => `it did not say "${text}": ${this.#said}`,
    );
  }

  async #listen(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) this.#said += text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child !== undefined) await this.end("SIGKILL");
  }

  /** The one engine's folder in the record. */
  async place(): Promise<string> {
    for await (const entry of Deno.readDir(this.dir)) {
      if (entry.isDirectory) return join(this.dir, entry.name);
    }
    throw new Error("there is no record yet");
  }

  async read(): Promise<Recorded[]> {
    try {
      return [...(await readRecord(join(await this.place(), "logs"))).values()];
    } catch (e) {
      if (e instanceof Deno.errors.NotFound || /no record yet/.test(String(e))) return [];
      throw e;
    }
  }

  /** What is recorded of the container of this name, once `enough` says so. */
  async until(name: string, enough: (r: Recorded) => boolean): Promise<Recorded> {
    let last: Recorded | undefined;
    await eventually(async () => {
      last = (await this.read()).find((r) => r.name === name);
      return last !== undefined && enough(last);
    }, () => `of ${name} is recorded: ${last && summary(last)}`);
    return last!;
  }
}

/** What a failed test has to say of it: all marks, and where the lines begin and end. */
function summary({ lines, marks, ...rest }: Recorded): string {
  const some = lines.length > 20 ? [...lines.slice(0, 10), ...lines.slice(-10)] : lines;
  return `${lines.length} lines, ${JSON.stringify({ ...rest, marks, lines: some }).slice(0, 4000)}`;
}

/** Waits until `condition` holds; fails with `what` after a minute. */
export async function eventually(
  condition: () => Promise<boolean>,
  what: () => string = () => "it did not come to be",
): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(what());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Data of the lines, one stream or both. */
export function texts(r: Recorded, stream?: "out" | "err"): string[] {
  return r.lines.filter((l) => stream === undefined || l.stream === stream).map((l) => l.data);
}
