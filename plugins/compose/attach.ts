/** `up` without `-d`: the logs of all, and their stop at Ctrl-C. */
import { type Engine, observeProject, type Project, runPreStop } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { Attached, type AttachInput, type Own } from "./attached.ts";
import type { Work } from "./verb.ts";
import type { Hold } from "./watch_session.ts";

/** Watches files beside the logs until the signal says stop. */
export type Watching = (signal: AbortSignal, hold: Hold) => Promise<void>;

/** Shows the logs until all have ended or Ctrl-C, then stops what runs. */
export async function attachLogs(
  work: Work,
  project: Project,
  engine: Engine,
  input: AttachInput & { watch?: Watching },
): Promise<void> {
  const { ctx } = work;
  const ending = new AbortController();
  const signal = AbortSignal.any([ctx.signal, ending.signal]);
  const attached = new Attached(work, project, engine, input, signal);
  await attached.begin();
  let asked = false;
  ctx.onSignal(["SIGINT", "SIGTERM"], () => {
    if (asked) return;
    asked = true;
    ending.abort();
  }, ctx.signal);
  let failure: unknown;
  const watching = input.watch?.(signal, attached.hold).catch((error) => {
    if (signal.aborted) return;
    failure = error;
    ending.abort();
  });
  const code = await attached.ended;
  // Their last lines come behind their end.
  if (!signal.aborted) await Promise.race([attached.read(), settle(signal)]);
  ending.abort();
  await Promise.all([attached.read(), watching]);
  if (watching !== undefined) await ctx.out.error("Watch disabled");
  if (asked) await ctx.out.error("Gracefully stopping...");
  await stopAll(work, engine, await last(attached, watching !== undefined), project, input.timeout);
  if (failure !== undefined) throw failure;
  if (asked) throw new ExitError(130);
  if (code !== undefined && code !== 0) throw new ExitError(code);

  /** What was made meanwhile is to be stopped, too. */
  async function last({ own, chosen }: Attached, watched: boolean): Promise<readonly Own[]> {
    if (!watched) return own;
    const { containers } = await observeProject(engine, project.name, { signal: ctx.signal });
    return containers.filter((c) => chosen.has(c.service) && !c.oneoff);
  }
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

async function stopAll(
  { ctx }: Work,
  engine: Engine,
  own: readonly Own[],
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
