/** `supervise`: keep a container running until it is done, and never against a person. */
import { journalDir } from "../../../core/recreate/journal_dir.ts";
import type { SuperviseEnd, SuperviseOptions } from "../../../core/supervise/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { sleep } from "../../../core/sleep.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText } from "../../spec/errors.ts";
import {
  type CommandContext,
  type CommandInput,
  defineCommand,
  ExitError,
} from "../../spec/types.ts";
import { refuseElsewhere } from "./_supervise/elsewhere.ts";
import { SUPERVISE_OPTIONS } from "./_supervise/options.ts";

/** Pause between tries to reach an engine that is not there yet (ms). */
const RETRY = 500;

const ARGS = [{ name: "container", complete: "container" }] as const;
const OPTIONS = {
  ...SUPERVISE_OPTIONS,
  "dry-run": { type: "boolean", summary: "Do nothing, say what would be done" },
} as const;

/** `supervise`: keep a container up. */
export const containerSupervise = defineCommand({
  path: "container supervise",
  aliases: ["supervise"],
  summary: "Keep a container running until it is done or somebody stops it",
  description:
    "Starts the container with what it depends on, stays with it, and starts it again when it " +
    "fails, when it was killed from outside, and when the engine comes back. What somebody stops, " +
    "kills by way of the engine or pauses is left alone, and so is what is being made anew. A " +
    "supervisor that was killed goes on where it was when it is started again. Ends with the " +
    "container's exit code.\n\n" +
    "What it depends on is read from compose's labels and from dev.dockerctl.depends-on, such as " +
    "db:healthy:restart,cache: names of containers, what to wait for, and whether to restart with " +
    "them. Under systemd it says when it is ready, that is healthy where there is a probe. " +
    "`dockerctl unit` writes a unit for it.",
  args: ARGS,
  options: OPTIONS,
  examples: [
    {
      text: "Keep it up, also when its probe fails",
      command: "dockerctl supervise --restart-unhealthy web",
    },
    { text: "See what would be done", command: "dockerctl supervise --dry-run web" },
  ],
  run: async (ctx, input) => {
    refuseElsewhere(input.container);
    const end = await supervised(ctx, input);
    if (input.cleanStop && (end.why === "stopped" || end.why === "removed")) return;
    if (end.code !== 0) throw new ExitError(end.code);
  },
});

type Input = CommandInput<typeof ARGS, typeof OPTIONS>;

async function supervised(ctx: CommandContext, input: Input): Promise<SuperviseEnd> {
  const [{ supervise }, { superviseDir }, { openNotifier }] = await Promise.all([
    import("../../../core/supervise/supervise.ts"),
    import("../../../core/supervise/memory.ts"),
    import("../../../core/supervise/notify.ts"),
  ]);
  const { say, all } = teller(ctx);
  const ended = new AbortController();
  ctx.onSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => ended.abort(), ended.signal);
  const signal = AbortSignal.any([ended.signal, ctx.signal]);
  const notifier = openNotifier(ctx.env);
  const tell = (state: Parameters<NonNullable<SuperviseOptions["notify"]>>[0]) =>
    void notifier?.send({ STATUS: state.status, ...(state.ready && { READY: "1" }) });
  const alive = notifier?.watchdog === undefined
    ? undefined
    : setInterval(() => void notifier.send({ WATCHDOG: "1" }), notifier.watchdog / 3);
  try {
    const reached = await reach(ctx, input.container, { say, tell, signal });
    if (reached === undefined) return { why: "ended", code: 0 };
    const { engine, name } = reached;
    const dir = journalDir(ctx.env);
    const end = await supervise(engine, {
      name,
      dir: superviseDir(ctx.env),
      journals: dir,
      restart: input.restart,
      restartUnhealthy: input.restartUnhealthy,
      ...input.max,
      onStop: input.onStop,
      dependencies: !input.alone,
      dryRun: input.dryRun,
      now: ctx.now,
      say,
      notify: tell,
      recover: async () => {
        const { recoverRecreates } = await import("../../../core/recreate/recover.ts");
        for (const { text } of await recoverRecreates(engine, { dir, signal })) say(text);
      },
      signal,
      ...(engine.transport.endpoint.startsWith("unix:") && {
        hostBoot: new Date(ctx.now().getTime() - Deno.osUptime() * 1000),
      }),
    });
    if (end.why !== "ended" || !input.stop || input.dryRun) return end;
    await notifier?.send({ STOPPING: "1", STATUS: "stopping the container" });
    say(`${name}: is stopped, as its supervisor is`);
    await engine.containers.stop(name);
    const { State } = await engine.containers.inspect(name);
    return { why: "stopped", code: State.ExitCode };
  } finally {
    clearInterval(alive);
    ended.abort();
    await all();
  }
}

/** The engine as soon as it answers, and the container's own name. */
async function reach(
  ctx: CommandContext,
  container: string,
  { say, tell, signal }: {
    say(text: string): void;
    tell(state: { status: string }): void;
    signal: AbortSignal;
  },
) {
  let said = false;
  while (!signal.aborted) {
    try {
      const engine = await ctx.engine();
      const { Name, Config } = await engine.containers.inspect(container, { signal });
      if (Object.hasOwn(Config.Labels ?? {}, "com.docker.swarm.task.id")) {
        throw new ExitError(1, `${Name.slice(1)} is a task of the swarm, which keeps it up itself`);
      }
      return { engine, name: Name.replace(/^\//, "") };
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isEngineError(error, "unreachable", "cut", "timeout", "unavailable")) throw error;
      if (!said) say(`${errorText(error)}\n${container}: waiting for the engine`);
      said = true;
      tell({ status: "the engine does not answer: waiting for it" });
      await sleep(RETRY, signal);
    }
  }
  return undefined;
}

/** Lines on stderr, with their time where nobody else adds it; a reader that is gone ends nothing. */
function teller(ctx: CommandContext): { say(text: string): void; all(): Promise<void> } {
  const dated = ctx.env["JOURNAL_STREAM"] === undefined;
  let writing = Promise.resolve();
  const say = (text: string) => {
    const when = dated ? `${ctx.now().toISOString().slice(0, 19)}Z ` : "";
    const line = `${when}${sanitise(text)}\n`;
    writing = writing.then(() => ctx.streams.stderr.write(line)).catch(() => {});
  };
  return { say, all: () => writing };
}
