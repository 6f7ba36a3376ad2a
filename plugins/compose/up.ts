/** `up`, `create`, `plan`, `scale`: what makes a project be as its files say. */
import { ExitError } from "../../cli/plugin/mod.ts";
import type { Project } from "../../core/mod.ts";
import { attachLogs } from "./attach.ts";
import { bringUp, checkNames, planNow, scales, showPlan, type UpInput } from "./bring_up.ts";
import { load } from "./project.ts";
import { defineVerb, type Work } from "./verb.ts";
import { WaitLimit, waitUntilWell } from "./wait.ts";
import { readyToWatch, WatchSession } from "./watch_session.ts";

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
  "watch": {
    type: "boolean",
    short: "w",
    summary: "Watch source code and rebuild/refresh containers when files are updated",
  },
  "yes": {
    type: "boolean",
    short: "y",
    summary: "Make volumes anew that are not as the files say: what is in them is lost",
  },
} as const;

export const up = defineVerb({
  name: "up",
  plans: true,
  summary: "Create and start containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: UP,
  async run(work, input) {
    checkFlags(input);
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const engine = await work.ctx.engine();
    if (input.dryRun || work.global.dryRun) {
      return await showPlan(work, await planNow(work, project, engine, input));
    }
    const stays = !input.detach && !input.noStart;
    // Before anything is made: it says what cannot be watched.
    using ready = input.watch && stays ? await readyToWatch(work, project, engine) : undefined;
    const from = new Date();
    const limit = new WaitLimit(input.waitTimeout);
    try {
      await bringUp(work, project, engine, { ...input, waitLimit: limit.begin });
      if (input.wait) {
        return await waitUntilWell(work, project, engine, { noDeps: input.noDeps, limit });
      }
    } catch (error) {
      throw limit.told(error, work.ctx.signal);
    }
    if (!stays) return;
    await attachLogs(work, project, engine, {
      ...input,
      since: from,
      watch: ready && (async (signal, hold) => {
        const within = { ...work, ctx: { ...work.ctx, signal } };
        const how = { prune: true, quiet: true };
        await new WatchSession(within, project, engine, ready.rules, how, hold).run(signal);
      }),
    });
  },
});

/** Flags that say opposite things. */
interface Staying {
  abortOnContainerExit?: boolean;
  attach: readonly string[];
  detach?: boolean;
  exitCodeFrom?: string;
  noBuild?: boolean;
  wait?: boolean;
  waitTimeout?: number;
  watch?: boolean;
}

function checkFlags(input: Staying): void {
  const { detach, wait, waitTimeout, watch } = input;
  const stays = input.abortOnContainerExit || input.exitCodeFrom || input.attach.length > 0 ||
    watch;
  if (stays && (detach || wait)) {
    throw new ExitError(
      1,
      `--${wait ? "wait" : "detach"} cannot be combined with --abort-on-container-exit, ` +
        "--exit-code-from, --attach or --watch",
    );
  }
  if (watch && input.noBuild) throw new ExitError(1, "--no-build and --watch are incompatible");
  if (waitTimeout !== undefined && !(waitTimeout >= 0)) {
    throw new ExitError(1, `--wait-timeout takes seconds, not "${waitTimeout}"`);
  }
}

/** Does it, or with `--dry-run` shows what would be done. */
async function bringOrShow(work: Work, project: Project, input: UpInput): Promise<void> {
  const engine = await work.ctx.engine();
  if (work.global.dryRun) await showPlan(work, await planNow(work, project, engine, input));
  else await bringUp(work, project, engine, input);
}

export const create = defineVerb({
  name: "create",
  plans: true,
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
    await bringOrShow(work, project, { ...input, noStart: true });
  },
});

export const plan = defineVerb({
  name: "plan",
  reads: true,
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
    "yes": UP.yes,
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
  plans: true,
  summary: "Scale services",
  usage: "[SERVICE=REPLICAS...]",
  options: { "no-deps": UP["no-deps"] },
  async run(work, input) {
    const wanted = scales(work.args);
    const project = await load(work, { wanted: Object.keys(wanted) });
    checkNames(project, Object.keys(wanted));
    const names = { ...work, args: Object.keys(wanted) };
    await bringOrShow(names, project, { ...input, scale: work.args, noRecreate: true });
  },
});
