/** Carries a project's plan out: steps at once where their order lets them, so many at a time. */
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import type { RegistryAuth } from "../images/registry_auth.ts";
import { removeBackup } from "../recreate/backups.ts";
import { backupOf } from "../recreate/names.ts";
import { isPodman } from "../versions.ts";
import { runBuild, runPull } from "./execute_image.ts";
import { desiredNetwork, desiredVolume } from "./desired.ts";
import { runHooks, runPreStop } from "./hooks.ts";
import { makeContainer, type Making, putFiles, remakeContainer } from "./execute_container.ts";
import { orMadeAlready } from "./made_already.ts";
import { orDoneMeanwhile } from "./meanwhile.ts";
import type { Project } from "./model.ts";
import type { Observed } from "./observe.ts";
import type { DesiredServices, ProjectPlan, ProjectStep } from "./plan_types.ts";
import { waitFor } from "./wait_for.ts";

/** What is told of a step. */
export interface ProjectStepReport {
  /** Which one. */
  step: ProjectStep;
  /** Begun, done, or failed. */
  state: "begin" | "done" | "failed";
  /** What it waits for, what the builder says, why it failed. */
  detail?: string;
}

/** How {@link executeProject} works. */
export interface ExecuteProjectOptions {
  /** Absent for `down`. */
  project?: Project;
  /** What is there is to be like this; absent for `down`. */
  desired?: DesiredServices;
  /** What the plan was made from. */
  observed: Observed;
  /** Folder of the journals of recreates. */
  journal: string;
  /** Ends it; what was begun is finished or undone by the next `up`. */
  signal: AbortSignal;
  /** The wall clock. */
  now(): Date;
  /** Seconds until a container that is stopped is killed. Unset: its own. */
  timeout?: number;
  /** Steps at once. Default 16. */
  parallel?: number;
  /** Anonymous volumes go with their containers. */
  removeVolumes?: boolean;
  /** Take no anonymous volumes along. */
  renewVolumes?: boolean;
  /**
   * Leave the old containers as backups for `rollback`. Unset: they go when the new ones are good,
   * as docker compose would take a backup for a container of its own, and start it.
   */
  keepBackups?: boolean;
  /** Milliseconds that a container made anew has to run before it counts as good. */
  steadyMs?: number;
  /** How images are built, beside what the files say. */
  build?: { noCache?: boolean; pull?: boolean; args?: Readonly<Record<string, string>> };
  /** Called at the first wait for another service: aborts when all waits have taken long enough. */
  waitLimit?(): AbortSignal;
  /** Who one is at the registry of a reference. */
  auth?(reference: string): Promise<RegistryAuth | undefined>;
  /** Told of every step. */
  onStep?(report: ProjectStepReport): void;
}

/** Steps at once where nothing else is said. */
const AT_ONCE = 16;

/**
 * Does the steps of a plan. The first failure ends it: what runs comes to its end, nothing more is
 * begun, and the failure is thrown. Everything done is there for the next plan to see.
 */
export async function executeProject(
  plan: ProjectPlan,
  engine: Engine,
  options: ExecuteProjectOptions,
): Promise<void> {
  if (plan.problems.length > 0) {
    throw new EngineError(plan.problems.join("\n"), { code: "conflict", op: "up" });
  }
  const greeting = await engine.transport.greeting(options.signal);
  const making: Making = {
    engine,
    api: greeting.apiVersion,
    podman: isPodman(greeting),
    images: new Map(),
    ...options,
  };
  await new Run(plan, making, options).all();
}

class Run {
  readonly #waiting: Set<ProjectStep>;
  readonly #done = new Set<string>();
  readonly #known: Set<string>;
  #running = 0;
  #failure?: unknown;

  constructor(
    plan: ProjectPlan,
    readonly making: Making,
    readonly options: ExecuteProjectOptions,
  ) {
    this.#waiting = new Set(plan.steps);
    this.#known = new Set(plan.steps.map((s) => s.id));
  }

  all(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const next = () => {
      const most = Math.max(1, this.options.parallel ?? AT_ONCE);
      const stop = this.#failure !== undefined || this.options.signal.aborted;
      for (const step of stop ? [] : this.#waiting) {
        if (this.#running >= most) break;
        if (this.#ready(step)) this.#begin(step, next);
      }
      if (this.#running > 0) return;
      // Labels of others may say a circle: then the order does not matter.
      const [stuck] = this.#waiting;
      if (!stop && stuck !== undefined) return this.#begin(stuck, next);
      if (this.#failure !== undefined) reject(this.#failure);
      else if (this.options.signal.aborted) reject(this.options.signal.reason);
      else resolve();
    };
    next();
    return promise;
  }

  #ready(step: ProjectStep): boolean {
    return step.after.every((id) => this.#done.has(id) || !this.#known.has(id));
  }

  #begin(step: ProjectStep, next: () => void): void {
    this.#waiting.delete(step);
    this.#running++;
    this.options.onStep?.({ step, state: "begin" });
    this.#do(step).then(
      () => {
        this.#done.add(step.id);
        this.options.onStep?.({ step, state: "done" });
      },
      (error) => {
        this.options.onStep?.({ step, state: "failed", detail: (error as Error)?.message });
        this.#failure ??= error;
      },
    ).finally(() => {
      this.#running--;
      next();
    });
  }

  async #do(step: ProjectStep): Promise<void> {
    const { making, options } = this;
    const { engine } = making;
    const { signal, project } = options;
    const say = (detail: string) => options.onStep?.({ step, state: "begin", detail });
    const target = step.container ?? step.subject;
    switch (step.kind) {
      case "pull":
        return await runPull(making, step, say);
      case "build":
        return await runBuild(making, step, say);
      case "recreate network":
      case "create network": {
        if (step.kind === "recreate network") await this.#freed(step.container!, step.subject);
        const request = await desiredNetwork(project!, step.key!, project!.networks[step.key!]);
        if (request === undefined) return;
        return await orMadeAlready(
          engine.networks.create(request, { signal }),
          async () => (await engine.networks.inspect(step.subject, { signal })).Labels,
          request.Labels!,
          signal,
        );
      }
      case "recreate volume":
      case "create volume": {
        if (step.kind === "recreate volume") {
          await gone(engine.volumes.remove(step.subject, { signal }));
        }
        const request = await desiredVolume(project!, step.key!, project!.volumes[step.key!]);
        if (request !== undefined) await engine.volumes.create({ ...request, signal });
        return;
      }
      case "create":
        return await this.#alone(step, () => makeContainer(making, step));
      case "recreate":
        await this.#wait(step, say);
        await this.#alone(step, () => remakeContainer(making, step, say));
        return await this.#started(step, say);
      case "start":
        await this.#wait(step, say);
        return await this.#alone(step, async () => {
          await putFiles(making, step);
          await engine.containers.start(target, { signal });
        }).then(() => this.#started(step, say));
      case "stop":
        await runPreStop(engine, target, step.service ?? "", project, { signal, say });
        return void await gone(engine.containers.stop(target, {
          signal,
          ...(options.timeout !== undefined && { timeout: options.timeout }),
        }));
      case "remove":
        if (backupOf(step.subject) !== undefined) {
          return await gone(removeBackup(engine, target, step.subject, signal));
        }
        return await gone(engine.containers.remove(target, {
          volumes: options.removeVolumes ?? false,
          signal,
        }));
      case "remove network":
        return await gone(engine.networks.remove(target, { signal }));
      case "remove volume":
        return await gone(engine.volumes.remove(step.subject, { signal }));
      case "remove image":
        return void await gone(engine.images.remove(step.subject, { signal }));
    }
  }

  /** What another command did at the same time is told in words, or taken where it is the same. */
  async #alone(step: ProjectStep, work: () => Promise<void>): Promise<void> {
    const { making, options } = this;
    try {
      await work();
    } catch (error) {
      const hash = options.desired?.[step.service ?? ""]?.hash;
      await orDoneMeanwhile(making.engine, step, hash, error, options.signal);
    }
  }

  /** What the files want to be run in a container that has started. */
  async #started(step: ProjectStep, say: (detail: string) => void): Promise<void> {
    const { project, observed, signal } = this.options;
    const hooks = project?.services[step.service ?? ""]?.post_start ?? [];
    const was = observed.containers.find((c) => c.id === step.container)?.state;
    if (hooks.length === 0 || step.kind === "recreate" && was !== "running") return;
    await runHooks(this.making.engine, step.subject, step.service!, hooks, {
      kind: "post_start",
      signal,
      say,
    });
  }

  /** Takes a network away from under the project's containers, which are made anew behind it. */
  async #freed(id: string, name: string): Promise<void> {
    const { engine } = this.making;
    const { signal, observed } = this.options;
    for (const c of observed.containers) {
      if (c.inspect.NetworkSettings.Networks?.[name] === undefined) continue;
      await gone(engine.networks.disconnect(id, c.id, { force: true, signal }));
    }
    await gone(engine.networks.remove(id, { signal }));
  }

  async #wait(step: ProjectStep, say: (detail: string) => void): Promise<void> {
    const { project, signal, waitLimit } = this.options;
    for (const wait of step.waits ?? []) {
      if (project?.services[wait.service] === undefined) continue;
      const until = waitLimit === undefined ? signal : AbortSignal.any([signal, waitLimit()]);
      await waitFor(this.making.engine, project, wait, until, say);
    }
  }
}

/** What is gone already is as it should be. */
async function gone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isEngineError(error, "not_found")) throw error;
  }
}
