/** What a supervisor does with other containers: those that come first, and those that come after. */
import type { ContainerInspect, ContainerSummary } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { type DependencyCondition, type Named, restartedWith, startOrder } from "./dependencies.ts";

/** What {@link Others} is told. */
export interface OthersOptions {
  /** The container that is supervised. */
  name: string;
  dryRun: boolean;
  say(text: string): void;
  /** Restarts a container for a reason that goes on after "as". Throws EngineError. */
  restart(id: string, reason: string, signal: AbortSignal): Promise<void>;
  /** Whether somebody ended that container on purpose. */
  stoppedByPerson(id: string): Promise<boolean>;
}

/** The other containers, as far as the supervised one has to do with them. */
export class Others {
  readonly #watched = new Set<string>();
  readonly #told = new Set<string>();

  constructor(readonly engine: Engine, readonly options: OthersOptions) {}

  /** Whether an event of this container matters. */
  watches(id: string): boolean {
    return this.#watched.has(id);
  }

  /**
   * Starts what comes first and does not run, unless somebody stopped it. What has still to come
   * true, in words; undefined: nothing.
   */
  async startDependencies(
    doc: ContainerInspect,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const all = await this.engine.containers.list({ all: true, signal });
    const own: Named = { id: doc.Id, name: bare(doc.Name), labels: doc.Config.Labels };
    const order = startOrder(own, all);
    for (const { container } of order) this.#watched.add(container.id);
    const states = new Map(all.map((c) => [c.id, c]));
    for (const { container, condition } of order) {
      const waits = await this.#first(states.get(container.id)!, condition, signal);
      if (waits !== undefined) return waits;
    }
    return undefined;
  }

  /** What is still missing of one that comes first. */
  async #first(
    other: ContainerSummary,
    condition: DependencyCondition,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { name, id, state, health } = other;
    if (state === "paused") return `${name}, which it depends on, is paused`;
    if (state === "restarting") return `${name}, which it depends on, is being restarted`;
    if (condition === "completed") {
      if (state === "running") return `${name}, which has to be done first, still runs`;
      if (state === "exited") {
        const { State } = await this.engine.containers.inspect(id, { signal });
        if (State.ExitCode === 0) return undefined;
        return `${name}, which has to be done first, failed with ${State.ExitCode}`;
      }
    } else if (state === "running") {
      if (condition !== "healthy" || health === "healthy") return undefined;
      if (health !== undefined) return `${name}, which it depends on, is not healthy yet`;
      // The list of an older engine says nothing of health.
      const { State } = await this.engine.containers.inspect(id, { signal });
      const said = State.Health?.Status ?? "healthy";
      return said === "healthy" || said === "none"
        ? undefined
        : `${name}, which it depends on, is not healthy yet`;
    }
    if (state === "exited" && await this.options.stoppedByPerson(id)) {
      return `${name}, which it depends on, was stopped by somebody`;
    }
    if (this.options.dryRun) {
      this.#sayOnce(`${name}, which ${this.options.name} depends on, would be started first`);
      return undefined;
    }
    this.options.say(`${name}: is started, as ${this.options.name} depends on it`);
    try {
      await this.engine.containers.start(id, { signal });
    } catch (error) {
      if (!isEngineError(error, "engine", "conflict", "not_found", "bad_request")) throw error;
      return `${name}, which it depends on, could not be started: ${error.message}`;
    }
    return condition === "started" ? undefined : `${name}, which it depends on, has just started`;
  }

  /** Restarts what wants to be after the supervised container was; what does not run is left so. */
  async restartDependents(doc: ContainerInspect, signal: AbortSignal): Promise<void> {
    const { name, say, dryRun } = this.options;
    const running = await this.engine.containers.list({ signal });
    const own: Named = { id: doc.Id, name: bare(doc.Name), labels: doc.Config.Labels };
    const candidates = await Promise.all(running.map(async (c) => {
      // One that lives in another's network has none of its own.
      if (Object.keys(c.networks).length > 0) return c;
      const whole = await this.engine.containers.inspect(c.id, { signal }).catch((error) => {
        if (isEngineError(error, "not_found")) return undefined;
        throw error;
      });
      return { ...c, networkMode: whole?.HostConfig.NetworkMode };
    }));
    for (const other of restartedWith(own, candidates)) {
      if (running.find((c) => c.id === other.id)?.state !== "running") continue;
      if (dryRun) {
        say(`${other.name}: would be restarted after ${name}`);
        continue;
      }
      say(`${other.name}: is restarted, as it depends on ${name}`);
      try {
        await this.options.restart(other.id, `it depends on ${name}`, signal);
      } catch (error) {
        if (!isEngineError(error, "denied", "engine", "conflict", "not_found")) throw error;
        say(`${other.name} was not restarted: ${error.message}`);
      }
    }
  }

  #sayOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.options.say(text);
  }
}

function bare(name: string): string {
  return name.replace(/^\//, "");
}
