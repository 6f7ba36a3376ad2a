/** From a project and an engine to a plan, and its execution: what `up` and its relatives share. */
import {
  checkPlanProtected,
  containerName,
  desiredContainer,
  desiredGrounds,
  type DesiredServices,
  type Engine,
  executeProject,
  type ExecuteProjectOptions,
  journalDir,
  observeProject,
  parseReference,
  planImages,
  planUp,
  type Project,
  type ProjectPlan,
  type RegistryAuth,
  registryCredentials,
  registryKey,
  type UpOptions,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { planLines, reporter } from "./say.ts";
import { inTurn } from "./turn.ts";
import type { Work } from "./verb.ts";

/** What `up` and its relatives were told. */
export interface UpInput {
  alwaysRecreateDeps?: boolean;
  build?: boolean;
  forceRecreate?: boolean;
  noBuild?: boolean;
  noDeps?: boolean;
  noRecreate?: boolean;
  noStart?: boolean;
  pull?: string;
  removeOrphans?: boolean;
  renewAnonVolumes?: boolean;
  quietPull?: boolean;
  quietBuild?: boolean;
  scale?: readonly string[];
  timeout?: number;
  steady?: number;
  keepBackups?: boolean;
  /** Ends waits for other services. */
  waitLimit?: () => AbortSignal;
  /** Answer yes to what would be asked. */
  yes?: boolean;
  /** Services whose containers are left alone. */
  groundsOnly?: readonly string[];
}

/** `web=3` by service. Throws ExitError. */
export function scales(words: readonly string[] = []): Record<string, number> {
  return Object.fromEntries(words.map((word) => {
    const match = /^([^=]+)=(\d{1,4}|10000)$/.exec(word);
    if (match === null) {
      throw new ExitError(1, `invalid --scale option "${word}". Should be SERVICE=NUM`);
    }
    return [match[1], Number(match[2])];
  }));
}

/** What every service's containers are made from. */
export async function desiredOf(project: Project): Promise<DesiredServices> {
  const entries = await Promise.all(
    Object.entries(project.services).map(async ([name, service]) =>
      [
        name,
        await desiredContainer(project, service, {
          containerOf: (other) => containerName(project, project.services[other], 1),
        }),
      ] as const
    ),
  );
  return Object.fromEntries(entries);
}

/** Names of services have to be there. */
export function checkNames(project: Project, names: readonly string[]): void {
  for (const name of names) {
    if (project.services[name] === undefined) throw new ExitError(1, `no such service: ${name}`);
  }
}

/** Who one is at the registry of a reference. */
export function credentials(
  { ctx }: Work,
): (reference: string) => Promise<RegistryAuth | undefined> {
  return async (reference) => {
    const { domain } = parseReference(reference);
    return await registryCredentials(registryKey(domain), {
      env: ctx.env,
      ...(ctx.global.config && { configDir: ctx.global.config }),
      signal: ctx.signal,
    });
  };
}

function upOptions(work: Work, input: UpInput): UpOptions {
  const { noDeps, forceRecreate, noRecreate, removeOrphans, noStart } = input;
  const { alwaysRecreateDeps, groundsOnly } = input;
  if (forceRecreate && noRecreate) {
    throw new ExitError(1, "--force-recreate and --no-recreate are incompatible");
  }
  return {
    services: work.args,
    ...(noDeps && { noDeps }),
    ...(forceRecreate && { forceRecreate }),
    ...(alwaysRecreateDeps && { alwaysRecreateDeps }),
    ...(groundsOnly && { groundsOnly }),
    ...(input.yes && { recreateVolumes: true }),
    ...(noRecreate && { noRecreate }),
    ...(removeOrphans && { removeOrphans }),
    ...(noStart && { noStart }),
    scale: scales(input.scale),
  };
}

function imagePolicy(input: UpInput) {
  if (input.pull !== undefined && !/^(always|missing|never|build)$/.test(input.pull)) {
    throw new ExitError(
      1,
      `invalid --pull option "${input.pull}": always, missing, never or build`,
    );
  }
  return {
    ...(input.build && { build: true }),
    ...(input.noBuild && { noBuild: true }),
    ...(input.pull !== undefined && { pull: input.pull }),
    ...(input.noDeps && { noDeps: true }),
  };
}

/** What the executor is told beside the plan. */
export function execution(
  work: Work,
  input: UpInput,
): Pick<
  ExecuteProjectOptions,
  | "journal"
  | "signal"
  | "now"
  | "auth"
  | "onStep"
  | "parallel"
  | "timeout"
  | "renewVolumes"
  | "keepBackups"
  | "steadyMs"
  | "waitLimit"
> {
  const { ctx, global } = work;
  return {
    journal: journalDir(ctx.env),
    signal: ctx.signal,
    now: ctx.now,
    auth: credentials(work),
    onStep: reporter(work, { details: !input.quietPull && !input.quietBuild }),
    ...(global.parallel > 0 && { parallel: global.parallel }),
    ...(input.timeout !== undefined && { timeout: input.timeout }),
    ...(input.keepBackups && { keepBackups: true }),
    ...(input.waitLimit && { waitLimit: input.waitLimit }),
    ...(input.renewAnonVolumes && { renewVolumes: true }),
    ...(input.steady !== undefined && { steadyMs: input.steady * 1000 }),
  };
}

/** The plan as it would be now, images included; nothing is done. */
export async function planNow(
  work: Work,
  project: Project,
  engine: Engine,
  input: UpInput,
): Promise<ProjectPlan> {
  const observed = await observeProject(engine, project.name, { project, signal: work.ctx.signal });
  const images = planImages(project, observed, { services: work.args, ...imagePolicy(input) });
  const plan = planUp(project, await desiredOf(project), observed, {
    ...upOptions(work, input),
    grounds: await desiredGrounds(project),
    images,
  });
  await checkPlanProtected(plan, engine, work.ctx.signal);
  return plan;
}

/** Images first, then the rest, when nobody else is at it; gives the plan that was carried out. */
export async function bringUp(
  work: Work,
  project: Project,
  engine: Engine,
  input: UpInput,
): Promise<ProjectPlan> {
  return await inTurn(work, project.name, engine, () => bringUpAlone(work, project, engine, input));
}

async function bringUpAlone(
  work: Work,
  project: Project,
  engine: Engine,
  input: UpInput,
): Promise<ProjectPlan> {
  const { ctx } = work;
  const { signal } = ctx;
  let observed = await observeProject(engine, project.name, { project, signal });
  const how = execution(work, input);
  const images = planImages(project, observed, { services: work.args, ...imagePolicy(input) });
  const grounds = await desiredGrounds(project);
  const first = planUp(project, await desiredOf(project), observed, {
    ...upOptions(work, input),
    grounds,
    images,
  });
  refuse(first);
  if (first.drifted && await mayLose(work, first.drifted)) input = { ...input, yes: true };
  if (images.length > 0) {
    await executeProject({ ...first, steps: images }, engine, { ...how, project, observed });
    observed = await observeProject(engine, project.name, { project, signal });
  }
  const desired = await desiredOf(project);
  const plan = planUp(project, desired, observed, { ...upOptions(work, input), grounds });
  await checkPlanProtected(plan, engine, signal);
  for (const text of plan.warnings) await ctx.out.error(`WARN: ${ctx.out.clean(text)}`);
  refuse(plan);
  if (ctx.streams.stderr.isTerminal && plan.steps.length > 0) {
    for (const line of planLines({ ...plan, warnings: [], unchanged: [] })) {
      await ctx.out.error(ctx.out.clean(line));
    }
  }
  await executeProject(plan, engine, { ...how, project, desired, observed });
  for (const name of plan.unchanged) {
    await ctx.out.error(` Container ${ctx.out.clean(name)}  Running`);
  }
  if (plan.steps.length === 0 && !input.groundsOnly && work.global.progress !== "quiet") {
    await ctx.out.error("Nothing to do: everything is as the files say");
  }
  return plan;
}

/** Asks whether volumes may be made anew with nothing in them; where nobody can be asked, they stay. */
async function mayLose({ ctx }: Work, volumes: readonly string[]): Promise<boolean> {
  if (!ctx.streams.stdin.isTerminal) return false;
  const names = volumes.map((v) => `"${ctx.out.clean(v)}"`).join(", ");
  return await ctx.confirm(
    `Volume ${names} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`,
  );
}

function refuse(plan: ProjectPlan): void {
  if (plan.problems.length > 0) throw new ExitError(1, plan.problems.join("\n"));
}

/** Prints a plan: lines, or one JSON document. */
export async function showPlan({ ctx }: Work, plan: ProjectPlan): Promise<void> {
  if (ctx.global.json) await ctx.out.json(plan);
  else for (const line of planLines(plan)) await ctx.out.raw(ctx.out.clean(line) + "\n");
  if (plan.problems.length > 0) throw new ExitError(1);
}
