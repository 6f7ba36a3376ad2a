/** Does what an update wanted done. Failures come back as messages. */
import { type Engine, isEngineError } from "../../core/mod.ts";
import { sleep } from "../../core/sleep.ts";
import { copyRun } from "./act/copy_run.ts";
import { findShells } from "./act/find_shells.ts";
import { actionOf } from "./act/mod.ts";
import { prunePlanned } from "./act/prune.ts";
import { planOver } from "./act/prune_over_hosts.ts";
import { pullImage } from "./act/pull.ts";
import type { EffectDeps } from "./deps.ts";
import { wordsOf } from "./engine/words.ts";
import { runOwn } from "./line/own_program.ts";
import { attachment, interactive, runCommand, runLine } from "./line/run.ts";
import type { Effect } from "./model/messages.ts";
import type { Dispatch } from "./store.ts";

type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;

/** Effects of which the next one ends the one before. */
type Alone = "run" | "complete" | "time";

/** What doing one effect is given. */
interface Doing {
  readonly deps: EffectDeps;
  readonly dispatch: Dispatch;
  readonly signal: AbortSignal;
  /** Actions on their way, by batch and id. */
  readonly acting: Map<string, Promise<void>>;
  /** A signal that the next effect of the same kind ends. */
  only(kind: Alone): AbortSignal;
  /** Ends what runs of a kind. */
  end(kind: Alone): void;
}

type Does = {
  readonly [T in Effect["type"]]: (effect: Of<T>, doing: Doing) => Promise<void> | void;
};

/** How effects are done. */
export function makeEffects(deps: EffectDeps) {
  const running = new Map<Alone, AbortController>();
  const acting: Doing["acting"] = new Map();
  return async (effect: Effect, dispatch: Dispatch, signal: AbortSignal): Promise<void> => {
    const end: Doing["end"] = (kind) => running.get(kind)?.abort();
    const only: Doing["only"] = (kind) => {
      end(kind);
      const controller = new AbortController();
      running.set(kind, controller);
      return AbortSignal.any([signal, controller.signal]);
    };
    const doing = { deps, dispatch, signal, acting, only, end };
    await (does[effect.type] as (e: Effect, d: Doing) => Promise<void> | void)(effect, doing);
  };
}

const does: Does = {
  act,
  interactive: (effect, { deps, dispatch, signal }) => interactive(deps, effect, dispatch, signal),
  pluginAct(effect, { deps, dispatch, signal }) {
    // It may take its time, or wait for an answer: it is no part of what a key does.
    void deps.plugins?.act(effect, dispatch, signal);
  },
  answer: (effect, { deps }) => deps.plugins?.answer(effect.id, effect.yes),
  shells: (effect, { deps, dispatch, signal }) =>
    attempt(dispatch, async () => {
      const found = await findShells(await deps.engine(signal), effect.id, signal);
      dispatch({ type: "shells", id: effect.id, found, choose: effect.choose });
    }),
  attach: (effect, { deps, dispatch, signal }) =>
    attempt(dispatch, async () => {
      const engine = await deps.engine(signal);
      const { Config } = await engine.containers.inspect(effect.id, { signal });
      await interactive(deps, attachment(effect, Config.Tty === true), dispatch, signal);
    }),
  copyRun: (effect, { deps, dispatch, signal }) =>
    attempt(dispatch, () => copyRun(deps, effect.id, dispatch, signal)),
  pull: (effect, { deps, dispatch, signal }) => pullImage(deps, effect.ref, dispatch, signal),
  copy: (effect, { deps }) => deps.copy(effect.text),
  openUrl: (effect, { deps, dispatch }) => attempt(dispatch, () => deps.openUrl(effect.url)),
  async plan(_effect, { deps, dispatch, signal }) {
    try {
      dispatch({ type: "plan", ...await planOver(await deps.engine(signal), signal) });
    } catch (e) {
      if (!signal.aborted) dispatch({ type: "plan", error: wordsOf(e).message });
    }
  },
  async prune(effect, { deps, dispatch, signal }) {
    const command = await prunePlanned(await deps.engine(signal), effect.items, dispatch, signal);
    if (command !== undefined) await deps.commands?.remember?.(command).catch(() => {});
  },
  retry: (_effect, { deps }) => deps.retry.now(),
  hosts: (_effect, { deps, dispatch }) =>
    attempt(dispatch, async () => {
      dispatch({ type: "hostMenu", hosts: await hostsOf(deps).list() });
    }),
  useHost: (effect, { deps, dispatch }) =>
    attempt(dispatch, async () => {
      const { label, readOnly } = await hostsOf(deps).use(effect.host);
      dispatch({ type: "hosted", host: label, readOnly });
      deps.retry.now();
    }),
  async goTo(effect, { deps, dispatch, only }) {
    const { at, log } = effect;
    if (deps.times === undefined || log) return dispatch({ type: "jump", at });
    const mine = only("time");
    try {
      const view = await deps.times.use(at, mine);
      dispatch({ type: "past", view, now: deps.now() });
    } catch (e) {
      if (mine.aborted) return;
      dispatch({ type: "stayed", at });
      // A record of lines alone has a log to show.
      if (isEngineError(e, "unsupported")) return dispatch({ type: "jump", at });
      dispatch({ type: "say", message: { kind: "warn", text: wordsOf(e).message, id: "past" } });
    }
  },
  arranged: (effect, { deps }) => deps.keepArrangement?.(effect.arrangement),
  repaint: (_effect, { deps }) => deps.repaint(),
  theme: (effect, { deps }) => deps.setTheme(effect.name),
  mouseCapture: (effect, { deps }) => deps.setMouse(effect.on),
  suspend: (_effect, { deps, dispatch }) => attempt(dispatch, () => deps.suspend()),
  ownCommand: (effect, { deps, dispatch, signal, only }) =>
    runOwn(deps, effect, dispatch, effect.background ? signal : only("run"), signal),
  save: (effect, { deps, dispatch }) =>
    attempt(dispatch, async () => {
      await deps.save(effect.path, effect.lines.map((l) => l + "\n").join(""));
      const text = `saved ${effect.lines.length} lines to ${effect.path}`;
      dispatch({ type: "say", message: { kind: "ok", text } });
    }),
  run: (effect, { deps, dispatch, signal, only }) =>
    runLine(deps, effect.text, dispatch, only("run"), signal),
  cancelRun: (_effect, { end }) => end("run"),
  async loadHistory(_effect, { deps, dispatch }) {
    if (deps.commands?.history === undefined) return;
    dispatch({ type: "history", lines: await deps.commands.history() });
  },
  async remember(effect, { deps }) {
    await deps.commands?.remember?.(effect.line).catch(() => {});
  },
  async complete(effect, { deps, dispatch, only }) {
    if (deps.commands?.complete === undefined) return;
    const mine = only("complete");
    try {
      const found = await deps.commands.complete(effect.text, effect.cursor, mine);
      if (!mine.aborted) dispatch({ type: "candidates", text: effect.text, ...found });
    } catch {
      // Without an answer there is nothing to offer; that is no news.
    }
  },
};

async function act(effect: Of<"act">, doing: Doing): Promise<void> {
  const key = `${effect.batch}/${effect.id}`;
  const mine = actAfter(effect, doing);
  doing.acting.set(key, mine);
  try {
    await mine;
  } finally {
    doing.acting.delete(key);
  }
}

/** Does it when what comes before it is done. */
async function actAfter(effect: Of<"act">, doing: Doing): Promise<void> {
  const { deps, dispatch, signal, acting } = doing;
  const { batch, id, name, after = [] } = effect;
  try {
    await Promise.all(after.map((other) => acting.get(`${batch}/${other}`)));
    const engine = await deps.engine(signal);
    const action = actionOf(effect.action);
    if (action.keeps !== undefined && deps.keepRemoved !== undefined) {
      await deps.keepRemoved.remove(engine, id, action.keeps.force, signal);
    } else if (action.argv !== undefined && deps.commands !== undefined) {
      await runCommand(deps.commands, action.argv(id, effect.arg), signal);
    } else await action.run(engine, id, effect.arg, signal);
    if (effect.healthy) await untilHealthy(engine, id, signal);
    dispatch({ type: "acted", batch, id, name, now: deps.now() });
  } catch (e) {
    if (signal.aborted) return;
    dispatch({ type: "acted", batch, id, name, error: wordsOf(e).message, now: deps.now() });
  }
}

/** So long others wait for a container to be healthy, and between two looks, in ms. */
const HEALTH_TIME = 60_000;
const HEALTH_LOOK = 500;

/** Waits while the healthcheck of a container has not said yet how it is. */
async function untilHealthy(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  for (let left = HEALTH_TIME; left > 0 && !signal.aborted; left -= HEALTH_LOOK) {
    const { State } = await engine.containers.inspect(id, { signal });
    if (State?.Health?.Status !== "starting") return;
    await sleep(HEALTH_LOOK, signal);
  }
}

/** Does it; what goes wrong is said. */
async function attempt(dispatch: Dispatch, f: () => Promise<void>): Promise<void> {
  try {
    await f();
  } catch (e) {
    dispatch({ type: "say", message: { kind: "bad", text: wordsOf(e).message } });
  }
}

function hostsOf(deps: EffectDeps) {
  if (deps.hosts === undefined) throw new Error("There is no other engine to go to here");
  return deps.hosts;
}
