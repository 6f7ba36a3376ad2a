/** `pull`, `build`, `push`: the images of services. */
import {
  executeProject,
  type ExecuteProjectOptions,
  imageOf,
  observeProject,
  planImages,
  type Project,
  type ProjectPlan,
  type ProjectStep,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { checkNames, credentials, execution, type UpInput } from "./bring_up.ts";
import { load } from "./project.ts";
import { defineVerb, type Work } from "./verb.ts";

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
