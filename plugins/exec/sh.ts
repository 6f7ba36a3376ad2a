/** `sh`: a shell in a container, whatever the container has. */
import type { ContainerInspect, Engine } from "../../core/mod.ts";
import { isEngineError } from "../../core/mod.ts";
import { definePluginCommand, ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { record } from "./record.ts";
import { findShell, SHELLS } from "./shells.ts";

/** On containers that bring a shell in, so that forgotten ones can be told. */
export const GUEST_LABEL = "dockerctl.sh.guest";

interface Wish {
  user?: string;
  workdir?: string;
  env: readonly string[];
  command: readonly string[];
}

/** The words before the program, as `exec` and `run` take them. */
function flags(ctx: PluginContext, { user, workdir, env }: Wish): string[] {
  const { stdin, stdout } = ctx.streams;
  return [
    stdin.isTerminal && stdout.isTerminal ? "-it" : "-i",
    ...user === undefined ? [] : ["--user", user],
    ...workdir === undefined ? [] : ["--workdir", workdir],
    ...env.flatMap((e) => ["--env", e]),
  ];
}

/** A shell of another image in the namespaces of the container; its files are below /proc/1/root. */
async function guest(
  ctx: PluginContext,
  engine: Engine,
  container: ContainerInspect,
  image: string,
  wish: Wish,
): Promise<number> {
  try {
    await engine.images.inspect(image, { signal: ctx.signal });
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
    throw new ExitError(1, `the image "${image}" is not here: dockerctl pull ${image}`);
  }
  const id = container.Id;
  await ctx.out.error(
    `A shell of ${image} in the namespaces of ${
      container.Name.slice(1)
    }; its files are below /proc/1/root`,
  );
  return await ctx.run([
    "run",
    "--rm",
    "--label",
    `${GUEST_LABEL}=${container.Name.slice(1)}`,
    "--pid",
    `container:${id}`,
    "--network",
    `container:${id}`,
    // Only then /proc/1/root may be entered.
    "--cap-add",
    "SYS_PTRACE",
    ...flags(ctx, { ...wish, user: wish.user ?? "0" }),
    "--entrypoint",
    "sh",
    image,
    ...wish.command.length > 0 ? ["-c", wish.command.join(" ")] : [],
  ]);
}

/** The container; where an image stands in its place, the way to write it. */
async function inspect(
  engine: Engine,
  { container, bring, command }: { container: string; bring?: string; command: readonly string[] },
  signal: AbortSignal,
): Promise<ContainerInspect> {
  try {
    return await engine.containers.inspect(container, { signal });
  } catch (e) {
    if (!isEngineError(e, "not_found") || bring !== "" || command.length === 0) throw e;
    throw new ExitError(
      1,
      `${e.message}: an image to bring is joined by "=", --bring=${container} ${command[0]}`,
    );
  }
}

/** The command. */
export const shCommand = definePluginCommand({
  path: "sh",
  summary: "Open a shell in a running container, whichever it has",
  usage: "[OPTIONS] CONTAINER [COMMAND...]",
  description: "Tries bash, zsh, fish, ash and sh in this order. Where the container has none, " +
    "--bring runs a shell of another image in its process and network namespaces.",
  args: [
    { name: "container", complete: "container:running" },
    { name: "command", summary: "Words for the shell's -c", optional: true, variadic: true },
  ],
  options: {
    bring: {
      type: "string",
      value: "image",
      noValue: "",
      summary: "Bring a shell in, from the setting `image` or by --bring=image",
      complete: "image",
    },
    env: { type: "list", short: "e", summary: "Set environment variables" },
    shell: { type: "list", value: "name", summary: "Try this one first" },
    user: { type: "string", short: "u", summary: "Username or UID" },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  stopEarly: true,
  interactive: () => true,
  async run(ctx, given) {
    const { signal, out } = ctx;
    // As one would type it for a shell: its -c is ours to say.
    const [first, ...rest] = given.command;
    const input = first === "-c" && rest.length > 0 ? { ...given, command: rest } : given;
    const engine = await ctx.engine();
    const container = await inspect(engine, input, signal);
    const name = container.Name.replace(/^\//, "");
    if (!container.State.Running || container.State.Paused) {
      const how = container.State.Paused ? "is paused" : "is not running";
      throw new ExitError(1, `${name} ${how}`);
    }
    const image = input.bring || String(ctx.config.image);
    const start = performance.now();
    let code: number;
    let shell: string | undefined;
    if (input.bring !== undefined) code = await guest(ctx, engine, container, image, input);
    else {
      const shells = [...input.shell, ...SHELLS];
      shell = await findShell(engine, container.Id, { shells, user: input.user, signal });
      if (shell === undefined) {
        const question = `${name} has no shell. Bring one in from ${image}?`;
        if (!await ctx.confirm(question)) {
          throw new ExitError(
            1,
            `${name} has no shell (tried ${
              shells.join(", ")
            }); "dockerctl sh --bring=${image} ${name}" ` +
              "brings one in from another image",
          );
        }
        code = await guest(ctx, engine, container, image, input);
      } else {
        ctx.log.debug(`the shell of ${name} is ${shell}`);
        const words = input.command.length > 0 ? [shell, "-c", input.command.join(" ")] : [shell];
        code = await ctx.run(["exec", ...flags(ctx, input), container.Id, ...words]);
      }
    }
    try {
      await record(await ctx.dataDir(), [{
        at: ctx.now().toISOString(),
        engine: engine.transport.endpoint,
        container: name,
        ...input.user === undefined ? {} : { user: input.user },
        command: [shell ?? `sh (${image})`, ...input.command],
        exitCode: code,
        seconds: Math.round(performance.now() - start) / 1000,
      }]);
    } catch (e) {
      await out.error(`not recorded: ${(e as Error).message}`);
    }
    if (code !== 0) throw new ExitError(code);
  },
});
