/**
 * `container attach`: attach local standard input, output, and error streams to a running
 * container.
 */
import { detachKeys } from "../_lib/flag_values.ts";
import type { Engine } from "../../../core/mod.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { checkInputTerminal } from "./_run/check_terminal.ts";
import { clientConfig } from "./_run/client_config.ts";
import { copySession } from "./_run/session.ts";
import { closedOutput, forwardSignals, insistedSignal } from "./_run/signal_proxy.ts";
import { consoleSize, followTerminalSize } from "../_lib/terminal_size.ts";

/** `attach`: connects to the main process of a running container. */
export const attach = defineCommand({
  path: "container attach",
  aliases: ["attach"],
  summary: "Attach local standard input, output, and error streams to a running container",
  args: [{ name: "container", complete: "container:running" }],
  options: {
    "detach-keys": {
      type: "string",
      summary: "Override the key sequence for detaching a container",
      complete: detachKeys,
    },
    "no-stdin": { type: "boolean", summary: "Do not attach STDIN" },
    "sig-proxy": {
      type: "boolean",
      default: true,
      summary: "Proxy all received signals to the process",
    },
  },
  interactive: () => true,
  async run(ctx, input) {
    const engine = await ctx.engine();
    const { streams } = ctx;
    const config = await clientConfig(ctx);
    const id = input.container;
    const detachKeys = input.detachKeys || config.detachKeys;
    const over = new AbortController();
    const insisted = input.sigProxy ? undefined : insistedSignal(ctx, over.signal);
    const stop = AbortSignal.any([over.signal, ctx.signal, ...insisted ? [insisted] : []]);
    let proxied = false;
    try {
      const { Config } = await running(engine, id, stop);
      const tty = Config.Tty === true;
      const stdin = !input.noStdin && Config.OpenStdin === true;
      checkInputTerminal(streams, !input.noStdin, tty);
      const wait = await engine.containers.wait(id, { signal: stop });
      proxied = input.sigProxy && !tty;
      if (proxied) {
        forwardSignals(
          ctx,
          (killSignal) => engine.containers.kill(id, { killSignal }),
          over.signal,
        );
      }
      await using session = await engine.containers.attach(id, {
        stdin,
        stdout: true,
        stderr: true,
        detachKeys,
        tty,
        slow: "wait",
        signal: stop,
      });
      // It may have ended in between; an attachment to a stopped container would wait for ever.
      await running(engine, id, stop);
      if (tty && streams.stdout.isTerminal) await redraw(engine, id, streams, stop);
      const end = await copySession(session, {
        streams,
        tty,
        stdin,
        output: true,
        detachKeys,
        signal: stop,
      });
      if (end === "detached") throw new ExitError(1, "read escape sequence");
      const exit = await wait.result;
      if (exit.error !== undefined) throw new ExitError(1, exit.error);
      if (exit.statusCode !== 0) throw new ExitError(exit.statusCode);
    } catch (error) {
      if (insisted?.aborted) throw insisted.reason;
      throw proxied ? closedOutput(error, id) : error;
    } finally {
      over.abort();
    }
  },
});

async function running(engine: Engine, id: string, signal: AbortSignal) {
  const container = await engine.containers.inspect(id, { signal });
  const refuse = (why: string) => new ExitError(1, `You cannot attach to a ${why}`);
  if (!container.State.Running) throw refuse("stopped container, start it first");
  if (container.State.Paused) throw refuse("paused container, unpause it first");
  if (container.State.Restarting) {
    throw refuse("restarting container, wait until it is running");
  }
  return container;
}

/** A change of size makes the program inside draw its screen again, so there must be one. */
async function redraw(
  engine: Engine,
  id: string,
  streams: Parameters<typeof followTerminalSize>[0],
  signal: AbortSignal,
): Promise<void> {
  const [height, width] = consoleSize(streams);
  if (height === 0 && width === 0) return;
  await engine.containers.resize(id, { height: height + 1, width: width + 1 }, { signal })
    .catch(() => {});
  followTerminalSize(streams, (size) => engine.containers.resize(id, size), signal);
}
