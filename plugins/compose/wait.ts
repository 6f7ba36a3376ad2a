/** `up --wait` and `wait`: until services are well, or have ended. */
import {
  type Engine,
  observeProject,
  type Project,
  selectServices,
  waitFor,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose } from "./chosen.ts";
import { defineVerb, type Work } from "./verb.ts";

/** Waits until every service that is asked for runs, and is healthy where it says so. */
export async function waitUntilWell(
  work: Work,
  project: Project,
  engine: Engine,
  seconds: number | undefined,
): Promise<void> {
  const { ctx } = work;
  const late = seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
  const signal = late === undefined ? ctx.signal : AbortSignal.any([ctx.signal, late]);
  const observed = await observeProject(engine, project.name, { signal });
  const chosen = new Set(selectServices(project, work.args));
  const checked = new Set(
    observed.containers.filter((c) => chosen.has(c.service) && c.inspect.State.Health !== undefined)
      .map((c) => c.service),
  );
  const ended = observed.containers.find((c) =>
    chosen.has(c.service) && c.state === "exited" && c.inspect.State.ExitCode !== 0
  );
  if (ended !== undefined) {
    throw new ExitError(1, `container ${ended.name} exited (${ended.inspect.State.ExitCode})`);
  }
  try {
    await Promise.all(
      [...checked].map((service) =>
        waitFor(
          engine,
          project,
          observed,
          { service, condition: "service_healthy", required: true },
          signal,
          () => {},
        )
      ),
    );
  } catch (error) {
    if (late?.aborted && !ctx.signal.aborted) {
      throw new ExitError(1, `not all services were well within ${seconds} s`);
    }
    throw error;
  }
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
