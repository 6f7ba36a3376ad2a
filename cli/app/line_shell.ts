/**
 * `dockerctl shell`, put together: the commands it runs, the engine they share, and completion.
 * Loaded only when it is opened.
 */
import type { Engine } from "../../core/mod.ts";
import { runApp } from "./app.ts";
import type { AppDeps } from "./deps.ts";
import { SignalReason } from "./signals.ts";
import type { Registry } from "../spec/registry.ts";
import { shellCommand } from "../shell/mod.ts";
import { complete } from "../spec/complete.ts";
import { serverOf } from "../spec/server.ts";
import type { AnyCommandSpec, CommandContext, GlobalOptions } from "../spec/types.ts";

/** The prompt waits this long for the engine's counts, in milliseconds. */
const LABEL_MS = 1_000;

/** The command `shell` over the program's own surroundings. */
export function lineShell(deps: AppDeps): AnyCommandSpec {
  // The context of the run tells which engine is meant; it is known when the shell starts.
  return {
    ...shellCommand(hostFor(deps, {} as GlobalOptions)),
    run: (ctx: CommandContext, input: unknown) =>
      shellCommand(hostFor(deps, ctx.global)).run(ctx, input),
  };
}

function hostFor(deps: AppDeps, global: GlobalOptions) {
  let made: Promise<Engine> | undefined;
  const engine = () =>
    made ??= deps.connect(global, deps.signal).catch((e) => {
      made = undefined; // the next command tries again
      throw e;
    });
  const connect: AppDeps["connect"] = async (own, signal) => {
    const { host, context, server } = own;
    if (host !== undefined || context !== undefined || server !== undefined) {
      return await deps.connect(own, signal);
    }
    // Closing it is the shell's.
    return { ...await engine(), [Symbol.asyncDispose]: async () => {} };
  };
  const name = serverOf(global, deps.env) ?? global.context ??
    (global.host ?? deps.env.DOCKER_HOST)?.replace(/^unix:\/\/|^tcp:\/\//, "") ?? "local";
  let found: Promise<Registry> | undefined;
  /** Every command, those of plugins too; looked for again after a change of plugins. */
  const wide = () =>
    found ??= deps.extend?.({ extra: [], quiet: true }) ?? Promise.resolve(deps.registry);
  return {
    run: async (argv: readonly string[], streams: AppDeps["streams"], stop: AbortSignal) => {
      if (argv[0] === "plugin") found = undefined;
      const ending = new AbortController();
      const end = () => ending.abort(new SignalReason("SIGINT"));
      stop.addEventListener("abort", end, { once: true });
      const signal = AbortSignal.any([deps.signal, ending.signal]);
      try {
        return await runApp(argv, {
          ...deps,
          streams,
          signal,
          connect,
          caller: "shell",
          fullScreen: undefined,
        });
      } finally {
        stop.removeEventListener("abort", end);
      }
    },
    complete: async (words: readonly string[]) =>
      complete(words, { registry: await wide(), engine, env: deps.env, signal: deps.signal }),
    label: async () => {
      const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(LABEL_MS)]);
      try {
        const { containers } = await engine();
        const all = await containers.list({ all: true, signal });
        const running = all.filter((c) => c.state === "running").length;
        return `${name} ${running}/${all.length}`;
      } catch {
        return `${name} (no engine)`;
      }
    },
    close: async () => {
      await (await made?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}
