/** The commands that the simulated shell knows: ls, cat, echo, ps and their like. */
import { FileSystem } from "./file_system.ts";
import type { Shell } from "./shell.ts";
import { ShellExit, type ShellIo } from "./shell_io.ts";
import { parseSignal } from "./signals.ts";

type Command = (sh: Shell, args: string[], io: ShellIo) => Promise<number> | number;

async function* lines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split("\n");
    rest = parts.pop()!;
    for (const p of parts) yield p + "\n";
  }
  if (rest) yield rest;
}

/** The contents of the named files, or of the input where none is named. */
async function* contents(sh: Shell, names: string[], io: ShellIo): AsyncGenerator<Uint8Array> {
  if (names.length === 0) yield* io.stdin;
  for (const n of names) {
    if (n === "-") {
      yield* io.stdin;
      continue;
    }
    const node = sh.files.find(sh.path(n));
    if (!node) throw new Error(`can't open '${n}': No such file or directory`);
    if (node.type === "dir") throw new Error(`read error: Is a directory`);
    yield node.data;
  }
}

function seconds(text: string): number {
  const m = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (!m) throw new Error(`invalid number '${text}'`);
  return Number(m[1]) * { "": 1, s: 1, m: 60, h: 3600, d: 86400 }[m[2]]!;
}

const rwx = (mode: number) =>
  [6, 3, 0].map((s) => {
    const b = mode >> s;
    return (b & 4 ? "r" : "-") + (b & 2 ? "w" : "-") + (b & 1 ? "x" : "-");
  }).join("");

function escapes(text: string): string {
  return text.replace(
    /\\(n|t|r|e|a|b|\\|033|0|x[0-9a-fA-F]{1,2})/g,
    (_, c: string) =>
      c.startsWith("x")
        ? String.fromCharCode(parseInt(c.slice(1), 16))
        : ({ n: "\n", t: "\t", r: "\r", e: "\x1b", a: "\x07", b: "\b", "\\": "\\", "033": "\x1b" })[
          c
        ] ?? "\0",
  );
}

function test(sh: Shell, a: string[]): boolean {
  if (a[0] === "!") return !test(sh, a.slice(1));
  if (a.length === 1) return a[0] !== "";
  if (a.length === 2) {
    const node = sh.files.find(sh.path(a[1]));
    switch (a[0]) {
      case "-z":
        return a[1] === "";
      case "-n":
        return a[1] !== "";
      case "-e":
        return node !== undefined;
      case "-f":
        return node?.type === "file";
      case "-d":
        return node?.type === "dir";
      case "-t":
        return sh.proc.tty;
    }
  }
  const [l, op, r] = a;
  switch (op) {
    case "=":
    case "==":
      return l === r;
    case "!=":
      return l !== r;
    case "-eq":
      return Number(l) === Number(r);
    case "-ne":
      return Number(l) !== Number(r);
    case "-lt":
      return Number(l) < Number(r);
    case "-le":
      return Number(l) <= Number(r);
    case "-gt":
      return Number(l) > Number(r);
    case "-ge":
      return Number(l) >= Number(r);
  }
  return false;
}

/** The commands of the simulated shell by name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  ":": () => 0,
  true: () => 0,
  false: () => 1,
  exit(sh, [code]) {
    throw new ShellExit(code === undefined ? sh.status : Number(code) & 255);
  },
  async echo(_sh, args, io) {
    const a = [...args];
    let nl = "\n", esc = false;
    while (a.length && /^-[neE]+$/.test(a[0])) {
      const f = a.shift()!;
      if (f.includes("n")) nl = "";
      if (f.includes("e")) esc = true;
    }
    const text = a.join(" ");
    await io.out((esc ? escapes(text) : text) + nl);
    return 0;
  },
  async printf(_sh, [format = "", ...args], io) {
    let rest = args;
    do {
      let used = 0;
      const text = escapes(format).replace(/%(-?0?\d*)([sdc%])/g, (_, width: string, k: string) => {
        if (k === "%") return "%";
        const v = rest[used++] ?? (k === "d" ? "0" : "");
        const n = Math.abs(Number(width)) || 0;
        return width.startsWith("-")
          ? v.padEnd(n)
          : v.padStart(n, width.startsWith("0") ? "0" : " ");
      });
      await io.out(text);
      if (used === 0) break;
      rest = rest.slice(used);
    } while (rest.length);
    return 0;
  },
  async cat(sh, args, io) {
    for await (const c of contents(sh, args.filter((a) => a !== "-u"), io)) await io.out(c);
    return 0;
  },
  async head(sh, args, io) {
    const { n, names } = count(args);
    let left = n;
    if (left > 0) {
      for await (const l of lines(contents(sh, names, io))) {
        await io.out(l);
        if (--left <= 0) break;
      }
    }
    return 0;
  },
  async tail(sh, args, io) {
    const follow = args.includes("-f");
    const { n, names } = count(args.filter((a) => a !== "-f"));
    const kept: string[] = [];
    if (names[0] !== "/dev/null") {
      for await (const l of lines(contents(sh, names, io))) {
        kept.push(l);
        if (kept.length > n) kept.shift();
      }
    }
    await io.out(kept.join(""));
    if (follow) await sh.sim.clock.sleep(2 ** 31, io.signal);
    return 0;
  },
  async wc(sh, args, io) {
    let l = 0, w = 0, c = 0;
    for await (const line of lines(contents(sh, args.filter((a) => !a.startsWith("-")), io))) {
      if (line.endsWith("\n")) l++;
      w += line.split(/\s+/).filter(Boolean).length;
      c += new TextEncoder().encode(line).length;
    }
    const parts = [
      ...(args.includes("-l") ? [l] : []),
      ...(args.includes("-w") ? [w] : []),
      ...(args.includes("-c") ? [c] : []),
    ];
    await io.out((parts.length ? parts : [l, w, c]).join(" ") + "\n");
    return 0;
  },
  async grep(sh, args, io) {
    const [pattern = "", ...names] = args.filter((a) => !/^-[ivE]+$/.test(a));
    const flags = args.filter((a) => /^-[ivE]+$/.test(a)).join("");
    const re = new RegExp(pattern, flags.includes("i") ? "i" : "");
    let code = 1;
    for await (const l of lines(contents(sh, names, io))) {
      if (re.test(l.replace(/\n$/, "")) !== flags.includes("v")) {
        code = 0;
        await io.out(l);
      }
    }
    return code;
  },
  async ls(sh, args, io) {
    const long = args.some((a) => /^-\w*l/.test(a)), all = args.some((a) => /^-\w*a/.test(a));
    const names = args.filter((a) => !a.startsWith("-"));
    let code = 0;
    for (const name of names.length ? names : [sh.cwd]) {
      const node = sh.files.find(sh.path(name));
      if (!node) {
        await io.err(`ls: ${name}: No such file or directory\n`);
        code = 1;
        continue;
      }
      const entries: [string, typeof node][] = node.type === "dir"
        ? [...node.children].filter(([n]) => all || !n.startsWith(".")).sort(([a], [b]) =>
          a < b ? -1 : 1
        )
        : [[name, node]];
      if (names.length > 1 && node.type === "dir") await io.out(`${name}:\n`);
      for (const [n, e] of entries) {
        const kind = e.type === "dir" ? "d" : e.type === "link" ? "l" : "-";
        const date = new Date(e.mtime).toUTCString();
        await io.out(
          long
            ? `${kind}${rwx(e.mode)}    1 root     root     ${String(e.data.length).padStart(9)} ${
              date.slice(8, 11)
            } ${date.slice(5, 7)} ${date.slice(17, 22)} ${n}${
              e.type === "link" ? " -> " + e.target : ""
            }\n`
            : n + "\n",
        );
      }
    }
    return code;
  },
  async pwd(sh, _args, io) {
    await io.out(sh.cwd + "\n");
    return 0;
  },
  async cd(sh, [dir = sh.env.get("HOME") ?? "/"], io) {
    const path = "/" + FileSystem.parts(sh.path(dir)).join("/");
    if (sh.files.find(path)?.type !== "dir") {
      await io.err(`sh: cd: can't cd to ${dir}: No such file or directory\n`);
      return 2;
    }
    sh.cwd = path;
    return 0;
  },
  async env(sh, _args, io) {
    for (const [k, v] of sh.env) await io.out(`${k}=${v}\n`);
    return 0;
  },
  printenv: (sh, args, io) => COMMANDS.env(sh, args, io),
  export(sh, args) {
    for (const a of args) {
      if (a.includes("=")) sh.env.set(a.slice(0, a.indexOf("=")), a.slice(a.indexOf("=") + 1));
    }
    return 0;
  },
  unset(sh, args) {
    for (const a of args) sh.env.delete(a);
    return 0;
  },
  set: () => 0,
  trap: () => 0,
  async ps(sh, _args, io) {
    const c = sh.container;
    await io.out("PID   USER     TIME  COMMAND\n");
    await io.out(`    1 root      0:00 ${[c.path, ...c.args].join(" ")}\n`);
    let pid = 7;
    for (const id of c.execs) {
      const e = sh.sim.execs.get(id);
      if (e?.running) {
        await io.out(`${String(pid).padStart(5)} root      0:00 ${e.config.cmd.join(" ")}\n`);
        pid += 6;
      }
    }
    return 0;
  },
  async top(sh, args, io) {
    await COMMANDS.ps(sh, args, io);
    return 0;
  },
  async sleep(sh, args, io) {
    if (args.length === 0) throw new Error("missing operand");
    const s = args[0] === "infinity" ? 2 ** 31 : args.reduce((n, a) => n + seconds(a), 0);
    await sh.sim.clock.sleep(s * 1000, io.signal);
    return 0;
  },
  async hostname(sh, _args, io) {
    await io.out(String(sh.container.config.Hostname) + "\n");
    return 0;
  },
  async whoami(sh, _args, io) {
    await io.out((String(sh.container.config.User) || "root") + "\n");
    return 0;
  },
  async id(_sh, _args, io) {
    await io.out("uid=0(root) gid=0(root) groups=0(root)\n");
    return 0;
  },
  async uname(sh, args, io) {
    const host = String(sh.container.config.Hostname);
    await io.out(args.includes("-a") ? `Linux ${host} 6.12.0-demo x86_64 GNU/Linux\n` : "Linux\n");
    return 0;
  },
  async date(sh, _args, io) {
    await io.out(new Date(sh.sim.now()).toUTCString() + "\n");
    return 0;
  },
  async uptime(sh, _args, io) {
    const s = Math.floor((sh.sim.now() - sh.container.startedAt) / 1000);
    await io.out(`up ${Math.floor(s / 60)} min, load average: 0.08, 0.05, 0.01\n`);
    return 0;
  },
  touch(sh, args) {
    for (const a of args) sh.files.write(sh.path(a), sh.files.find(sh.path(a))?.data ?? "");
    return 0;
  },
  mkdir(sh, args) {
    for (const a of args) {
      if (a === "-p") continue;
      const path = sh.path(a);
      if (!args.includes("-p") && sh.files.find(path)) {
        throw new Error(`can't create directory '${a}': File exists`);
      }
      sh.files.mkdir(path);
    }
    return 0;
  },
  rm(sh, args) {
    const force = args.some((a) => /^-\w*f/.test(a));
    const deep = args.some((a) => /^-\w*r/i.test(a));
    for (const a of args.filter((a) => !a.startsWith("-"))) {
      const node = sh.files.find(sh.path(a), false);
      if (!node && force) continue;
      if (!node) throw new Error(`can't remove '${a}': No such file or directory`);
      if (node.type === "dir" && !deep) throw new Error(`'${a}' is a directory`);
      sh.files.remove(sh.path(a));
    }
    return 0;
  },
  async seq(_sh, args, io) {
    const n = args.map(Number);
    if (n.length === 0 || n.some(Number.isNaN)) throw new Error("invalid number");
    const [first, step, last] = n.length === 1
      ? [1, 1, n[0]]
      : n.length === 2
      ? [n[0], 1, n[1]]
      : n;
    let text = "";
    for (let i = first; step > 0 ? i <= last : i >= last; i += step || 1) {
      text += i + "\n";
      if (text.length > 32 * 1024) {
        await io.out(text);
        text = "";
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
    await io.out(text);
    return 0;
  },
  async yes(_sh, [word = "y"], io) {
    const text = (word + "\n").repeat(Math.ceil(32_768 / (word.length + 1)));
    for (;;) {
      io.signal.throwIfAborted();
      await io.out(text);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  },
  test: (sh, args) => test(sh, args) ? 0 : 1,
  "[": (sh, args) => test(sh, args.slice(0, -1)) ? 0 : 1,
  async read(sh, names, io) {
    const it = io.stdin[Symbol.asyncIterator]();
    let text = "";
    while (!text.includes("\n")) {
      const { done, value } = await it.next();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    sh.env.set(names[0] ?? "REPLY", text.split("\n")[0]);
    return text === "" ? 1 : 0;
  },
  async stty(sh, args, io) {
    const { rows, columns } = sh.proc.size();
    if (!sh.proc.tty) throw new Error("standard input: Inappropriate ioctl for device");
    if (args[0] === "size") await io.out(`${rows} ${columns}\n`);
    return 0;
  },
  async tty(sh, _args, io) {
    await io.out(sh.proc.tty ? "/dev/pts/0\n" : "not a tty\n");
    return sh.proc.tty ? 0 : 1;
  },
  kill(sh, args) {
    const name = args.find((a) => a.startsWith("-"))?.slice(1) ?? "TERM";
    const signal = parseSignal(name);
    if (!signal) throw new Error(`invalid signal '${name}'`);
    if (args.includes("1")) sh.container.proc?.kill(signal.name);
    return 0;
  },
  async sh(sh, args, io) {
    const c = args.indexOf("-c");
    if (c < 0) return await sh.interactive();
    return await sh.script(args[c + 1] ?? "", io);
  },
  bash: (sh, args, io) => COMMANDS.sh(sh, args, io),
  ash: (sh, args, io) => COMMANDS.sh(sh, args, io),
  exec: (sh, args, io) => sh.exec(args, io),
};

function count(args: string[]): { n: number; names: string[] } {
  let n = 10;
  const names: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "-n") n = Number(args[++i]);
    else if (/^-n?\d+$/.test(args[i])) n = Number(args[i].replace(/^-n?/, ""));
    else names.push(args[i]);
  }
  if (Number.isNaN(n)) throw new Error("invalid number");
  return { n, names };
}
