/** `container exec`: execute a command in a running container. */
import { detachKeys, environmentNames } from "../_lib/flag_values.ts";
import { isEngineError } from "../../../core/errors.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { checkEnv } from "../_flags/checks.ts";
import { checkInputTerminal } from "./_run/check_terminal.ts";
import { clientConfig } from "./_run/client_config.ts";
import { diskFiles, parseEnvFile } from "../_flags/env_file.ts";
import { checked } from "../_flags/flag_kinds.ts";
import { withLookup } from "../_flags/environment.ts";
import { copySession } from "./_run/session.ts";
import { consoleSize, followTerminalSize, pause } from "../_lib/terminal_size.ts";

/** What docker's exit code -1 becomes in a shell: the engine went away before the code was known. */
const LOST = 255;
/** How often, and how long apart, a command is asked after whose output has ended. */
const SETTLING = 5;
const SETTLE_MS = 100;

/** `exec`: runs a command in a running container. */
export const exec = defineCommand({
  path: "container exec",
  aliases: ["exec"],
  summary: "Execute a command in a running container",
  usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
  args: [
    { name: "container", complete: "container:running" },
    { name: "command" },
    { name: "arg", optional: true, variadic: true },
  ],
  options: {
    "detach": {
      type: "boolean",
      short: "d",
      summary: "Detached mode: run command in the background",
    },
    "detach-keys": {
      type: "string",
      summary: "Override the key sequence for detaching a container",
      complete: detachKeys,
    },
    "env": checked("Set environment variables", checkEnv, {
      short: "e",
      complete: environmentNames,
    }),
    "env-file": checked("Read in a file of environment variables", undefined, {
      complete: "file",
    }),
    "interactive": {
      type: "boolean",
      short: "i",
      summary: "Keep STDIN open even if not attached",
    },
    "privileged": { type: "boolean", summary: "Give extended privileges to the command" },
    "tty": { type: "boolean", short: "t", summary: "Allocate a pseudo-TTY" },
    "user": {
      type: "string",
      short: "u",
      summary: 'Username or UID (format: "<name|uid>[:<group|gid>]")',
    },
    "workdir": { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  stopEarly: true,
  hosts: {
    output: "lines",
    targets: "container",
    single: true,
    changes: true,
    refuses: (input) =>
      input.tty || input.interactive
        ? "A terminal or an input is for one host: leave out -i and -t, or name one host"
        : undefined,
  },
  interactive: (input) => !input.detach && (input.tty || input.interactive),
  examples: [
    { text: "A shell in a running container", command: "dockerctl exec -it web sh" },
    { text: "A pipe into it", command: "dockerctl exec -i db psql < dump.sql" },
  ],
  async run(ctx, input) {
    const engine = await ctx.engine();
    const { signal, streams } = ctx;
    const config = await clientConfig(ctx);
    const env = [
      ...input.envFile.flatMap((path) => parseEnvFile(path, diskFiles, (name) => ctx.env[name])),
      ...input.env.map((item) => withLookup(item, ctx.env)),
    ];
    // "No such container" comes before the complaint about the terminal, and no exec is left over.
    await engine.containers.inspect(input.container, { signal });
    const attach = !input.detach;
    const stdin = attach && input.interactive;
    if (attach) checkInputTerminal(streams, stdin, input.tty);
    const detachKeys = input.detachKeys || config.detachKeys;
    const [height, width] = consoleSize(streams);
    const size = input.tty ? { height, width } : undefined;
    const { id } = await engine.exec.create(input.container, {
      cmd: [input.command, ...input.arg],
      tty: input.tty,
      attachStdin: stdin,
      attachStdout: attach,
      attachStderr: attach,
      detachKeys,
      env,
      privileged: input.privileged,
      user: input.user || undefined,
      workingDir: input.workdir || undefined,
      consoleSize: size,
      signal,
    });
    if (input.detach) {
      await engine.exec.startDetached(id, { tty: input.tty, signal });
      return;
    }
    await attached(ctx, id, { tty: input.tty, stdin, detachKeys, size });
  },
});

interface Attached {
  tty: boolean;
  stdin: boolean;
  detachKeys?: string;
  size?: { height: number; width: number };
}

async function attached(ctx: CommandContext, id: string, options: Attached): Promise<void> {
  const engine = await ctx.engine();
  const { signal, streams } = ctx;
  const { tty, stdin, detachKeys, size } = options;
  const over = new AbortController();
  try {
    await using session = await engine.exec.start(id, { tty, consoleSize: size, signal });
    if (tty && streams.stdin.isTerminal) {
      followTerminalSize(streams, (to) => engine.exec.resize(id, to), over.signal);
    }
    const end = await copySession(session, {
      streams,
      tty,
      stdin,
      output: true,
      detachKeys,
      signal,
    });
    if (end === "detached") throw new ExitError(1, "read escape sequence");
  } finally {
    over.abort();
  }
  const lost = (why: string) =>
    new ExitError(LOST, `${why}: how the command ends is not known, it may still run`);
  let end: { running: boolean; exitCode?: number };
  try {
    end = await engine.exec.inspect(id, { signal });
    // The engine notes the end a moment after it closed the output.
    for (let n = 0; end.running && n < SETTLING; n++) {
      await pause(SETTLE_MS, signal);
      end = await engine.exec.inspect(id, { signal });
    }
  } catch (error) {
    if (isEngineError(error, "unreachable", "cut", "timeout")) throw lost(error.message);
    throw error;
  }
  // Its output ends with it, unless the connection did.
  if (end.running) throw lost(`the connection to ${engine.transport.endpoint} was cut`);
  if (end.exitCode) throw new ExitError(end.exitCode);
}
