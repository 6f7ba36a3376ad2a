/** `container run`: create and run a new container from an image. */
import { detachKeys } from "../_lib/flag_values.ts";
import { shortId } from "../_lib/ids.ts";
import { isEngineError } from "../../../core/errors.ts";
import type { Engine } from "../../../core/mod.ts";
import { likeArgs, MANY_FLAGS } from "./_run/many_flags.ts";
import {
  type CommandContext,
  type CompletionContext,
  defineCommand,
  ExitError,
} from "../../spec/types.ts";
import { checkFlagSupport } from "./_run/api_limits.ts";
import { checkInputTerminal } from "./_run/check_terminal.ts";
import { type ClientConfig, clientConfig } from "./_run/client_config.ts";
import { checkPullPolicy, createFromFlags } from "./_run/create_container.ts";
import { diskFiles } from "../_flags/env_file.ts";
import { runFailure, usageFailure } from "./_run/exit_codes.ts";
import { createFlags } from "./_run/flags.ts";
import { copySession, type SessionEnd } from "./_run/session.ts";
import { closedOutput, forwardSignals, insistedSignal } from "./_run/signal_proxy.ts";
import { followTerminalSize } from "../_lib/terminal_size.ts";
import { type CreateRequest, toCreateRequest } from "./_run/to_create_request.ts";
import { waitForExit } from "./_run/wait_exit.ts";

const runFlags = {
  ...createFlags,
  ...MANY_FLAGS,
  "detach": {
    type: "boolean",
    short: "d",
    summary: "Run container in background and print container ID",
  },
  "detach-keys": {
    type: "string",
    summary: "Override the key sequence for detaching a container",
    complete: detachKeys,
  },
  "place": {
    type: "string",
    value: "way",
    summary:
      "With --hosts: on one of them, spread (the emptiest), pack (the fullest with room), NAME",
    complete: async ({ env }: CompletionContext) => {
      const { loadHosts } = await import("../../../core/fleet/hosts_file.ts");
      const { hosts } = await loadHosts(env);
      return ["spread", "pack", ...hosts.map((h) => h.name)].map((value) => ({ value }));
    },
  },
  "sig-proxy": {
    type: "boolean",
    default: true,
    summary: "Proxy received signals to the process",
  },
} as const;

/** `run`: makes a container, starts it, and stays with it until it ends. */
export const run = defineCommand({
  path: "container run",
  aliases: ["run"],
  summary: "Create and run a new container from an image",
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  args: [
    { name: "image", complete: "image" },
    { name: "command", optional: true, variadic: true },
  ],
  options: runFlags,
  argCount: likeArgs,
  stopEarly: true,
  hosts: {
    output: (input) => input.detach ? "names" : "lines",
    changes: true,
    places(input) {
      const { place, count, memory } = input;
      if (place === undefined && !input.given.has("count")) return undefined;
      const way = place === "pack" || place === undefined || place === "spread"
        ? place ?? "spread"
        : { host: place };
      return { way, count: Number(count), need: Number(memory ?? 0) };
    },
    refuses: (input) =>
      input.tty || input.interactive
        ? "A terminal or an input is for one host: leave out -i and -t, or name one host"
        : undefined,
  },
  interactive: (input) => !input.detach && (input.tty || input.interactive),
  examples: [
    { text: "A shell that leaves nothing behind", command: "dockerctl run --rm -it alpine sh" },
    {
      text: "A service in the background, its port on the host",
      command: "dockerctl run -d --name web -p 8080:80 nginx",
    },
  ],
  async run(ctx, input) {
    if (input.place !== undefined && ctx.hostName === undefined) {
      throw new ExitError(125, "--place chooses among hosts: name them with --hosts");
    }
    const engine = await connected(ctx);
    checkFlagSupport(input.given, runFlags, await greeted(engine, ctx));
    const config = await clientConfig(ctx, engine.transport.endpoint);
    let request: CreateRequest;
    try {
      checkPullPolicy(input.pull);
      if (input.like !== undefined) {
        const around = { ctx, engine, config, signal: ctx.signal };
        request = await (await import("./_run/like.ts")).requestLike(input, around);
      } else {
        request = toCreateRequest(input, input.image, input.command, {
          env: ctx.env,
          files: diskFiles,
          proxies: config.proxies,
        });
      }
      if (input.given.has("count") && !input.detach) {
        throw new Error("--count runs in the background: say -d, too");
      }
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      throw isEngineError(error) ? runFailure(error) : usageFailure(error, "run");
    }
    if (input.detach) {
      if (input.attach.length > 0) {
        throw new ExitError(
          1,
          "conflicting options: cannot specify both --attach and --detach",
        );
      }
      Object.assign(request.config, {
        AttachStdin: false,
        AttachStdout: false,
        AttachStderr: false,
        StdinOnce: false,
      });
    } else checkInputTerminal(ctx.streams, request.config.AttachStdin, request.config.Tty);

    if (input.given.has("count")) return await runMany(ctx, engine, config, request, input);
    let id: string;
    try {
      id = await createFromFlags(request, input, { ctx, engine, config, signal: ctx.signal });
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      throw runFailure(error);
    }
    const job = {
      id,
      request,
      detachKeys: input.detachKeys || config.detachKeys,
      signals: input.sigProxy,
    };
    const code = await runCreated(ctx, engine, job);
    if (code !== 0) throw new ExitError(code);
  },
});

/** Several at once, in the background: all of them, or none. */
async function runMany(
  ctx: CommandContext,
  engine: Engine,
  config: ClientConfig,
  request: CreateRequest,
  input: Parameters<typeof createFromFlags>[1] & { count: number; like: string | undefined },
): Promise<void> {
  const { createMany } = await import("./_run/many.ts");
  try {
    const around = { ctx, engine, config, signal: ctx.signal };
    const ids = await createMany(request, input, around, { start: true });
    await ctx.streams.stdout.write(ids.map((id) => `${id}\n`).join(""));
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw runFailure(error);
  }
}

interface Job {
  id: string;
  request: CreateRequest;
  detachKeys?: string;
  signals: boolean;
}

/** From here on a signal is the container's, so nothing here listens to the command's own. */
async function runCreated(
  ctx: CommandContext,
  engine: Engine,
  job: Job,
): Promise<number> {
  const { id, request: { config, hostConfig } } = job;
  const over = new AbortController();
  const insisted = job.signals ? undefined : insistedSignal(ctx, over.signal);
  const stop = insisted ? AbortSignal.any([over.signal, ctx.signal, insisted]) : over.signal;
  const attached = config.AttachStdin || config.AttachStdout || config.AttachStderr;
  if (job.signals) {
    forwardSignals(ctx, (killSignal) => engine.containers.kill(id, { killSignal }), over.signal);
  }
  try {
    if (!attached) {
      await ctx.streams.stdout.write(`${id}\n`);
      await started(engine, id, stop);
      return 0;
    }
    await using session = await engine.containers.attach(id, {
      stdin: config.AttachStdin,
      stdout: config.AttachStdout,
      stderr: config.AttachStderr,
      detachKeys: job.detachKeys,
      tty: config.Tty,
      slow: "wait",
      signal: stop,
    });
    const end = copySession(session, {
      streams: ctx.streams,
      tty: config.Tty,
      stdin: config.AttachStdin,
      output: config.AttachStdout || config.AttachStderr,
      detachKeys: job.detachKeys,
      signal: stop,
    });
    end.catch(() => {});
    const wait = await waitForExit(engine, id, {
      removed: hostConfig.AutoRemove,
      stderr: ctx.streams.stderr,
      signal: stop,
    });
    try {
      await started(engine, id, stop);
    } catch (error) {
      // The terminal comes back before the message; a container that removes itself is awaited.
      session.close();
      await end.catch(() => {});
      if (hostConfig.AutoRemove) await wait.exitCode;
      throw error;
    }
    if (config.Tty && ctx.streams.stdout.isTerminal) {
      followTerminalSize(ctx.streams, (size) => engine.containers.resize(id, size), stop);
    }
    return await outcome(end, wait.exitCode, config.AttachStdout || config.AttachStderr);
  } catch (error) {
    if (insisted?.aborted) throw insisted.reason;
    throw job.signals ? closedOutput(error, shortId(id)) : error;
  } finally {
    over.abort();
  }
}

/** The exit code, once the output is complete; 0 after detaching. */
async function outcome(
  end: Promise<SessionEnd>,
  exitCode: Promise<number>,
  output: boolean,
): Promise<number> {
  const first = await Promise.race([end, exitCode]);
  if (first === "detached") return 0;
  // The end of the process may be known before the last of its output is here.
  if (typeof first === "number" && output && await end === "detached") return 0;
  return await exitCode;
}

async function started(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.containers.start(id, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw runFailure(error);
  }
}

/** `run` answers 125 where no engine does. */
async function connected(ctx: CommandContext): Promise<Engine> {
  try {
    return await ctx.engine();
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw runFailure(error);
  }
}

async function greeted(engine: Engine, ctx: CommandContext) {
  try {
    return await engine.transport.greeting(ctx.signal);
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw runFailure(error);
  }
}
