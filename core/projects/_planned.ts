/** A project of a test: read, planned, carried out. */
import type { Engine } from "../engine.ts";
import { desiredContainer } from "./desired.ts";
import { desiredGrounds } from "./drift.ts";
import { executeProject, type ExecuteProjectOptions } from "./execute.ts";
import { loadProject } from "./load.ts";
import type { Project } from "./model.ts";
import { observeProject } from "./observe.ts";
import { containerName, planUp, type UpOptions } from "./plan_up.ts";

const signal = new AbortController().signal;

/** Reads a project `p` from the text of its file. */
export const read = (text: string): Promise<Project> =>
  loadProject({
    files: ["/p/compose.yaml"],
    variables: {},
    read: (path) => Promise.resolve(path === "/p/compose.yaml" ? text : undefined),
  });

/** Loads, looks and plans; `run` carries it out. */
export async function planned(engine: Engine, text: string, options: UpOptions = {}) {
  const project = await read(text);
  const observed = await observeProject(engine, project.name, { project, signal });
  const desired = await desiredOf(project);
  const grounds = await desiredGrounds(project);
  const plan = planUp(project, desired, observed, { grounds, ...options });
  return {
    plan,
    async run(more: Partial<ExecuteProjectOptions> = {}): Promise<void> {
      const journal = await Deno.makeTempDir();
      try {
        await executeProject(plan, engine, {
          project,
          desired,
          observed,
          journal,
          signal,
          now: () => new Date(),
          steadyMs: 0,
          ...more,
        });
      } finally {
        await Deno.remove(journal, { recursive: true });
      }
    },
  };
}

/** Loads, looks and plans; with `run` it is carried out, too. */
export async function up(engine: Engine, text: string, run: boolean, options: UpOptions = {}) {
  const { plan, run: carryOut } = await planned(engine, text, options);
  const order: string[] = [];
  if (run) {
    await carryOut({ onStep: ({ step, state }) => void order.push(`${state} ${step.id}`) });
  }
  return { plan, order };
}

/** What the services' containers are made from. */
export async function desiredOf(project: Project) {
  const entries = await Promise.all(
    Object.values(project.services).map(async (s) =>
      [
        s.name,
        await desiredContainer(project, s, {
          containerOf: (n) => containerName(project, project.services[n], 1),
        }),
      ] as const
    ),
  );
  return Object.fromEntries(entries);
}
