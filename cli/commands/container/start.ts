/** `container start`: start one or more stopped containers. */
import { detachKeys } from "../_lib/flag_values.ts";
import type { Engine } from "../../../core/mod.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { clientConfig } from "./_run/client_config.ts";
import { copySession } from "./_run/session.ts";
import { closedOutput, forwardSignals } from "./_run/signal_proxy.ts";
import { followTerminalSize } from "../_lib/terminal_size.ts";
import { waitForExit } from "./_run/wait_exit.ts";

/** `start`: starts containers, one after the other, or one and stays with it (`-a`, `-i`). */
export const start = defineCommand({
  path: "container start",
  aliases: ["start"],
  summary: "Start one or more stopped containers",
  args: [{ name: "container", variadic: true, complete: "container:stopped" }],
  options: {
    "attach": {
      type: "boolean",
      short: "a",
      summary: "Attach STDOUT/STDERR and forward signals",
    },
    "checkpoint": { type: "string", summary: "Restore from this checkpoint" },
    "checkpoint-dir": { type: "string", summary: "Use a custom checkpoint storage directory" },
    "detach-keys": {
      type: "string",
      summary: "Override the key sequence for detaching a container",
      complete: detachKeys,
    },
    "interactive": { type: "boolean", short: "i", summary: "Attach container's STDIN" },
  },
  hosts: {
    output: "names",
    targets: "container",
    changes: true,
    refuses: (input) =>
      input.attach || input.interactive || input.checkpoint
        ? "--attach, --interactive and --checkpoint are for one host: name one"
        : undefined,
  },
  interactive: (input) => input.attach || input.interactive,
  async run(ctx, input) {
    const engine = await ctx.engine();
    const checkpoint = {
      checkpoint: input.checkpoint || undefined,
      checkpointDir: input.checkpointDir || undefined,
    };
    const [first = ""] = input.container;
    if (input.attach || input.interactive) {
      if (input.container.length > 1) {
        throw new ExitError(1, "you cannot start and attach multiple containers at once");
      }
      const code = await startAttached(ctx, engine, first, {
        stdin: input.interactive,
        detachKeys: input.detachKeys,
        ...checkpoint,
      });
      if (code !== 0) throw new ExitError(code);
      return;
    }
    if (input.checkpoint) {
      if (input.container.length > 1) {
        throw new ExitError(1, "you cannot restore multiple containers at once");
      }
      await engine.containers.start(first, { ...checkpoint, signal: ctx.signal });
      return;
    }
    await startAll(ctx, engine, input.container);
  },
});

async function startAll(
  ctx: CommandContext,
  engine: Engine,
  names: readonly string[],
): Promise<void> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      await engine.containers.start(name, { signal: ctx.signal });
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      await ctx.streams.stderr.write(`${errorText(error)}\n`);
      failed.push(name);
      continue;
    }
    await ctx.streams.stdout.write(`${name}\n`);
  }
  if (failed.length > 0) {
    throw new ExitError(1, `Error: failed to start containers: ${failed.join(", ")}`);
  }
}

interface StartAttached {
  stdin: boolean;
  detachKeys?: string;
  checkpoint?: string;
  checkpointDir?: string;
}

async function startAttached(
  ctx: CommandContext,
  engine: Engine,
  name: string,
  options: StartAttached,
): Promise<number> {
  const { streams } = ctx;
  const config = await clientConfig(ctx);
  const container = await engine.containers.inspect(name, { signal: ctx.signal });
  const id = container.Id;
  const tty = container.Config.Tty === true;
  const removed = container.HostConfig.AutoRemove === true;
  const stdin = options.stdin && container.Config.OpenStdin === true;
  const detachKeys = options.detachKeys || config.detachKeys;
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ctx.signal]);
  if (!tty) {
    forwardSignals(ctx, (killSignal) => engine.containers.kill(id, { killSignal }), over.signal);
  }
  try {
    await using session = await engine.containers.attach(id, {
      stdin,
      stdout: true,
      stderr: true,
      detachKeys,
      tty,
      slow: "wait",
      signal,
    });
    const end = copySession(session, { streams, tty, stdin, output: true, detachKeys, signal });
    end.catch(() => {});
    const wait = await waitForExit(engine, id, { removed, stderr: streams.stderr, signal });
    try {
      const { checkpoint, checkpointDir } = options;
      await engine.containers.start(id, { checkpoint, checkpointDir, signal });
    } catch (error) {
      session.close();
      await end.catch(() => {});
      if (removed) await wait.exitCode;
      throw error;
    }
    if (tty && streams.stdout.isTerminal) {
      followTerminalSize(streams, (size) => engine.containers.resize(id, size), signal);
    }
    if (await end === "detached") return 0;
    return await wait.exitCode;
  } catch (error) {
    throw tty ? error : closedOutput(error, name);
  } finally {
    over.abort();
  }
}
