/** `up` without `-d`: the logs of all, and their stop at Ctrl-C. */
import {
  type Engine,
  type ObservedContainer,
  observeProject,
  type Project,
  runPreStop,
  selectServices,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { follow, type LineStyle, lineWriter, shortName } from "./logs.ts";
import type { Work } from "./verb.ts";

/** How `up` stays. */
export interface AttachInput extends LineStyle {
  since: Date;
  attach?: readonly string[];
  noAttach?: readonly string[];
  abortOnContainerExit?: boolean;
  exitCodeFrom?: string;
  timeout?: number;
}

/** Shows the logs until all have ended or Ctrl-C, then stops what runs. */
export async function attachLogs(
  work: Work,
  project: Project,
  engine: Engine,
  input: AttachInput,
): Promise<void> {
  const { ctx } = work;
  const chosen = new Set(selectServices(project, work.args));
  const observed = await observeProject(engine, project.name, { signal: ctx.signal });
  const own = observed.containers.filter((c) => chosen.has(c.service) && !c.oneoff);
  const shown = own.filter((c) =>
    (!input.attach?.length || input.attach.includes(c.service)) &&
    !input.noAttach?.includes(c.service) && project.services[c.service]?.attach !== false
  );
  const names = shown.map((c) => shortName(c, project.name));
  await ctx.out.error(`Attaching to ${ctx.out.clean(names.join(", "))}`);
  const write = lineWriter(work, names, input);
  const ending = new AbortController();
  let asked = false;
  ctx.onSignal(["SIGINT", "SIGTERM"], () => {
    if (asked) return;
    asked = true;
    ending.abort();
  }, ctx.signal);
  const signal = AbortSignal.any([ctx.signal, ending.signal]);
  const reading = shown.map((c) => {
    const started = new Date(c.inspect.State.StartedAt);
    const since = started > input.since ? started : input.since;
    return follow(
      work,
      c.id,
      (text, time) => write(shortName(c, project.name), text, time),
      since,
      signal,
    )
      .catch(() => {});
  });
  const code = await ended(
    engine,
    own,
    input,
    signal,
    (c, exit) =>
      ctx.out.error(`${ctx.out.clean(shortName(c, project.name))} exited with code ${exit}`),
  );
  // Their last lines come behind their end.
  if (!asked) await Promise.race([Promise.all(reading), settle(signal)]);
  ending.abort();
  await Promise.all(reading);
  if (asked) await ctx.out.error("Gracefully stopping...");
  await stopAll(work, engine, own, project, input.timeout);
  if (asked) throw new ExitError(130);
  if (code !== undefined && code !== 0) throw new ExitError(code);
}

/** How long last lines may take, in milliseconds. */
const LAST_LINES_MS = 500;

function settle(signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const timer = setTimeout(go, LAST_LINES_MS);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      go();
    }, { once: true });
  });
}

/** Waits until all have ended, or the one that counts; gives the exit code that is asked for. */
async function ended(
  engine: Engine,
  own: readonly ObservedContainer[],
  input: AttachInput,
  signal: AbortSignal,
  say: (c: ObservedContainer, code: number) => Promise<void>,
): Promise<number | undefined> {
  const done = new AbortController();
  const waiting = AbortSignal.any([signal, done.signal]);
  let result: number | undefined;
  await Promise.all(own.map(async (c) => {
    try {
      const { result: exit } = await engine.containers.wait(c.id, { signal: waiting });
      const { statusCode: exitCode } = await exit;
      await say(c, exitCode);
      if (c.service === input.exitCodeFrom) result = exitCode;
      if (input.abortOnContainerExit || input.exitCodeFrom !== undefined) {
        result ??= input.exitCodeFrom === undefined ? exitCode : undefined;
        done.abort();
      }
    } catch { /* the wait was ended */ }
  }));
  return result;
}

async function stopAll(
  { ctx }: Work,
  engine: Engine,
  own: readonly ObservedContainer[],
  project: Project,
  timeout: number | undefined,
): Promise<void> {
  await Promise.all(own.map(async (c) => {
    const tell = (line: string) => void ctx.out.error(ctx.out.clean(line)).catch(() => {});
    try {
      await runPreStop(engine, c.id, c.service, project, { signal: ctx.signal, say: tell });
    } catch (error) {
      tell(`WARN: ${(error as Error).message}`);
    }
    const stopped = await engine.containers.stop(c.id, {
      signal: ctx.signal,
      ...(timeout !== undefined && { timeout }),
    }).catch(() => false);
    if (stopped) await ctx.out.error(` Container ${ctx.out.clean(c.name)}  Stopped`);
  }));
}
