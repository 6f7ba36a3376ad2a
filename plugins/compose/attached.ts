/** The containers that `up` stays with: their logs, their ends, and those that are made meanwhile. */
import {
  type Engine,
  isEngineError,
  type ObservedContainer,
  observeProject,
  type Project,
  selectServices,
} from "../../core/mod.ts";
import { follow, type LineStyle, lineWriter, shortName } from "./logs.ts";
import type { Work } from "./verb.ts";
import type { Hold } from "./watch_session.ts";

/** How `up` stays. */
export interface AttachInput extends LineStyle {
  since: Date;
  attach?: readonly string[];
  noAttach?: readonly string[];
  abortOnContainerExit?: boolean;
  exitCodeFrom?: string;
  timeout?: number;
}

/** A container of the project. */
export type Own = Pick<ObservedContainer, "id" | "name" | "service" | "inspect">;

/** Logs and ends of the chosen services' containers. */
export class Attached {
  /** Services that are meant. */
  readonly chosen: ReadonlySet<string>;
  /** When all have ended, or the one that counts: the exit code that is asked for. */
  readonly ended: Promise<number | undefined>;
  /** Containers that were there at first. */
  own: readonly Own[] = [];
  readonly #done = new AbortController();
  readonly #waiting = new Set<string>();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #held = new Map<string, Promise<void>>();
  readonly #all = Promise.withResolvers<void>();
  #result: number | undefined;
  #write: ReturnType<typeof lineWriter> | undefined;

  constructor(
    private readonly work: Work,
    private readonly project: Project,
    private readonly engine: Engine,
    private readonly input: AttachInput,
    private readonly signal: AbortSignal,
  ) {
    this.chosen = new Set(selectServices(project, work.args));
    this.ended = this.#all.promise.then(() => this.#result);
  }

  /** Takes what is there, and says so. */
  async begin(): Promise<void> {
    const { out } = this.work.ctx;
    this.own = await this.#observed();
    const names = this.own.filter((c) => this.#isShown(c)).map((c) => this.#short(c));
    await out.error(`Attaching to ${out.clean(names.join(", "))}`);
    this.#write = lineWriter(this.work, names, this.input);
    for (const c of this.own) this.#take(c);
    if (this.#waiting.size === 0) this.#all.resolve();
  }

  /** When all lines were read; the signal ends that, too. */
  async read(): Promise<void> {
    await Promise.all(this.#reading.values());
  }

  /** An end of these containers meanwhile is none: they are started again, or made anew. */
  readonly hold: Hold = async (ids, what) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const id of ids) this.#held.set(id, promise);
    try {
      await what();
    } finally {
      const now = await this.#observed().catch(() => []);
      for (const c of now) if (c.inspect.State.Running) this.#take(c);
      for (const id of ids) this.#held.delete(id);
      resolve();
    }
  };

  async #observed(): Promise<Own[]> {
    const { engine, project, signal } = this;
    const { containers } = await observeProject(engine, project.name, { signal });
    return containers.filter((c) => this.chosen.has(c.service) && !c.oneoff);
  }

  #short(c: Own): string {
    return shortName(c, this.project.name);
  }

  #isShown({ service }: Own): boolean {
    const { attach, noAttach } = this.input;
    return (!attach?.length || attach.includes(service)) && !noAttach?.includes(service) &&
      this.project.services[service]?.attach !== false;
  }

  #take(c: Own): void {
    if (!this.#waiting.has(c.id)) {
      this.#waiting.add(c.id);
      // Whose wait was ended is not said to have ended.
      void this.#untilEnd(c).catch(() => {}).finally(() => {
        this.#waiting.delete(c.id);
        if (this.#waiting.size === 0) this.#all.resolve();
      });
    }
    if (this.#reading.has(c.id) || !this.#isShown(c)) return;
    const started = new Date(c.inspect.State.StartedAt);
    const since = started > this.input.since ? started : this.input.since;
    const write = (text: string, time: string) => this.#write!(this.#short(c), text, time);
    const reading = follow(this.work, c.id, write, since, this.signal).catch(() => {});
    this.#reading.set(c.id, reading);
  }

  async #untilEnd(c: Own): Promise<void> {
    const { abortOnContainerExit, exitCodeFrom } = this.input;
    const signal = AbortSignal.any([this.signal, this.#done.signal]);
    for (;;) {
      const { result } = await this.engine.containers.wait(c.id, { signal });
      const { statusCode } = await result;
      await this.#held.get(c.id);
      const now = await this.#stateOf(c);
      if (now === "made anew") return await this.#say(`${this.#short(c)} has been recreated`);
      const code = `${this.#short(c)} exited with code ${statusCode}`;
      if (now === "runs") {
        await this.#say(`${code} (restarting)`);
        continue;
      }
      await this.#say(code);
      if (c.service === exitCodeFrom) this.#result = statusCode;
      if (abortOnContainerExit || exitCodeFrom !== undefined) {
        this.#result ??= exitCodeFrom === undefined ? statusCode : undefined;
        this.#done.abort();
      }
      return;
    }
  }

  /** What became of a container that ended: its policy or a watch may have started it again. */
  async #stateOf(c: Own): Promise<"ended" | "runs" | "made anew"> {
    const { signal } = this;
    try {
      const { State } = await this.engine.containers.inspect(c.id, { signal });
      return State.Running || State.Restarting ? "runs" : "ended";
    } catch (error) {
      if (!isEngineError(error, "not_found")) throw error;
      const named = await this.engine.containers.inspect(c.name, { signal }).catch(() => {});
      return named === undefined ? "ended" : "made anew";
    }
  }

  async #say(text: string): Promise<void> {
    const { out } = this.work.ctx;
    await out.error(out.clean(text));
  }
}
