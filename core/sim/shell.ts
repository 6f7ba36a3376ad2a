/** A small POSIX shell for simulated containers: runs what the parser read. */
import { BytePipe } from "./pipe.ts";
import { Killed, type ProcessIo } from "./process.ts";
import { COMMANDS } from "./shell_commands.ts";
import { ShellExit, type ShellIo } from "./shell_io.ts";
import { type Node, parse, ShellSyntaxError, type Word } from "./shell_parser.ts";
import type { Sim, SimContainer } from "./state.ts";
import { utf8 } from "./wire.ts";

const nothing: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

/** A tiny shell: enough to look around in a sample container and to run test scripts. */
export class Shell {
  cwd: string;
  env: Map<string, string>;
  status = 0;

  constructor(
    readonly sim: Sim,
    readonly container: SimContainer,
    readonly proc: ProcessIo,
    env: readonly string[],
    cwd: string,
    readonly args: readonly string[] = [],
  ) {
    this.cwd = cwd || "/";
    this.env = new Map(env.map((e) => [e.split("=")[0], e.slice(e.indexOf("=") + 1)]));
  }

  /** Runs a script to its end and gives its exit status. */
  async script(text: string, io: ShellIo = this.proc): Promise<number> {
    try {
      return await this.#line(text, io);
    } catch (e) {
      if (e instanceof ShellExit) return e.exitCode;
      throw e;
    }
  }

  async #line(text: string, io: ShellIo): Promise<number> {
    try {
      return this.status = await this.#run(parse(text), io);
    } catch (e) {
      if (!(e instanceof ShellSyntaxError)) throw e;
      await io.err(`sh: ${e.message}\n`);
      return this.status = 2;
    }
  }

  /** Reads lines from the input until its end; with a prompt on a terminal. */
  async interactive(): Promise<number> {
    const tty = this.proc.tty;
    const prompt = () => tty ? this.proc.out(`${this.cwd} # `) : Promise.resolve();
    let rest = "";
    const decoder = new TextDecoder();
    const input = this.proc.stdin[Symbol.asyncIterator]();
    // Programs that read their input take from the same bytes as the shell.
    const shared: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          if (rest === "") return input.next();
          const value = utf8(rest);
          rest = "";
          return Promise.resolve({ done: false, value });
        },
        return: () => Promise.resolve({ done: true, value: undefined }),
      }),
    };
    try {
      await prompt();
      for (;;) {
        const nl = rest.indexOf("\n");
        if (nl < 0) {
          const { done, value } = await input.next();
          if (done) {
            if (rest.trim()) await this.#foreground(rest, shared);
            return this.status;
          }
          rest += decoder.decode(value, { stream: true });
          continue;
        }
        const line = rest.slice(0, nl);
        rest = rest.slice(nl + 1);
        if (line.trim()) await this.#foreground(line, shared);
        await prompt();
      }
    } catch (e) {
      if (e instanceof ShellExit) return e.exitCode;
      throw e;
    }
  }

  async #foreground(line: string, stdin: AsyncIterable<Uint8Array>): Promise<void> {
    const job = this.proc.foreground = new AbortController();
    const interrupted = new Promise<never>((_, reject) =>
      job.signal.addEventListener("abort", () => reject(job.signal.reason))
    );
    interrupted.catch(() => {});
    const signal = AbortSignal.any([job.signal, this.proc.signal]);
    const guard = (write: ShellIo["out"]): ShellIo["out"] => (d) => {
      signal.throwIfAborted();
      return write(d);
    };
    const io: ShellIo = { stdin, out: guard(this.proc.out), err: guard(this.proc.err), signal };
    try {
      await Promise.race([this.#line(line, io), interrupted]);
    } catch (e) {
      if (!(e instanceof Killed) || this.proc.signal.aborted) throw e;
      this.status = e.exitCode;
    } finally {
      this.proc.foreground = undefined;
    }
  }

  async #run(node: Node, io: ShellIo): Promise<number> {
    io.signal.throwIfAborted();
    switch (node.kind) {
      case "list": {
        let code = 0;
        for (const n of node.items) code = this.status = await this.#run(n, io);
        return code;
      }
      case "subshell": {
        const { cwd } = this, env = new Map(this.env);
        try {
          return await this.#run(node.body, io);
        } catch (e) {
          if (e instanceof ShellExit) return e.exitCode;
          throw e;
        } finally {
          this.cwd = cwd;
          this.env = env;
        }
      }
      case "and": {
        const code = this.status = await this.#run(node.left, io);
        return code === 0 ? await this.#run(node.right, io) : code;
      }
      case "or": {
        const code = this.status = await this.#run(node.left, io);
        return code === 0 ? code : await this.#run(node.right, io);
      }
      case "if":
        if (await this.#run(node.test, io) === 0) return await this.#run(node.then, io);
        return node.otherwise ? await this.#run(node.otherwise, io) : 0;
      case "while": {
        let code = 0;
        while ((await this.#run(node.test, io) === 0) !== node.until) {
          code = await this.#run(node.body, io);
          // A turn for the rest of the process, or `while true; do :; done` would stop it.
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        return code;
      }
      case "for": {
        let code = 0;
        for (const w of node.words.flatMap((w) => this.expand(w))) {
          this.env.set(node.name, w);
          code = await this.#run(node.body, io);
        }
        return code;
      }
      case "pipe": {
        let stdin = io.stdin;
        const running: Promise<number>[] = [];
        for (const [i, part] of node.parts.entries()) {
          const last = i === node.parts.length - 1;
          const pipe = last ? undefined : new BytePipe(64 * 1024);
          const out: ShellIo["out"] = pipe
            ? async (d) => {
              if (pipe.ended) throw new ShellExit(141);
              pipe.push(typeof d === "string" ? utf8(d) : d);
              await pipe.room();
            }
            : io.out;
          const mine: ShellIo = { ...io, stdin, out };
          const input = stdin;
          running.push(
            this.#run(part, mine).catch((e) => {
              if (e instanceof ShellExit) return e.exitCode;
              throw e;
            }).finally(() => {
              pipe?.end();
              if (input instanceof BytePipe) input.drop();
            }),
          );
          if (pipe) stdin = pipe;
        }
        const codes = await Promise.all(running);
        return codes[codes.length - 1];
      }
      case "command":
        return await this.#command(node, io);
    }
  }

  async #command(node: Node & { kind: "command" }, io: ShellIo): Promise<number> {
    let { stdin, out, err } = io;
    const files: (() => void)[] = [];
    for (const r of node.redirects) {
      const target = this.expand(r.target).join(" ");
      if (r.op === ">&") {
        if (r.fd === 1 && target === "2") out = err;
        else if (r.fd === 2 && target === "1") err = out;
      } else if (r.op === "<") {
        const file = this.files.find(this.path(target));
        if (file?.type !== "file") {
          await io.err(`sh: can't open ${target}: no such file\n`);
          return 1;
        }
        stdin = (async function* () {
          yield file.data;
        })();
      } else {
        const path = this.path(target);
        if (path === "/dev/null" || path === "/dev/stdout" || path === "/dev/stderr") {
          const to = path === "/dev/null"
            ? () => Promise.resolve()
            : path === "/dev/stdout"
            ? io.out
            : io.err;
          if (r.fd === 1) out = to;
          else err = to;
          continue;
        }
        const old = r.op === ">>" ? this.files.find(path)?.data : undefined;
        const parts: Uint8Array[] = old ? [old] : [];
        const to = (d: string | Uint8Array) => {
          parts.push(typeof d === "string" ? utf8(d) : d);
          return Promise.resolve();
        };
        if (r.fd === 1) out = to;
        else err = to;
        files.push(() => {
          const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
          let at = 0;
          for (const p of parts) {
            all.set(p, at);
            at += p.length;
          }
          this.files.write(path, all);
        });
      }
    }
    const words = [...node.words];
    while (words.length && /^[A-Za-z_]\w*=/.test(words[0])) {
      const [w] = words.splice(0, 1);
      const eq = w.indexOf("=");
      this.env.set(w.slice(0, eq), this.expand(w.slice(eq + 1)).join(" "));
    }
    const argv = words.flatMap((w) => this.expand(w));
    try {
      if (argv.length === 0) return 0;
      return await this.exec(argv, { ...io, stdin, out, err });
    } finally {
      try {
        for (const f of files) f();
      } catch (e) {
        await io.err(`sh: ${e instanceof Error ? e.message : e}\n`);
      }
    }
  }

  /** Runs one command by its name. */
  async exec(argv: readonly string[], io: ShellIo): Promise<number> {
    const name = argv[0].slice(argv[0].lastIndexOf("/") + 1);
    const command = COMMANDS[name];
    if (!command || !Object.hasOwn(COMMANDS, name)) {
      await io.err(`sh: ${argv[0]}: not found\n`);
      return 127;
    }
    try {
      return await command(this, argv.slice(1), io);
    } catch (e) {
      if (e instanceof ShellExit || e instanceof Killed || io.signal.aborted) throw e;
      await io.err(`${name}: ${e instanceof Error ? e.message : e}\n`);
      return 1;
    }
  }

  get files() {
    return this.container.files!;
  }

  /** `name` seen from where the shell is. */
  path(name: string): string {
    return name.startsWith("/") ? name : this.cwd.replace(/\/$/, "") + "/" + name;
  }

  #variable(name: string): string {
    if (name === "?") return String(this.status);
    if (name === "$") return "1";
    if (name === "#") return String(Math.max(0, this.args.length - 1));
    if (name === "@" || name === "*") return this.args.slice(1).join(" ");
    if (/^\d+$/.test(name)) return this.args[Number(name)] ?? (name === "0" ? "sh" : "");
    return this.env.get(name) ?? "";
  }

  /** Quotes off, variables and arithmetic in; unquoted results split at blanks. */
  expand(word: Word): string[] {
    const out: string[] = [];
    let current: string | undefined;
    const add = (text: string) => current = (current ?? "") + text;
    const split = (text: string) => {
      const parts = text.split(/\s+/);
      parts.forEach((p, i) => {
        if (i > 0 && current !== undefined) {
          out.push(current);
          current = undefined;
        }
        if (p !== "") add(p);
      });
    };
    const dollar = /^\$(?:\{(\w+|[?#@*$])(?::-([^}]*))?\}|(\w+|[?#@*$])|\(\(([^]*?)\)\))/;
    const value = (m: RegExpExecArray) =>
      m[4] !== undefined
        ? String(this.#arithmetic(m[4]))
        : this.#variable(m[1] ?? m[3]) || (m[2] ?? "");
    for (let i = 0; i < word.length;) {
      const c = word[i];
      if (c === "'") {
        const close = word.indexOf("'", i + 1);
        add(word.slice(i + 1, close));
        i = close + 1;
      } else if (c === '"') {
        add("");
        i++;
        while (i < word.length && word[i] !== '"') {
          const m = word[i] === "$" ? dollar.exec(word.slice(i)) : null;
          if (m) {
            add(value(m));
            i += m[0].length;
          } else if (word[i] === "\\" && '"\\$`'.includes(word[i + 1])) {
            add(word[i + 1]);
            i += 2;
          } else add(word[i++]);
        }
        i++;
      } else if (c === "\\") {
        add(word[i + 1] ?? "");
        i += 2;
      } else {
        const m = c === "$" ? dollar.exec(word.slice(i)) : null;
        if (m) {
          split(value(m));
          i += m[0].length;
        } else {
          add(c);
          i++;
        }
      }
    }
    if (current !== undefined) out.push(current);
    return out;
  }

  /** Whole numbers, + - * / %, comparisons; names are variables. */
  #arithmetic(text: string): number {
    const tokens = text.match(/\d+|[A-Za-z_]\w*|[-+*/%()]|[<>]=?|[=!]=/g) ?? [];
    let at = 0;
    const atom = (): number => {
      const t = tokens[at++];
      if (t === "(") {
        const v = compare();
        at++;
        return v;
      }
      if (t === "-") return -atom();
      return t === undefined ? 0 : /^\d/.test(t) ? Number(t) : Number(this.#variable(t)) || 0;
    };
    const product = (): number => {
      let v = atom();
      while (["*", "/", "%"].includes(tokens[at])) {
        const op = tokens[at++], r = atom();
        v = op === "*" ? v * r : r === 0 ? 0 : op === "/" ? Math.trunc(v / r) : v % r;
      }
      return v;
    };
    const sum = (): number => {
      let v = product();
      while (tokens[at] === "+" || tokens[at] === "-") {
        v = tokens[at++] === "+" ? v + product() : v - product();
      }
      return v;
    };
    const compare = (): number => {
      const v = sum();
      const op = tokens[at];
      if (op === undefined || !/^[<>=!]/.test(op)) return v;
      at++;
      const r = sum();
      return Number(
        op === "<"
          ? v < r
          : op === ">"
          ? v > r
          : op === "<="
          ? v <= r
          : op === ">="
          ? v >= r
          : op === "=="
          ? v === r
          : v !== r,
      );
    };
    return compare();
  }
}

export { nothing as noInput };
