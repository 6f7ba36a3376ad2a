/**
 * Drives a program on a real terminal, which tmux keeps: presses keys, reads the screen, changes
 * its size. For the compiled binary; what needs no process is driven by tui.ts beside this.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { need } from "../needs.ts";

/** How long to wait for what must come, in ms. Long, as machines may be slow. */
const PATIENCE = 60_000;
/** Between two looks at the screen, in ms. */
const LOOK = 100;

/** What the terminal is like and what runs on it. */
export interface TmuxOptions {
  /** Program and arguments. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd?: string;
  columns?: number;
  rows?: number;
  /** TERM of the program; `""` unsets it. Default `tmux-256color`. */
  term?: string;
}

/** A program on a terminal of its own. Disposing ends the terminal, and the program with it. */
export class TmuxTerminal implements AsyncDisposable {
  readonly #server = `dockerctl-${randomBytes(6).toString("hex")}`;

  private constructor() {}

  /** Starts a shell that runs the command and then says how it ended: `ENDED code`. */
  static async open(options: TmuxOptions): Promise<TmuxTerminal> {
    need("tmux");
    const { command, env, cwd, columns = 120, rows = 40, term = "tmux-256color" } = options;
    const terminal = new TmuxTerminal();
    const words = Object.entries(env).map(([k, v]) => quote(`${k}=${v}`));
    const set = term === "" ? "-u TERM" : quote(`TERM=${term}`);
    const line =
      // A Ctrl-C of the terminal is the program's alone, as below a shell that a person types at.
      `trap : INT; stty -a > "$0.before"; env ${set} ${words.join(" ")} ${
        command.map(quote).join(" ")
      }; code=$?; stty -a > "$0.after"; echo "ENDED $code"; ` +
      `cmp -s "$0.before" "$0.after" && echo SAME TERMINAL; exec cat`;
    const mark = await Deno.makeTempFile();
    terminal.#marks = mark;
    await terminal.#tmux([
      "-f",
      "/dev/null",
      "-u",
      "new-session",
      "-d",
      "-x",
      String(columns),
      "-y",
      String(rows),
      ...(cwd === undefined ? [] : ["-c", cwd]),
      "env",
      "-i",
      `PATH=${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
      "sh",
      "-c",
      line,
      mark,
    ]);
    return terminal;
  }

  #marks = "";

  /** Presses keys by tmux's names: `j`, `Enter`, `Escape`, `C-c`. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#tmux(["send-keys", key]);
  }

  /** Types a text as it stands. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", text]);
  }

  /** The screen's text. */
  text(): Promise<string> {
    return this.#tmux(["capture-pane", "-p"]);
  }

  /** A variable of tmux: `alternate_on`, `cursor_flag`, `pane_pid`. */
  async ask(variable: string): Promise<string> {
    return (await this.#tmux(["display-message", "-p", `#{${variable}}`])).trim();
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** Waits until the screen shows a text (or no longer does), and gives the screen. */
  async see(what: string | RegExp, wanted = true): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const text = await this.text();
      const is = typeof what === "string" ? text.includes(what) : what.test(text);
      if (is === wanted) return text;
      if (Date.now() > end) {
        assert.fail(`waited in vain for ${wanted ? "" : "not "}${what} on\n${text}`);
      }
      await new Promise((done) => setTimeout(done, LOOK));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]).catch(() => {});
    for (const end of ["", ".before", ".after"]) {
      await Deno.remove(this.#marks + end).catch(() => {});
    }
  }

  async #tmux(args: readonly string[]): Promise<string> {
    const out = await new Deno.Command("tmux", {
      // No settings of a person or a machine.
      args: ["-f", "/dev/null", "-L", this.#server, ...args],
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    if (!out.success) throw new Error(new TextDecoder().decode(out.stderr).trim());
    return new TextDecoder().decode(out.stdout);
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
