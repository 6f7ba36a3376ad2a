/** `up`, `create`, `plan`, `build`, `pull`, `push`, `scale`: what makes a project be as its files say. */
import {
  checkPlanProtected,
  containerName,
  desiredContainer,
  type DesiredServices,
  type Engine,
  executeProject,
  type ExecuteProjectOptions,
  imageOf,
  journalDir,
  observeProject,
  parseReference,
  planImages,
  planUp,
  type Project,
  type ProjectPlan,
  type ProjectStep,
  type RegistryAuth,
  registryCredentials,
  registryKey,
  type UpOptions,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { attachLogs } from "./attach.ts";
import { load } from "./project.ts";
import { planLines, reporter } from "./say.ts";
import { defineVerb, type Work } from "./verb.ts";
import { waitUntilWell } from "./wait.ts";

const UP = {
  "abort-on-container-exit": {
    type: "boolean",
    summary: "Stops all containers if any container was stopped",
  },
  "always-recreate-deps": { type: "boolean", summary: "Recreate dependent containers" },
  "attach": { type: "list", summary: "Restrict attaching to the specified services" },
  "build": { type: "boolean", summary: "Build images before starting containers" },
  "detach": {
    type: "boolean",
    short: "d",
    summary: "Detached mode: Run containers in the background",
  },
  "dry-run": { type: "boolean", summary: "Show what would be done, and do nothing" },
  "exit-code-from": {
    type: "string",
    summary: "Return the exit code of the selected service container",
  },
  "force-recreate": {
    type: "boolean",
    summary: "Recreate containers even if nothing is different",
  },
  "keep-backups": { type: "boolean", summary: "Leave what is made anew as backups, for rollback" },
  "no-attach": { type: "list", summary: "Do not attach to the specified services" },
  "no-build": { type: "boolean", summary: "Don't build an image, even if it's policy" },
  "no-color": { type: "boolean", summary: "Produce monochrome output" },
  "no-deps": { type: "boolean", summary: "Don't start linked services" },
  "no-log-prefix": { type: "boolean", summary: "Don't print prefix in logs" },
  "no-recreate": { type: "boolean", summary: "If containers already exist, don't recreate them" },
  "no-start": { type: "boolean", summary: "Don't start the services after creating them" },
  "pull": { type: "string", summary: "Pull image before running (always, missing, never)" },
  "quiet-pull": { type: "boolean", summary: "Pull without printing progress information" },
  "quiet-build": { type: "boolean", summary: "Suppress the build output" },
  "remove-orphans": {
    type: "boolean",
    summary: "Remove containers for services not defined in the Compose file",
  },
  "renew-anon-volumes": {
    type: "boolean",
    short: "V",
    summary: "Recreate anonymous volumes instead of taking them along",
  },
  "scale": { type: "list", summary: "Scale SERVICE to NUM instances: SERVICE=NUM" },
  "timeout": {
    type: "number",
    short: "t",
    summary: "Use this timeout in seconds for container shutdown",
  },
  "timestamps": { type: "boolean", summary: "Show timestamps" },
  "steady": {
    type: "number",
    value: "seconds",
    summary: "How long a recreated container has to run to count as good (default 5)",
  },
  "wait": {
    type: "boolean",
    summary: "Wait for services to be running|healthy. Implies detached mode",
  },
  "wait-timeout": {
    type: "number",
    summary: "Maximum duration in seconds to wait for the project to be running|healthy",
  },
  "yes": { type: "boolean", short: "y", summary: "Accepted: nothing is asked" },
} as const;

/** What `up` and its relatives were told. */
export interface UpInput {
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
}

/** `web=3` by service. Throws ExitError. */
export function scales(words: readonly string[] = []): Record<string, number> {
  return Object.fromEntries(words.map((word) => {
    const match = /^([^=]+)=(\d{1,5})$/.exec(word);
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
  if (forceRecreate && noRecreate) {
    throw new ExitError(1, "--force-recreate and --no-recreate are incompatible");
  }
  return {
    services: work.args,
    ...(noDeps && { noDeps }),
    ...(forceRecreate && { forceRecreate }),
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
    images,
  });
  await checkPlanProtected(plan, engine, work.ctx.signal);
  return plan;
}

/** Images first, then the rest; gives the plan that was carried out. */
export async function bringUp(
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
  const first = planUp(project, await desiredOf(project), observed, {
    ...upOptions(work, input),
    images,
  });
  refuse(first);
  if (images.length > 0) {
    await executeProject({ ...first, steps: images }, engine, { ...how, project, observed });
    observed = await observeProject(engine, project.name, { project, signal });
  }
  const desired = await desiredOf(project);
  const plan = planUp(project, desired, observed, upOptions(work, input));
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
  if (plan.steps.length === 0 && work.global.progress !== "quiet") {
    await ctx.out.error("Nothing to do: everything is as the files say");
  }
  return plan;
}

function refuse(plan: ProjectPlan): void {
  if (plan.problems.length > 0) throw new ExitError(1, plan.problems.join("\n"));
}

/** Prints a plan: lines, or one JSON document. */
async function showPlan({ ctx }: Work, plan: ProjectPlan): Promise<void> {
  if (ctx.global.json) await ctx.out.json(plan);
  else for (const line of planLines(plan)) await ctx.out.raw(ctx.out.clean(line) + "\n");
  if (plan.problems.length > 0) throw new ExitError(1);
}

export const up = defineVerb({
  name: "up",
  summary: "Create and start containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: UP,
  async run(work, input) {
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const engine = await work.ctx.engine();
    if (input.dryRun || work.global.dryRun) {
      return await showPlan(work, await planNow(work, project, engine, input));
    }
    const from = new Date();
    await bringUp(work, project, engine, input);
    if (input.wait) return await waitUntilWell(work, project, engine, input.waitTimeout);
    if (input.detach || input.noStart) return;
    await attachLogs(work, project, engine, { ...input, since: from });
  },
});

export const create = defineVerb({
  name: "create",
  summary: "Creates containers for a service",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "build": UP.build,
    "force-recreate": UP["force-recreate"],
    "no-build": UP["no-build"],
    "no-recreate": UP["no-recreate"],
    "pull": UP.pull,
    "quiet-pull": UP["quiet-pull"],
    "remove-orphans": UP["remove-orphans"],
    "scale": UP.scale,
    "yes": UP.yes,
  },
  async run(work, input) {
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    await bringUp(work, project, await work.ctx.engine(), { ...input, noStart: true });
  },
});

export const plan = defineVerb({
  name: "plan",
  summary: "Show what up would do, and why; nothing is done",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "json": { type: "boolean", summary: "One JSON document" },
    "build": UP.build,
    "force-recreate": UP["force-recreate"],
    "no-build": UP["no-build"],
    "no-deps": UP["no-deps"],
    "no-recreate": UP["no-recreate"],
    "no-start": UP["no-start"],
    "pull": UP.pull,
    "remove-orphans": UP["remove-orphans"],
    "scale": UP.scale,
  },
  async run(work, input) {
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const made = await planNow(work, project, await work.ctx.engine(), input);
    if (!input.json) return await showPlan(work, made);
    await work.ctx.out.json(made);
    if (made.problems.length > 0) throw new ExitError(1);
  },
});

export const scale = defineVerb({
  name: "scale",
  summary: "Scale services",
  usage: "[SERVICE=REPLICAS...]",
  options: { "no-deps": UP["no-deps"] },
  async run(work, input) {
    const wanted = scales(work.args);
    const project = await load(work, { wanted: Object.keys(wanted) });
    checkNames(project, Object.keys(wanted));
    const names = { ...work, args: Object.keys(wanted) };
    await bringUp(names, project, await work.ctx.engine(), {
      ...input,
      scale: work.args,
      noRecreate: true,
    });
  },
});

async function images(
  work: Work,
  project: Project,
  steps: ProjectStep[],
  input: UpInput,
  more: Partial<ExecuteProjectOptions> = {},
): Promise<void> {
  const engine = await work.ctx.engine();
  const observed = await observeProject(engine, project.name, { signal: work.ctx.signal });
  const only: ProjectPlan = {
    version: 1,
    project: project.name,
    steps,
    unchanged: [],
    orphans: [],
    warnings: [],
    problems: [],
  };
  await executeProject(only, engine, { ...execution(work, input), project, observed, ...more });
}

export const pull = defineVerb({
  name: "pull",
  summary: "Pull service images",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "ignore-buildable": { type: "boolean", summary: "Ignore images that can be built" },
    "ignore-pull-failures": {
      type: "boolean",
      summary: "Pull what it can and ignores images with pull failures",
    },
    "include-deps": { type: "boolean", summary: "Also pull services declared as dependencies" },
    "policy": { type: "string", summary: 'Apply pull policy ("missing"|"always")' },
    "quiet": { type: "boolean", short: "q", summary: "Pull without printing progress information" },
  },
  async run(work, input) {
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const engine = await work.ctx.engine();
    const { images: there } = await observeProject(engine, project.name, {
      project,
      signal: work.ctx.signal,
    });
    const seen = new Set<string>();
    const chosen = planImages(
      { ...project, services: withoutPolicies(project) },
      { images: new Map() },
      { services: work.args, noDeps: !input.includeDeps && work.args.length > 0, pull: "always" },
    ).filter((s) => s.kind === "pull");
    // What is built has often no registry: it is pulled only where it has an image's name.
    const built = Object.values(project.services).filter((s) =>
      s.build !== undefined && s.image !== undefined && !input.ignoreBuildable &&
      (work.args.length === 0 || work.args.includes(s.name))
    ).map((s): ProjectStep => ({
      id: `pull ${s.image}`,
      kind: "pull",
      subject: s.image!,
      service: s.name,
      cause: "pull",
      after: [],
    }));
    const steps = [...chosen, ...built].filter((s) => !seen.has(s.id) && seen.add(s.id))
      .filter((s) => project.services[s.service!].pull_policy !== "never")
      .filter((s) => input.policy !== "missing" || !there.has(s.subject));
    for (const step of input.ignorePullFailures ? steps : []) {
      try {
        await images(work, project, [step], { quietPull: input.quiet });
      } catch (error) {
        await work.ctx.out.error(`WARN: ${work.ctx.out.clean((error as Error).message)}`);
      }
    }
    if (!input.ignorePullFailures) await images(work, project, steps, { quietPull: input.quiet });
  },
});

function withoutPolicies(project: Project): Project["services"] {
  return Object.fromEntries(
    Object.entries(project.services).map(([k, s]) => [k, { ...s, pull_policy: undefined }]),
  );
}

export const build = defineVerb({
  name: "build",
  summary: "Build or rebuild services",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "build-arg": { type: "list", summary: "Set build-time variables for services" },
    "no-cache": { type: "boolean", summary: "Do not use cache when building the image" },
    "pull": { type: "boolean", summary: "Always attempt to pull a newer version of the image" },
    "quiet": { type: "boolean", short: "q", summary: "Suppress the build output" },
    "with-dependencies": { type: "boolean", summary: "Also build dependencies (transitively)" },
  },
  async run(work, input) {
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const steps = planImages(project, { images: new Map() }, {
      services: work.args,
      noDeps: !input.withDependencies && work.args.length > 0,
      build: true,
    }).filter((s) => s.kind === "build");
    if (steps.length === 0) {
      await work.ctx.out.error("No services to build");
      return;
    }
    const args = Object.fromEntries(input.buildArg.flatMap((word) => {
      const [key, ...rest] = word.split("=");
      const value = rest.length > 0 ? rest.join("=") : work.ctx.env[key];
      return value === undefined ? [] : [[key, value]];
    }));
    await images(work, project, steps, { quietBuild: input.quiet }, {
      build: { noCache: input.noCache, pull: input.pull, args },
    });
  },
});

export const push = defineVerb({
  name: "push",
  summary: "Push service images",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "ignore-push-failures": {
      type: "boolean",
      summary: "Push what it can and ignores images with push failures",
    },
    "quiet": { type: "boolean", short: "q", summary: "Push without printing progress information" },
  },
  async run(work, input) {
    const { ctx } = work;
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const engine = await ctx.engine();
    const auth = credentials(work);
    for (const service of Object.values(project.services)) {
      if (
        service.build === undefined || work.args.length > 0 && !work.args.includes(service.name)
      ) continue;
      const image = imageOf(project, service);
      try {
        if (service.image === undefined) {
          throw new ExitError(1, `${service.name}: an image without a name cannot be pushed`);
        }
        const who = await auth(image);
        if (!input.quiet) await ctx.out.error(` Image ${ctx.out.clean(image)}  Pushing`);
        for await (
          const _ of engine.images.push(image, { signal: ctx.signal, ...(who && { auth: who }) })
        );
        if (!input.quiet) await ctx.out.error(` Image ${ctx.out.clean(image)}  Pushed`);
      } catch (error) {
        if (!input.ignorePushFailures) throw error;
        await ctx.out.error(`WARN: ${ctx.out.clean((error as Error).message)}`);
      }
    }
  },
});
