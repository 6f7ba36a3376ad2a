/** Keeps the model true to the engine: connects, watches, says when it is lost, tries again. */
import {
  type Engine,
  EngineError,
  type EngineEvent,
  type Live,
  type LiveKind,
  type LiveSnapshot,
  NoEngineError,
  openLive,
} from "../../../core/mod.ts";
import { sleep } from "../../../core/sleep.ts";
import type { Msg } from "../model/messages.ts";
import { watchHosts } from "./watch_hosts.ts";
import { watchSwarmOf } from "./watch_swarm.ts";
import { wordsOf } from "./words.ts";
import { EVENTS, type Link } from "../model/model.ts";

/** Pauses between attempts to connect, in ms; the last is kept. */
const PAUSES = [500, 1000, 2000, 4000, 8000];

/** A hint from the person that the engine may be back: ends what is being waited for. */
export class Retry {
  #wake: (() => void) | undefined;

  /** Try again now. */
  now(): void {
    this.#wake?.();
  }

  /** Resolves after `ms` (or never, without), when {@link now} is called, or with the signal. */
  async wait(signal: AbortSignal, ms?: number): Promise<void> {
    const stop = new AbortController();
    this.#wake = () => stop.abort();
    const either = AbortSignal.any([signal, stop.signal]);
    await (ms === undefined ? aborted(either) : sleep(ms, either));
    this.#wake = undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What a watch needs. */
export interface WatchOptions {
  engine(signal: AbortSignal): Promise<Engine>;
  retry: Retry;
  now(): number;
}

/**
 * Keeps the model's objects true by core's live cache. Never gives up; ends with the signal. What
 * a person asks to try again is connected anew, pauses or not.
 */
export async function watchEngine(
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let since = options.now();
  while (!signal.aborted) {
    try {
      const engine = await options.engine(signal);
      failures = 0;
      await watchOnce(engine, options, dispatch, signal);
    } catch (e) {
      if (signal.aborted) return;
      const now = options.now();
      if (failures === 0) since = now;
      const pause = PAUSES[Math.min(failures++, PAUSES.length - 1)];
      dispatch({ type: "link", link: { ...downLink(e, since), retryAt: now + pause } });
      await options.retry.wait(signal, pause);
    }
  }
}

/** What a failure to reach the engine makes of the link. */
export function downLink(e: unknown, since: number): Extract<Link, { state: "down" }> {
  const { message, hint } = wordsOf(e);
  const link = { state: "down" as const, error: message, hint, since };
  if (e instanceof NoEngineError) {
    const tried = e.tried.map((t) => ({
      endpoint: t.endpoint,
      reason: t.reason,
      ...(t.hint !== undefined && { hint: t.hint }),
    }));
    return { ...link, tried };
  }
  if (e instanceof EngineError && e.endpoint !== undefined) {
    const reason = message.replace(/\s+/g, " ");
    return { ...link, tried: [{ endpoint: e.endpoint, reason }] };
  }
  return link;
}

/** One live cache, until the signal or a wish to try again. */
async function watchOnce(
  engine: Engine,
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  await using live = openLive(engine, { signal });
  const over = new AbortController();
  let telling: Promise<void> | undefined;
  let shown: LiveSnapshot | undefined;
  let past: Promise<void> | undefined;
  let up = false;
  const show = () => {
    const next = live.snapshot();
    const objects = changedObjects(shown, next, live);
    shown = next;
    if (objects !== undefined) dispatch({ type: "objects", ...objects });
  };
  /** The engine answers: its containers are here, whatever else is slow or fails. */
  const begin = () => {
    up = true;
    dispatch({ type: "link", link: { state: "live" } });
    void tellVersion(engine, dispatch, signal);
    past ??= tellPast(engine, told, options, dispatch, AbortSignal.any([signal, over.signal]));
  };
  const tell = () => {
    if (live.state !== "lost" && live.listed.has("containers")) {
      // Over a slow line the first look comes before all else.
      show();
      if (!up) begin();
    } else if (live.state === "lost") {
      up = false;
      telling ??= tellLost(live, options, dispatch, AbortSignal.any([signal, over.signal]))
        .finally(() => telling = undefined);
    }
  };
  const told = (event: EngineEvent) =>
    !/^(?:exec_|top$|resize$|attach$|detach$)/.test(event.action);
  const ends = [
    live.subscribe((change) => {
      if (change.type === "state" || !up) tell();
      else show();
    }),
    live.onEvent((event) => {
      if (told(event)) dispatch({ type: "events", events: [rowOf(event)] });
    }),
  ];
  const hosts = watchHosts(engine, dispatch);
  watchSwarmOf(engine, live, dispatch, AbortSignal.any([signal, over.signal]));
  try {
    tell();
    await options.retry.wait(signal);
  } finally {
    over.abort();
    for (const end of ends) end();
    hosts?.();
  }
}

function rowOf({ time, type, action, id, attributes }: EngineEvent) {
  return { time, type, action, id, attributes };
}

/** How far back the past is asked for, in ms; the engine remembers 256 events. */
const PAST = 86_400_000;

/** What happened before the screen was opened: why a container has ended stands there. */
async function tellPast(
  engine: Engine,
  told: (event: EngineEvent) => boolean,
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const now = options.now();
    const events: ReturnType<typeof rowOf>[] = [];
    const span = { since: new Date(now - PAST), until: new Date(now), signal };
    for await (const event of engine.system.events(span)) {
      if (told(event)) events.push(rowOf(event));
      if (events.length > EVENTS) events.shift();
    }
    dispatch({ type: "events", events, past: true });
  } catch {
    // Nothing of it is needed to go on.
  }
}

/** How often it is looked whether another attempt has been set, in ms. */
const LOOK = 250;

/** Says that the engine is lost, and when the next attempt comes, for as long as it is. */
async function tellLost(
  live: Live,
  options: WatchOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  const since = options.now();
  let told: string | undefined;
  while (live.state === "lost" && !signal.aborted) {
    const { retryAt } = live;
    const link = downLink(live.lastError, since);
    const state = `${retryAt ?? ""} ${link.error}`;
    if (state !== told) {
      told = state;
      // The pause is told on the clock of the screen.
      const at = retryAt === undefined ? undefined : options.now() + (retryAt - Date.now());
      dispatch({ type: "link", link: { ...link, ...(at !== undefined && { retryAt: at }) } });
    }
    await sleep(LOOK, signal);
  }
}

async function tellVersion(
  engine: Engine,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const v = await engine.system.version({ signal });
    const podman = v.Components?.some((c) => /podman/i.test(c.Name)) ?? false;
    dispatch({ type: "version", version: `${podman ? "Podman" : "Docker"} ${v.Version}` });
  } catch {
    // The live cache says so when the engine is gone.
  }
}

/** What is said of the kinds whose rows are others than those shown, or that cannot be listed. */
function changedObjects(
  before: LiveSnapshot | undefined,
  now: LiveSnapshot,
  { listed, refused }: Live,
): Omit<Extract<Msg, { type: "objects" }>, "type"> | undefined {
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  const other = (kind: LiveKind) => listed.has(kind) && before?.[kind] !== now[kind];
  return {
    ...(other("containers") && { containers: [...now.containers.values()] }),
    ...(other("images") && { images: [...now.images.values()] }),
    ...(other("networks") && { networks: [...now.networks.values()].sort(byName) }),
    ...(other("volumes") && { volumes: [...now.volumes.values()].sort(byName) }),
    listed: new Set(listed),
    refused: Object.fromEntries([...refused].map(([kind, e]) => [kind, e.message])),
  };
}
