/** Watching: files that change go into the containers, or build, or restart their services. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Engine,
  type ObservedContainer,
  observeProject,
  type Project,
  readProjectText,
  runHooks,
  runPreStop,
  takeTurn,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { bringUp } from "./bring_up.ts";
import { filesBelow, sync } from "./sync.ts";
import type { Work } from "./verb.ts";
import { type ChangedFiles, changedFiles } from "./watch_files.ts";
import { type Watched, watchedBy } from "./watch_rules.ts";

/** How long a container that is made anew by a build has to run, in seconds. */
const STEADY = 1;

/** What is to be watched, and the right to: nobody else watches the same project meanwhile. */
export interface WatchReady extends Disposable {
  readonly rules: readonly Watched[];
}

/** Reads the rules and takes the turn. Throws ExitError where there is nothing to be watched. */
export async function readyToWatch(
  work: Work,
  project: Project,
  engine: Engine,
): Promise<WatchReady> {
  const { out } = work.ctx;
  const rules = await watchedBy(
    project,
    work.args,
    (folder) => readProjectText(join(folder, ".dockerignore")),
    (text) => void out.error(`WARN: ${out.clean(text)}`).catch(() => {}),
  );
  const turn = await onlyOne(work, project, engine);
  return { rules, [Symbol.dispose]: () => turn[Symbol.dispose]() };
}

/** Two at one project would do everything twice. */
async function onlyOne({ ctx }: Work, project: Project, engine: Engine): Promise<Disposable> {
  const words = `watch\0${engine.transport.endpoint}\0${project.name}`;
  const key = createHash("sha256").update(words).digest("hex").slice(0, 24);
  let who = "another process";
  const turn = await takeTurn(`${await ctx.dataDir()}/${key}.turn`, {
    signal: ctx.signal,
    limitMs: 0,
    onWait: (holder) => {
      if (holder !== undefined) who = `process ${holder.pid}`;
    },
  });
  if (turn !== undefined) return turn;
  throw new ExitError(1, `Project "${ctx.out.clean(project.name)}" is watched already, by ${who}`);
}

/** Does something that ends containers for a while: who waits for their end is told by it. */
export type Hold = (ids: readonly string[], what: () => Promise<void>) => Promise<void>;

/** One watch, from its begin to its end. */
export class WatchSession {
  constructor(
    readonly work: Work,
    readonly project: Project,
    readonly engine: Engine,
    readonly rules: readonly Watched[],
    readonly input: { prune: boolean; quiet?: boolean },
    readonly hold: Hold = (_, what) => what(),
  ) {}

  /** Until the signal says stop. Throws ExitError where the files cannot be watched. */
  async run(signal: AbortSignal): Promise<void> {
    let first = true;
    for await (const batch of changedFiles(this.rules.map((r) => r.rule.path), signal)) {
      if (first) {
        // What changes from here on is seen; what was there before is copied where that is asked.
        for (const rule of this.rules) {
          if (rule.rule.initial_sync && rule.rule.action.startsWith("sync")) {
            await this.#tried(() => this.#sync([[rule, undefined]]));
          }
        }
        await this.#say("Watch enabled");
        first = false;
        continue;
      }
      await this.#take(batch);
    }
  }

  /** What goes wrong is told, and the watch goes on. */
  async #tried(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      if (this.work.ctx.signal.aborted) throw error;
      await this.#say(`Error: ${(error as Error).message}`);
    }
  }

  #say(text: string): Promise<void> {
    return this.work.ctx.out.error(this.work.ctx.out.clean(text));
  }

  async #take({ paths, all }: ChangedFiles): Promise<void> {
    const hit = this.rules.flatMap((rule): [Watched, string[] | undefined][] => {
      if (all) return [[rule, undefined]];
      const own = paths.filter((p) => rule.has(p));
      return own.length === 0 ? [] : [[rule, own]];
    });
    const of = (...actions: Watched["rule"]["action"][]) =>
      hit.filter(([{ rule }]) => actions.includes(rule.action));
    const services = (some: typeof hit) => [...new Set(some.map(([r]) => r.service))];
    const rebuild = services(of("rebuild"));
    if (rebuild.length > 0) await this.#tried(() => this.#rebuild(rebuild));
    await this.#tried(async () => {
      await this.#sync(of("sync", "sync+restart", "sync+exec"));
      const restart = services(of("restart", "sync+restart"));
      if (restart.length > 0) await this.#restart(restart);
      for (const [{ service, rule }] of of("sync+exec")) await this.#exec(service, rule.exec!);
    });
  }

  async #containers(service: string): Promise<ObservedContainer[]> {
    const { signal } = this.work.ctx;
    const { containers } = await observeProject(this.engine, this.project.name, { signal });
    return containers.filter((c) => c.service === service && !c.oneoff);
  }

  /** Copies what is there, takes away what is gone; no paths: all that the rule has. */
  async #sync(parts: readonly (readonly [Watched, string[] | undefined])[]): Promise<void> {
    const { signal } = this.work.ctx;
    for (const [rule, given] of parts) {
      const paths = given ?? await filesBelow(rule, signal);
      if (paths.length === 0) continue;
      const what = `${paths.length} change${paths.length === 1 ? "" : "s"}`;
      await this.#say(
        given === undefined
          ? `Syncing service "${rule.service}" with ${paths.length} files`
          : `Syncing service "${rule.service}" after ${what} ${
            paths.length === 1 ? "was" : "were"
          } detected`,
      );
      for (const c of await this.#containers(rule.service)) {
        await sync(this.engine, c.id, rule, paths, signal);
      }
    }
  }

  async #restart(services: readonly string[]): Promise<void> {
    const { signal } = this.work.ctx;
    for (const service of services) {
      const hooks = this.project.services[service].post_start ?? [];
      for (const c of await this.#containers(service)) {
        await this.hold([c.id], async () => {
          await runPreStop(this.engine, c.id, service, this.project, { signal });
          await this.engine.containers.restart(c.id, { signal });
        });
        await runHooks(this.engine, c.id, service, hooks, { kind: "post_start", signal });
      }
    }
    await this.#say(`service(s) ${list(services)} restarted`);
  }

  async #exec(service: string, hook: NonNullable<Watched["rule"]["exec"]>): Promise<void> {
    const { signal } = this.work.ctx;
    for (const c of await this.#containers(service)) {
      if (c.state !== "running") continue;
      const say = (line: string) => void this.#say(`${c.name} -> ${line}`).catch(() => {});
      await runHooks(this.engine, c.id, service, [hook], { kind: "sync+exec", signal, say });
    }
  }

  async #rebuild(services: readonly string[]): Promise<void> {
    const { work, project, engine, input } = this;
    await this.#say(`Rebuilding service(s) ${list(services)} after changes were detected...`);
    const before = await Promise.all(services.map((s) => this.#containers(s)));
    await this.hold(before.flat().map((c) => c.id), async () => {
      await bringUp({ ...work, args: services }, project, engine, {
        build: true,
        noDeps: true,
        forceRecreate: true,
        steady: STEADY,
        quietBuild: input.quiet,
      });
    });
    await this.#say(`service(s) ${list(services)} successfully built`);
    if (!input.prune) return;
    for (const id of new Set(before.flat().map((c) => c.inspect.Image))) {
      // Without force: what has a name, or is somebody's, stays.
      const image = await engine.images.inspect(id, { signal: work.ctx.signal }).catch(() => {});
      if (image === undefined || (image.RepoTags ?? []).length > 0) continue;
      await engine.images.remove(id, { signal: work.ctx.signal }).catch(() => {});
    }
  }
}

const list = (names: readonly string[]) => `[${names.map((n) => `"${n}"`).join(" ")}]`;
