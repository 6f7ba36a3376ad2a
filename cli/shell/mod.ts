/**
 * `dockerctl shell`: a line to type commands into, on one engine.
 * @module
 */
import { systemWords } from "../../core/config/context_store.ts";
import type { Completion } from "../spec/complete.ts";
import { splitLine } from "../spec/split_line.ts";
import {
  type AnyCommandSpec,
  BrokenPipe,
  type CommandContext,
  defineCommand,
  ExitError,
  type OutputStream,
  type Streams,
} from "../spec/types.ts";
import { historyPath, readHistory, remember, writeHistory } from "./history.ts";
import { type Key, parseKeys } from "./keys.ts";
import { insert, type LineState, newLine, press } from "./line_editor.ts";
import { expansionIn, splitPipeline, splitSteps } from "./pipeline.ts";
import { candidateColumns, drawLine } from "./screen.ts";

/** What the shell needs of the program around it. */
export interface ShellHost {
  /** Runs a command line; `stop` ends it as Ctrl-C would. Gives its exit code. */
  run(argv: readonly string[], streams: Streams, stop: AbortSignal): Promise<number>;
  /** Completes the last of these words. */
  complete(words: readonly string[]): Promise<Completion>;
  /** What the prompt says of the engine: host and counts. */
  label(): Promise<string>;
  close(): Promise<void>;
}

/** Shown candidates at a Tab; more are counted. */
const MAX_SHOWN = 100;

/** The command `shell` over a host. */
export function shellCommand(host: ShellHost): AnyCommandSpec {
  return defineCommand({
    path: "shell",
    summary: "Type commands into a shell of dockerctl's own",
    description: "Keys: arrows, Home, End, Ctrl-A/E/K/U/W, Alt-B/F; history with up and down, " +
      "searched with Ctrl-R; Tab completes. `ps | grep x` pipes to the system's programs, " +
      "`ps > file` writes a file; `;`, `&&` and `||` join commands, `cd` changes the folder, " +
      "`!date` runs a program. Ctrl-C ends the command, exit or Ctrl-D the shell.",
    interactive: () => true,
    run: async (ctx) => {
      const shell = new Shell(ctx, host);
      const code = await shell.run().finally(() => host.close());
      if (code !== 0) throw new ExitError(code);
    },
  });
}

class Shell {
  #history: string[] = [];
  #code = 0;
  /** Keys that came behind the end of a line. */
  #keys: Key[] = [];

  constructor(readonly ctx: CommandContext, readonly host: ShellHost) {}

  async run(): Promise<number> {
    const { stdin, stdout } = this.ctx.streams;
    if (!stdin.isTerminal || !stdout.isTerminal) return await this.#script();
    const path = historyPath(this.ctx.env);
    this.#history = await readHistory(path);
    while (!this.ctx.signal.aborted) {
      const line = await this.#edit();
      if (line === undefined) break;
      this.#history = remember(this.#history, line);
      await writeHistory(path, this.#history);
      if (await this.#execute(line)) break;
    }
    return this.#code;
  }

  /** Lines of a stdin that is no terminal. */
  async #script(): Promise<number> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of this.ctx.streams.stdin.read(this.ctx.signal)) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (await this.#execute(line)) return this.#code;
    }
    await this.#execute(rest + decoder.decode());
    return this.#code;
  }

  /** One line from the terminal; undefined at its end. */
  async #edit(): Promise<string | undefined> {
    const { streams, signal } = this.ctx;
    const failed = this.#code === 0 ? "" : ` [${this.#code}]`;
    const prompt = `${await this.host.label()}${failed}> `;
    let state: LineState = newLine(this.#history);
    let tabs = 0;
    const columns = () => streams.size()?.columns ?? 80;
    const draw = () => streams.stdout.write(drawLine(prompt, state, columns()));
    streams.stdin.setRaw(true);
    try {
      await draw();
      for await (const key of this.#pressed(signal)) {
        const outcome = press(state, key);
        tabs = outcome.kind === "complete" ? tabs + 1 : 0;
        switch (outcome.kind) {
          case "line":
            await streams.stdout.write("\r\n");
            return outcome.text;
          case "cancel":
            await streams.stdout.write("^C\r\n");
            state = newLine(this.#history);
            break;
          case "end":
            await streams.stdout.write("\r\n");
            return undefined;
          case "clear":
            await streams.stdout.write("\x1b[H\x1b[2J");
            state = outcome.state;
            break;
          case "complete":
            state = await this.#complete(outcome.state, tabs > 1, columns());
            break;
          case "edit":
            state = outcome.state;
        }
        await draw();
      }
      return undefined;
    } finally {
      streams.stdin.setRaw(false);
    }
  }

  /** Keys as they come; those that are left over when a line is done wait for the next. */
  async *#pressed(signal: AbortSignal): AsyncGenerator<Key> {
    const stop = new AbortController();
    const decoder = new TextDecoder();
    try {
      while (this.#keys.length > 0) yield this.#keys.shift()!;
      for await (
        const bytes of this.ctx.streams.stdin.read(AbortSignal.any([signal, stop.signal]))
      ) {
        this.#keys.push(...parseKeys(decoder.decode(bytes, { stream: true })));
        while (this.#keys.length > 0) yield this.#keys.shift()!;
      }
    } finally {
      stop.abort();
    }
  }

  /** Completes at the cursor: what is common is put in; at the second Tab the rest is listed. */
  async #complete(state: LineState, list: boolean, columns: number): Promise<LineState> {
    const before = state.text.slice(0, state.cursor);
    const { command } = splitPipeline(before);
    if (command.length < before.trim().length) return state; // behind a pipe: not ours
    const words = splitLine(before);
    const { candidates } = await this.host.complete(words);
    const values = candidates.map((c) => c.value);
    if (values.length === 0) return state;
    const typed = words.at(-1)!;
    const common = values.reduce(commonStart);
    const done = values.length === 1;
    if (common.length > typed.length || done) {
      return insert(state, common.slice(typed.length) + (done && !common.endsWith("=") ? " " : ""));
    }
    if (list) {
      const more = values.length > MAX_SHOWN ? `and ${values.length - MAX_SHOWN} more\n` : "";
      const text = candidateColumns(values.slice(0, MAX_SHOWN), columns) + more;
      await this.ctx.streams.stdout.write("\r\n" + text.replaceAll("\n", "\r\n"));
    }
    return state;
  }

  /** Runs a line; true is the end of the shell. */
  async #execute(line: string): Promise<boolean> {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return false;
    // All of it is the system's shell's to read.
    if (text.startsWith("!")) {
      this.#code = await system(text.slice(1));
      return false;
    }
    for (const step of splitSteps(text)) {
      if (step.after === "&&" && this.#code !== 0 || step.after === "||" && this.#code === 0) {
        continue;
      }
      if (await this.#step(step.text)) return true;
    }
    return false;
  }

  /** Says why a command is not run. */
  async #refuse(message: string): Promise<false> {
    await this.ctx.streams.stderr.write(`${message}\n`);
    this.#code = 1;
    return false;
  }

  /** Changes the folder that paths start from; without a name, to the home. */
  async #changeFolder(path = this.ctx.env.HOME ?? "/"): Promise<false> {
    try {
      Deno.chdir(path);
      this.#code = 0;
      return false;
    } catch (e) {
      return await this.#refuse(`cd: ${path}: ${systemWords(e)}`);
    }
  }

  /** Runs one command of a line; true is the end of the shell. */
  async #step(text: string): Promise<boolean> {
    const { command, rest } = splitPipeline(text);
    const expansion = expansionIn(command);
    if (expansion !== undefined) {
      return await this.#refuse(
        `This shell does not expand ${expansion}: begin the line with ! to have sh read all of it`,
      );
    }
    let argv = command === "" ? [] : splitLine(command);
    if (argv[0] === "docker" || argv[0] === "dockerctl") argv = argv.slice(1);
    switch (argv[0]) {
      case "exit":
      case "quit":
        return true;
      case "shell":
        return await this.#refuse("This is the shell already");
      case "cd":
        return await this.#changeFolder(argv[1]);
      case "help":
        argv = argv.length === 1 ? ["--help"] : argv;
    }
    if (argv.length === 0 && rest === undefined) return false;
    const stop = new AbortController();
    const done = new AbortController();
    // Ctrl-C ends the command and not the shell; a command may take the signal for itself.
    this.ctx.onSignal(["SIGINT"], () => stop.abort(), done.signal);
    try {
      this.#code = rest === undefined
        ? await this.host.run(argv, this.ctx.streams, stop.signal)
        : await this.#piped(argv, rest, stop.signal);
    } finally {
      done.abort();
    }
    return false;
  }

  /** A command whose output goes to a line of `sh`. The exit code is the last program's. */
  async #piped(argv: readonly string[], rest: string, stop: AbortSignal): Promise<number> {
    const child = new Deno.Command("sh", { args: ["-c", rest], stdin: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    const stdout: OutputStream = {
      isTerminal: false,
      write: async (data) => {
        try {
          await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
        } catch {
          throw new BrokenPipe("the program behind the pipe has ended");
        }
      },
    };
    await this.host.run(argv, { ...this.ctx.streams, stdout }, stop);
    await writer.close().catch(() => {});
    return (await child.status).code;
  }
}

/** A line of the system's shell, on this terminal. Gives its exit code. */
async function system(line: string): Promise<number> {
  const child = new Deno.Command("sh", { args: ["-c", line], stdin: "inherit" }).spawn();
  return (await child.status).code;
}

function commonStart(a: string, b: string): string {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return a.slice(0, at);
}
