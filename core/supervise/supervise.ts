/** Keeps a container in its wanted state: attached to events, judging by what is, not what was told. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { SuperviseLock } from "./memory.ts";
import { isAway, type Looked, Supervised } from "./supervised.ts";
import type { SuperviseEnd, SuperviseOptions } from "./types.ts";
import { whenDown } from "./when_down.ts";
import { whenGone } from "./when_gone.ts";
import { whenRunning } from "./when_running.ts";

/** Pauses between tries to reach the engine (ms). */
const RETRY = 300;
/** An engine that takes no connection and refuses none is asked again after so long (ms). */
const PATIENCE = 20_000;

/**
 * Keeps a container running until it is done, stopped by somebody, gone, restarted too often, or
 * the signal ends it. What a person stops, kills by way of the engine or pauses is left alone, and
 * so is what is being made anew. Throws EngineError: `not_found` where there is no such container
 * at first, `conflict` where it is supervised already.
 */
export async function supervise(engine: Engine, options: SuperviseOptions): Promise<SuperviseEnd> {
  const { endpoint } = engine.transport;
  const lock = options.dryRun
    ? undefined
    : await SuperviseLock.take(options.dir, endpoint, options.name);
  try {
    const end = await new Supervisor(new Supervised(engine, options, lock)).run();
    lock?.forget();
    return end;
  } catch (error) {
    lock?.forget();
    throw error;
  } finally {
    lock?.close();
  }
}

/** Looks at the container whenever something may have changed, and hands it to what it asks for. */
class Supervisor {
  readonly #s: Supervised;
  #away = false;
  #wake = Promise.withResolvers<void>();

  constructor(supervised: Supervised) {
    this.#s = supervised;
  }

  async run(): Promise<SuperviseEnd> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#s.options.signal]);
    const following = this.#follow(signal);
    try {
      while (!this.#s.options.signal.aborted) {
        const looked = await this.#tryLook();
        if ("end" in looked) return looked.end;
        await this.#pause(looked.again);
      }
      return { why: "ended", code: 0 };
    } finally {
      stop.abort();
      await following;
    }
  }

  /** Waits for an event, a time or the end. */
  async #pause(ms: number | undefined): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#s.options.signal]);
    // Without an event one looks now and then all the same: a stream can be dead without a word.
    await Promise.race([this.#wake.promise, sleep(Math.min(ms ?? 30_000, 30_000), signal)]);
    stop.abort();
    this.#wake = Promise.withResolvers();
  }

  /** Follows the engine's events for ever; each that may matter makes us look. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const filters = { type: ["container", "daemon"] };
        const onOpen = () => this.#wake.resolve();
        for await (const e of this.#s.engine.system.events({ filters, signal, onOpen })) {
          if (/^(exec_|top|resize|attach|detach|archive-path|extract)/.test(e.action)) continue;
          if (e.id === this.#s.memory.id) this.#s.lastEnd.take(e);
          const ours = e.id === this.#s.memory.id ||
            e.attributes["name"] === this.#s.options.name ||
            this.#s.others.watches(e.id) || e.type === "daemon";
          if (ours) this.#wake.resolve();
        }
      } catch (error) {
        if (!isEngineError(error)) throw error;
      }
      if (signal.aborted) return;
      this.#s.cut = true;
      this.#wake.resolve();
      await sleep(RETRY, signal);
    }
  }

  async #tryLook(): Promise<Looked> {
    const { signal } = this.#s.options;
    try {
      return await this.#look();
    } catch (error) {
      if (signal.aborted) return { end: { why: "ended", code: 0 } };
      if (!isAway(error)) throw error;
      this.#s.cut = true;
      this.#away = true;
      this.#s.tell("the engine does not answer: waiting for it");
      return { again: RETRY };
    }
  }

  async #look(): Promise<Looked> {
    const { name, signal } = this.#s.options;
    let doc: ContainerInspect;
    try {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      doc = await this.#s.engine.containers.inspect(name, { signal: soon });
    } catch (error) {
      if (isEngineError(error, "not_found")) return await whenGone(this.#s, error);
      if (isEngineError(error, "aborted") && !signal.aborted) throw away(error);
      throw error;
    }
    if (this.#away) this.#s.options.say(`${name}: the engine answers again`);
    this.#away = false;
    this.#s.seen = true;
    this.#s.goneSince = undefined;
    if (doc.Id !== this.#s.memory.id) {
      if (this.#s.memory.id !== "") {
        this.#s.options.say(`${name}: was made anew, and is kept up as it is now`);
      }
      delete this.#s.memory.ended;
      this.#s.memory.id = doc.Id;
      this.#s.save();
    }
    const { State } = doc;
    this.#s.removesItself = doc.HostConfig.AutoRemove === true;
    if (State.Paused) return this.#s.hold("paused by somebody: left alone");
    if (State.Restarting) return this.#s.hold("its own restart policy starts it again");
    return State.Running ? await whenRunning(this.#s, doc) : await whenDown(this.#s, doc);
  }
}

function away(cause: EngineError): EngineError {
  return new EngineError("The engine does not answer", { code: "timeout", op: cause.op, cause });
}
