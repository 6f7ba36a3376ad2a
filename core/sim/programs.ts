/** Which program a simulated container runs, by its command. */
import { baseFiles } from "./file_system.ts";
import { type Program } from "./process.ts";
import { logSource, SERVICES } from "./sample_logs.ts";
import { Shell } from "./shell.ts";
import { COMMANDS } from "./shell_commands.ts";
import type { LogSource, Sim, SimContainer } from "./state.ts";
import { versionLess } from "./wire.ts";

/** What a container's command turns into. */
export interface Started {
  run: Program;
  /** The exit code that a signal ends it with; undefined: it does not care. */
  signals: (name: string) => number | undefined;
  /** What a service writes by itself, from its start on. */
  source?: (start: number) => LogSource;
}

function refusal(sim: Sim, command: string): string {
  const shim =
    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
  const api = sim.settings.api, why = cannotRun(command);
  if (versionLess(api, "1.44")) return `${shim}${why}: unknown`;
  const task = "failed to create task for container: " + shim;
  return versionLess(api, "1.48")
    ? `${task}${why}: unknown`
    : `${task}error during container init: ${why}`;
}

/** The engine's words for a command that cannot be run. */
export function cannotRun(command: string): string {
  const why = command.startsWith("/") || command.startsWith("./")
    ? `stat ${command}: no such file or directory`
    : `executable file not found in $PATH`;
  return `exec: "${command}": ${why}`;
}

/** The last part of a command's path: `/bin/sh` is `sh`. */
export function commandName(command: string): string {
  return command.slice(command.lastIndexOf("/") + 1);
}

/** The files of a container, made when they are first asked for. */
export function filesOf(sim: Sim, c: SimContainer) {
  return c.files ??= baseFiles(() => sim.now(), String(c.config.Hostname));
}

/** The main process of the container, or the engine's refusal. */
export function programFor(sim: Sim, c: SimContainer): Started | string {
  const argv = [c.path, ...c.args];
  const name = commandName(argv[0]);
  const service = SERVICES[name];
  if (service && Object.hasOwn(SERVICES, name)) {
    return {
      run: async (io) => {
        if (service.run) return await service.run(sim, c, io);
        await new Promise<never>((_, reject) => {
          io.signal.addEventListener("abort", () => reject(io.signal.reason), { once: true });
        });
        return 0;
      },
      signals: (s) => s in service.signals ? service.signals[s] : undefined,
      source: service.run ? undefined : (start) => logSource(name, c, start),
    };
  }
  if (!Object.hasOwn(COMMANDS, name)) return refusal(sim, argv[0]);
  return {
    run: (io) => {
      filesOf(sim, c);
      const shell = new Shell(
        sim,
        c,
        io,
        environment(c),
        String(c.config.WorkingDir || "/"),
        ["sh", "bash", "ash"].includes(name) ? argv.slice(3) : [],
      );
      return shell.script(argv.map(quoted).join(" "));
    },
    // The first process of a container has no default handlers: only an interrupt typed into a
    // terminal or a program with a handler of its own ends it.
    signals: (s) => s === "SIGINT" && c.tty && name !== "sh" ? 130 : undefined,
  };
}

/** The environment a process of the container has. */
export function environment(c: SimContainer): string[] {
  const own = (c.config.Env as string[] | null) ?? [];
  const has = (k: string) => own.some((e) => e.startsWith(k + "="));
  return [
    ...(has("PATH") ? [] : ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]),
    `HOSTNAME=${c.config.Hostname}`,
    ...(c.tty ? ["TERM=xterm"] : []),
    ...own,
    ...(has("HOME") ? [] : ["HOME=/root"]),
  ];
}

/** So that the shell reads it as this one word. */
export function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) && !/^(if|for|while|until)$/.test(word)
    ? word
    : "'" + word.replaceAll("'", `'"'"'`) + "'";
}
