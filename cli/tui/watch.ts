import { type Engine, EngineError, type EngineEvent } from "../../core/mod.ts";
import type { Msg } from "./messages.ts";

/** Pauses between attempts to reach the engine, in ms; the last is kept. */
const PAUSES = [500, 1000, 2000, 4000, 8000];
/** Events that lie this close together are followed by one listing. */
const GATHER = 60;
/** Everything is listed again after so long, as events can be lost without a word. */
const RESYNC = 60_000;

type Kind = "containers" | "images" | "networks" | "volumes";
const KINDS: readonly Kind[] = ["containers", "images", "networks", "volumes"];

/** What the watch tells the streams of single containers. */
export class EngineBus {
  readonly #starts = new Map<string, { count: number; exit?: string }>();
  #waiting: (() => void)[] = [];
  #wake: (() => void) | undefined;
  /** Grows whenever the engine is reached anew. */
  epoch = 0;

  /** How often the container was seen to start. */
  starts(id: string): number {
    return this.#starts.get(id)?.count ?? 0;
  }

  /** The exit code that the container ended with last, where an event told it. */
  exitCode(id: string): string | undefined {
    return this.#starts.get(id)?.exit;
  }

  /** Tells of an event. */
  saw(event: Pick<EngineEvent, "type" | "action" | "id" | "attributes">): void {
    if (event.type !== "container") return;
    const known = this.#starts.get(event.id) ?? { count: 0 };
    if (event.action === "start") this.#starts.set(event.id, { ...known, count: known.count + 1 });
    else if (event.action === "die") {
      this.#starts.set(event.id, { ...known, exit: event.attributes.exitCode });
    } else if (event.action === "destroy") this.#starts.delete(event.id);
    else return;
    this.changed();
  }

  /** Wakes all that wait for a change. */
  changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves at the next change, or when the signal says stop. */
  change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => {
        this.#waiting = this.#waiting.filter((w) => w !== resolve);
        resolve();
      }, { once: true });
    });
  }

  /** Ends the pause before the next attempt. */
  retry(): void {
    this.#wake?.();
  }

  /** A pause that `retry` can end. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    this.#wake = () => stop.abort();
    await sleep(ms, AbortSignal.any([signal, stop.signal]));
    this.#wake = undefined;
  }
}

/** Resolves after `ms`, or at once when the signal says stop. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** What a watch needs. */
export interface WatchOptions {
  engine(signal: AbortSignal): Promise<Engine>;
  bus: EngineBus;
  now(): number;
}

/**
 * Keeps the model's objects true: events first, then lists, and again from the start when the
 * engine was away. Never gives up; ends with the signal.
 */
export async function watchEngine(
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let since = 0;
  while (!signal.aborted) {
    try {
      const engine = await options.engine(signal);
      await watchOnce(engine, options, dispatch, signal, () => {
        failures = 0;
      });
      if (signal.aborted) return;
      throw new EngineError("The engine ended its stream of events", { code: "cut", op: "watch" });
    } catch (e) {
      if (signal.aborted) return;
      const now = options.now();
      if (failures === 0) since = now;
      const pause = PAUSES[Math.min(failures++, PAUSES.length - 1)];
      const { message, hint } = wordsOf(e);
      dispatch({
        type: "link",
        link: { state: "down", error: message, hint, since, retryAt: now + pause },
      });
      await options.bus.pause(pause, signal);
    }
  }
}

/** What an error says, and what can be done about it. */
export function wordsOf(e: unknown): { message: string; hint?: string } {
  if (e instanceof EngineError) {
    return e.hint === undefined ? { message: e.message } : { message: e.message, hint: e.hint };
  }
  return { message: e instanceof Error ? e.message : String(e) };
}

async function watchOnce(
  engine: Engine,
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
  reached: () => void,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const dirty = new Set<Kind>(KINDS);
  let wake = Promise.withResolvers<void>();
  const mark = (kind: Kind) => {
    dirty.add(kind);
    wake.resolve();
  };
  const events = (async () => {
    for await (const event of engine.system.events({ since: options.now() / 1000, signal })) {
      options.bus.saw(event);
      if (!/^(?:exec_|top$|resize$|attach$|detach$)/.test(event.action)) {
        dispatch({
          type: "events",
          events: [{
            time: event.time,
            type: event.type,
            action: event.action,
            id: event.id,
            attributes: event.attributes,
          }],
        });
        for (const kind of kindsOf(event.type)) mark(kind);
      }
    }
    throw new EngineError("The engine is gone", { code: "cut", op: "watch" });
  })();
  const lists = (async () => {
    const version = await engine.system.version({ signal });
    dispatch({ type: "version", version: versionWords(version) });
    let first = true;
    while (!signal.aborted) {
      const kinds = [...dirty];
      dirty.clear();
      wake = Promise.withResolvers<void>();
      const objects = await listKinds(engine, kinds, signal);
      dispatch({ type: "objects", ...objects });
      if (first) {
        first = false;
        reached();
        options.bus.epoch++;
        options.bus.changed();
        dispatch({ type: "link", link: { state: "live" } });
      }
      await sleep(GATHER, signal);
      if (dirty.size > 0) continue;
      const rest = new AbortController();
      const timer = sleep(RESYNC, AbortSignal.any([signal, rest.signal]));
      await Promise.race([wake.promise, timer.then(() => KINDS.forEach(mark))]);
      rest.abort();
    }
  })();
  try {
    await Promise.race([events, lists]);
  } finally {
    stop.abort();
    await Promise.allSettled([events, lists]);
  }
}

/** `Docker 28.5.2`, `Podman Engine 4.3.1`. */
function versionWords(v: {
  Version: string;
  Components?: { Name: string }[] | null;
}): string {
  const podman = v.Components?.some((c) => /podman/i.test(c.Name)) ?? false;
  return `${podman ? "Podman" : "Docker"} ${v.Version}`;
}

function kindsOf(type: string): readonly Kind[] {
  switch (type) {
    case "container":
      return ["containers"];
    case "image":
      return ["images"];
    case "network":
      // Connecting and disconnecting shows in the rows of containers.
      return ["networks", "containers"];
    case "volume":
      return ["volumes"];
    default:
      return [];
  }
}

async function listKinds(engine: Engine, kinds: readonly Kind[], signal: AbortSignal) {
  const want = (kind: Kind) => kinds.includes(kind);
  const [containers, images, networks, volumes] = await Promise.all([
    want("containers") ? engine.containers.list({ all: true, signal }) : undefined,
    want("images") ? engine.images.list({ signal }) : undefined,
    want("networks") ? engine.networks.list({ signal }) : undefined,
    want("volumes") ? engine.volumes.list({ signal }) : undefined,
  ]);
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return {
    ...(containers && { containers }),
    ...(images && { images }),
    ...(networks && { networks: networks.sort(byName) }),
    ...(volumes && { volumes: volumes.volumes.sort(byName) }),
  };
}
