/** `exec --all`: one command in several containers at once. */
import type { ContainerSummary, Engine } from "../../core/mod.ts";
import { EngineError } from "../../core/mod.ts";
import { definePluginCommand, ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { Prefixer } from "./prefix.ts";
import { record, type Run } from "./record.ts";

/** Containers that run the command at the same time. */
const AT_ONCE = 16;
/** The label of a compose project. */
const PROJECT = "com.docker.compose.project";

/** How the command went in one container. */
interface Outcome {
  container: string;
  exitCode?: number;
  seconds: number;
  problem?: string;
}

/** The running containers that are meant, by name in order. Throws ExitError where there are none. */
export async function chosenContainers(
  engine: Engine,
  wish: { label: readonly string[]; project?: string; name?: string; signal: AbortSignal },
): Promise<ContainerSummary[]> {
  const { label, project, name, signal } = wish;
  const labels = [...label, ...project === undefined ? [] : [`${PROJECT}=${project}`]];
  const found = await engine.containers.list({
    filters: {
      status: ["running"],
      ...labels.length > 0 ? { label: labels } : {},
      ...name === undefined ? {} : { name: [name] },
    },
    signal,
  });
  if (found.length === 0) throw new ExitError(1, "no running container fits");
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

interface RunOptions {
  command: readonly string[];
  env: readonly string[];
  user?: string;
  workdir?: string;
  prefix: boolean;
}

async function runIn(
  ctx: PluginContext,
  engine: Engine,
  container: ContainerSummary,
  width: number,
  options: RunOptions,
): Promise<Outcome> {
  const { signal, streams, out } = ctx;
  const start = performance.now();
  const seconds = () => Math.round(performance.now() - start) / 1000;
  const name = container.name || container.id.slice(0, 12);
  const label = options.prefix ? `${out.clean(name).padEnd(width)} | ` : "";
  const prefixers = {
    stdout: new Prefixer(label, out.clean),
    stderr: new Prefixer(label, out.clean),
  };
  try {
    const { id } = await engine.exec.create(container.id, {
      cmd: options.command,
      attachStdout: true,
      attachStderr: true,
      env: options.env,
      user: options.user,
      workingDir: options.workdir,
      signal,
    });
    await using session = await engine.exec.start(id, { tty: false, signal });
    for await (const { stream, data } of session.output) {
      const text = prefixers[stream].push(data);
      if (text !== "") await streams[stream].write(text);
    }
    for (const stream of ["stdout", "stderr"] as const) {
      const text = prefixers[stream].end();
      if (text !== "") await streams[stream].write(text);
    }
    let state = await engine.exec.inspect(id, { signal });
    for (let n = 0; state.running && n < 100; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      state = await engine.exec.inspect(id, { signal });
    }
    return { container: name, exitCode: state.exitCode, seconds: seconds() };
  } catch (e) {
    if (!(e instanceof EngineError) || ["aborted", "unreachable"].includes(e.code)) throw e;
    await out.error(`${label}${e.message}`);
    return { container: name, seconds: seconds(), problem: e.message };
  }
}

/** The command; it stands for `exec` where one of its own flags comes first. */
export const manyCommand = definePluginCommand({
  path: "exec all",
  summary: "Execute a command in several running containers at once",
  usage: "--all [OPTIONS] [--] COMMAND [ARG...]",
  description: "Each line of output has the container's name before it. Exits with 0 where the " +
    "command did so everywhere, else with the highest exit code.",
  args: [{ name: "command" }, { name: "arg", optional: true, variadic: true }],
  options: {
    all: { type: "boolean", summary: "In every running container that fits" },
    env: { type: "list", short: "e", summary: "Set environment variables" },
    label: {
      type: "list",
      short: "l",
      value: "key=value",
      summary: "Only containers with this label",
    },
    name: { type: "string", value: "text", summary: "Only containers with this in their name" },
    "no-prefix": { type: "boolean", summary: "Print lines as they are" },
    project: {
      type: "string",
      summary: "Only containers of this compose project",
      complete: "project",
    },
    user: { type: "string", short: "u", summary: "Username or UID" },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  stopEarly: true,
  examples: [
    { text: "How long are they up?", command: "dockerctl exec --all -l app=shop -- uptime" },
  ],
  async run(ctx, input) {
    const { signal } = ctx;
    const engine = await ctx.engine();
    const containers = await chosenContainers(engine, { ...input, signal });
    const command = [input.command, ...input.arg];
    const width = Math.max(...containers.map((c) => c.name.length));
    const options = {
      command,
      env: input.env,
      user: input.user,
      workdir: input.workdir,
      prefix: !input.noPrefix,
    };
    const outcomes: Outcome[] = new Array(containers.length);
    let next = 0;
    const at = ctx.now().toISOString();
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, containers.length) }, async () => {
      for (let n = next++; n < containers.length; n = next++) {
        outcomes[n] = await runIn(ctx, engine, containers[n], width, options);
      }
    }));
    const { endpoint } = engine.transport;
    await record(
      await ctx.dataDir(),
      outcomes.map(({ container, exitCode, seconds }): Run => ({
        at,
        engine: endpoint,
        container,
        ...input.user === undefined ? {} : { user: input.user },
        command,
        ...exitCode === undefined ? {} : { exitCode },
        seconds,
      })),
    );
    const failed = outcomes.filter((o) => o.exitCode !== 0);
    if (failed.length === 0) return;
    const codes = failed.map((o) => o.exitCode ?? 125);
    const text = failed.map((o) => `${o.container} (${o.exitCode ?? o.problem ?? "?"})`).join(", ");
    throw new ExitError(
      Math.max(...codes),
      `failed in ${failed.length} of ${outcomes.length}: ${text}`,
    );
  },
});
