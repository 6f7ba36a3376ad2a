/** `up --wait` and `wait`: until services are well, or have ended. */
import { type Engine, type Project, selectServices, waitFor } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose } from "./chosen.ts";
import { defineVerb, type Work } from "./verb.ts";

/** How long `up --wait` may wait in all, from its first wait on; `of` ends what waits. */
export class WaitLimit {
  #late?: AbortSignal;

  /** Seconds; none or 0 is for ever. */
  constructor(readonly seconds: number | undefined) {}

  /** Begins to count where it is asked first. */
  readonly begin = (): AbortSignal =>
    this.#late ??= this.seconds ? AbortSignal.timeout(this.seconds * 1000) : AbortSignal.any([]);

  /** What a failure is, where it is the limit's work. */
  told(failure: unknown, signal: AbortSignal): unknown {
    if (!this.#late?.aborted || signal.aborted) return failure;
    return new ExitError(1, `application not healthy after ${this.seconds} s (--wait-timeout)`);
  }
}

/**
 * Waits until every service that is asked for runs, and is healthy where it says so; one that
 * another waits for to complete has to complete. As with docker compose, one that ends is a failure.
 */
export async function waitUntilWell(
  work: Work,
  project: Project,
  engine: Engine,
  options: { noDeps?: boolean; limit: WaitLimit },
): Promise<void> {
  const { ctx } = work;
  const jobs = new Set(
    Object.values(project.services).flatMap((s) =>
      Object.entries(s.depends_on ?? {}).filter(([, d]) =>
        d.condition === "service_completed_successfully"
      ).map(([name]) => name)
    ),
  );
  const failing = new AbortController();
  const signal = AbortSignal.any([ctx.signal, options.limit.begin(), failing.signal]);
  const chosen = selectServices(project, work.args, options.noDeps);
  const waits = chosen.map(async (service) => {
    const condition = jobs.has(service) ? "service_completed_successfully" : "running_or_healthy";
    try {
      await waitFor(engine, project, { service, condition, required: true }, signal, () => {});
    } catch (error) {
      // One failure is enough: the others need not wait any more.
      failing.abort();
      throw error;
    }
  });
  await Promise.all(waits).finally(() => Promise.allSettled(waits));
}

export const wait = defineVerb({
  name: "wait",
  reads: ({ downProject }: { downProject: boolean }) => !downProject,
  summary: "Block until containers of all (or specified) services stop.",
  usage: "SERVICE [SERVICE...] [OPTIONS]",
  options: {
    "down-project": { type: "boolean", summary: "Drops project when the first container stops" },
  },
  async run(work, input) {
    const { ctx } = work;
    if (work.args.length === 0) {
      throw new ExitError(1, '"dockerctl compose wait" requires at least 1 argument');
    }
    const { containers, name } = await choose(work);
    const engine = await ctx.engine();
    let code = 0;
    const one = async (c: typeof containers[number]) => {
      const { result: exit } = await engine.containers.wait(c.id, { signal: ctx.signal });
      const { statusCode: exitCode } = await exit;
      code = exitCode;
      await ctx.out.raw(
        `container "${ctx.out.clean(c.name)}" exited with status code ${exitCode}\n`,
      );
    };
    if (input.downProject) {
      await Promise.race(containers.map(one));
      await ctx.run(["compose", "-p", name, "down"]);
    } else await Promise.all(containers.map(one));
    if (code !== 0) throw new ExitError(code);
  },
});
