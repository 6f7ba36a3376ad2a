import { type Engine, isEngineError } from "../../core/mod.ts";
import { splitLine } from "../spec/split_line.ts";
import type { Streams } from "../spec/types.ts";
import type { CommandHost } from "./line/commands.ts";
import type { HostSwitch } from "./engine/hosts.ts";
import type { Effect } from "./model/messages.ts";
import { makePlan, prunePlanned } from "./act/prune.ts";
import type { Dispatch } from "./store.ts";
import { OutputCapture } from "./line/output_capture.ts";
import type { PluginWork } from "./plugin/work.ts";
import { pullImage } from "./act/pull.ts";
import { inspectToRunLine } from "../../core/recreate/run_line.ts";
import { findShells } from "./act/shells.ts";
import { sanitise } from "../format/sanitise.ts";
import { quoteWord } from "./act/act.ts";
import { type Retry, wordsOf } from "./engine/watch.ts";

/** What effects are done with. */
export interface EffectDeps {
  engine(signal: AbortSignal): Promise<Engine>;
  retry: Retry;
  now(): number;
  commands?: CommandHost;
  hosts?: HostSwitch;
  plugins?: PluginWork;
  /** Runs `f` with the terminal given to it, then takes the terminal back. */
  withTerminal<T>(f: (streams: Streams) => Promise<T>): Promise<T>;
  repaint(): void;
  setTheme(name: string): void;
  copy(text: string): void;
  openUrl(url: string): Promise<void>;
  save(path: string, text: string): Promise<void>;
}

/** Does what an update wanted done. Failures come back as messages. */
export function makeEffects(deps: EffectDeps) {
  const running = new Map<"run" | "complete", AbortController>();
  /** A signal that the next of the same kind ends. */
  const only = (kind: "run" | "complete", outer: AbortSignal) => {
    running.get(kind)?.abort();
    const controller = new AbortController();
    running.set(kind, controller);
    return AbortSignal.any([outer, controller.signal]);
  };

  return async (effect: Effect, dispatch: Dispatch, signal: AbortSignal): Promise<void> => {
    switch (effect.type) {
      case "act":
        return await act(deps, effect, dispatch, signal);
      case "interactive":
        return await interactive(deps, effect, dispatch, signal);
      case "pluginAct":
        // It may take its time, or wait for an answer: it is no part of what a key does.
        void deps.plugins?.act(effect, dispatch, signal);
        return;
      case "answer":
        return deps.plugins?.answer(effect.id, effect.yes);
      case "shells":
        return await attempt(dispatch, async () => {
          const found = await findShells(await deps.engine(signal), effect.id, signal);
          dispatch({ type: "shells", id: effect.id, found, choose: effect.choose });
        });
      case "copyRun":
        return await attempt(dispatch, () => copyRun(deps, effect.id, dispatch, signal));
      case "pull":
        return await pullImage(deps, effect.ref, dispatch, signal);
      case "copy":
        return deps.copy(effect.text);
      case "openUrl":
        return await attempt(dispatch, () => deps.openUrl(effect.url));
      case "plan":
        try {
          const engine = await deps.engine(signal);
          dispatch({ type: "plan", items: await makePlan(engine, signal) });
        } catch (e) {
          if (!signal.aborted) dispatch({ type: "plan", error: wordsOf(e).message });
        }
        return;
      case "prune": {
        const engine = await deps.engine(signal);
        const command = await prunePlanned(engine, effect.items, dispatch, signal);
        if (command !== undefined) await deps.commands?.remember?.(command).catch(() => {});
        return;
      }
      case "retry":
        return deps.retry.now();
      case "hosts":
        return await attempt(dispatch, async () => {
          if (deps.hosts === undefined) throw new Error("There is no other engine to go to here");
          dispatch({ type: "hostMenu", hosts: await deps.hosts.list() });
        });
      case "useHost":
        return await attempt(dispatch, async () => {
          if (deps.hosts === undefined) throw new Error("There is no other engine to go to here");
          const { label, readOnly } = await deps.hosts.use(effect.host);
          dispatch({ type: "hosted", host: label, readOnly });
          deps.retry.now();
        });
      case "repaint":
        return deps.repaint();
      case "theme":
        return deps.setTheme(effect.name);
      case "save":
        return await attempt(dispatch, async () => {
          await deps.save(effect.path, effect.lines.map((l) => l + "\n").join(""));
          const text = `saved ${effect.lines.length} lines to ${effect.path}`;
          dispatch({ type: "say", message: { kind: "ok", text } });
        });
      case "run":
        return await runLine(deps, effect.text, dispatch, only("run", signal), signal);
      case "cancelRun":
        running.get("run")?.abort();
        return;
      case "loadHistory":
        if (deps.commands?.history === undefined) return;
        return dispatch({ type: "history", lines: await deps.commands.history() });
      case "remember":
        return await deps.commands?.remember?.(effect.line).catch(() => {});
      case "complete": {
        if (deps.commands?.complete === undefined) return;
        const mine = only("complete", signal);
        try {
          const found = await deps.commands.complete(effect.text, effect.cursor, mine);
          if (!mine.aborted) dispatch({ type: "candidates", text: effect.text, ...found });
        } catch {
          // Without an answer there is nothing to offer; that is no news.
        }
      }
    }
  };
}

async function attempt(dispatch: Dispatch, f: () => Promise<void>): Promise<void> {
  try {
    await f();
  } catch (e) {
    dispatch({ type: "say", message: { kind: "bad", text: wordsOf(e).message } });
  }
}

async function act(
  deps: EffectDeps,
  effect: Extract<Effect, { type: "act" }>,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const { batch, id, name } = effect;
  try {
    await doAct(await deps.engine(signal), effect, signal);
    dispatch({ type: "acted", batch, id, name, now: deps.now() });
  } catch (e) {
    if (signal.aborted) return;
    dispatch({ type: "acted", batch, id, name, error: wordsOf(e).message, now: deps.now() });
  }
}

async function doAct(
  engine: Engine,
  { action, id, arg }: Extract<Effect, { type: "act" }>,
  signal: AbortSignal,
): Promise<void> {
  switch (action) {
    case "start":
      await engine.containers.start(id, { signal });
      return;
    case "stop":
      await engine.containers.stop(id, { signal });
      return;
    case "restart":
      return await engine.containers.restart(id, { signal });
    case "kill":
      return await engine.containers.kill(id, { signal });
    case "pause":
      if (arg === "unpause") return await engine.containers.unpause(id, { signal });
      return await engine.containers.pause(id, { signal });
    case "remove":
      return await engine.containers.remove(id, { signal });
    case "forceRemove":
      return await engine.containers.remove(id, { force: true, signal });
    case "rename":
      return await engine.containers.rename(id, arg!, { signal });
    case "connect":
      return await engine.networks.connect(arg!, id, { signal });
    case "disconnect":
      return await engine.networks.disconnect(arg!, id, { signal });
    case "removeImage":
    case "forceRemoveImage":
      return await removeImage(engine, id, action === "forceRemoveImage", signal);
    case "tag":
      return await engine.images.tag(id, arg!, { signal });
    case "removeNetwork":
      return await engine.networks.remove(id, { signal });
    case "removeVolume":
      return await engine.volumes.remove(id, { signal });
  }
}

/** An image of several names is removed name by name, as an id of several needs force. */
async function removeImage(
  engine: Engine,
  id: string,
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  const image = (await engine.images.list({ signal })).find((i) => i.id === id);
  const tags = image?.repoTags.filter((t) => t !== "<none>:<none>") ?? [];
  for (const ref of tags.length > 0 ? tags : [id]) {
    try {
      await engine.images.remove(ref, { force, signal });
    } catch (e) {
      if (!isEngineError(e, "not_found")) throw e;
    }
  }
}

async function interactive(
  deps: EffectDeps,
  effect: Extract<Effect, { type: "interactive" }>,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const { commands } = deps;
  if (commands === undefined) {
    dispatch({
      type: "say",
      message: { kind: "bad", text: "There are no commands here to do that with" },
    });
    return;
  }
  // The id runs it, whatever is renamed meanwhile; a person reads and repeats the name.
  const words = effect.argv.map((w) => /^[0-9a-f]{64}$/.test(w) ? effect.title : w);
  const line = words.map((w) => quoteWord(sanitise(w))).join(" ");
  const command = commandLine(words[0], line);
  const code = await deps.withTerminal(async (streams) => {
    await streams.stdout.write(`$ ${command}\n`);
    return await commands.run(effect.argv, streams, signal);
  });
  await commands.remember?.(line).catch(() => {});
  const shell = effect.shellOf !== undefined && (code === 126 || code === 127);
  if (shell) dispatch({ type: "forgetShell", image: effect.shellOf! });
  const message = shell
    ? { kind: "bad" as const, text: `${effect.argv.at(-1)} cannot be run in ${effect.title}` }
    : { kind: "info" as const, text: `back from ${effect.title}, exit code ${code}` };
  dispatch({ type: "say", message: { ...message, command } });
}

/** A line as it is typed in a shell: what docker does not have is dockerctl's. */
function commandLine(first: string, line: string): string {
  return `${first === "sh" ? "dockerctl" : "docker"} ${line}`;
}

/** The command that makes a container like this one, to the clipboard. */
async function copyRun(
  deps: EffectDeps,
  id: string,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const engine = await deps.engine(signal);
  const container = await engine.containers.inspect(id, { signal });
  let image;
  try {
    image = await engine.images.inspect(container.Image, { signal });
  } catch (e) {
    // Without its image all of it is told.
    if (!isEngineError(e, "not_found")) throw e;
  }
  deps.copy(sanitise(inspectToRunLine(container, image?.Config)));
  // It is not shown: the environment is full of secrets.
  const text = `copied the \`run\` command of ${container.Name.slice(1)}`;
  dispatch({ type: "say", message: { kind: "ok", text } });
}

/** Runs what was typed after `:`. */
async function runLine(
  deps: EffectDeps,
  text: string,
  dispatch: Dispatch,
  signal: AbortSignal,
  outer: AbortSignal,
): Promise<void> {
  const { commands } = deps;
  const argv = splitLine(text.trim());
  if (argv[0] === "docker" || argv[0] === "dockerctl") argv.shift();
  if (argv.length === 0 || argv[0] === "") return;
  if (["q", "quit", "exit"].includes(argv[0])) return dispatch({ type: "quit" });
  if (commands === undefined) {
    dispatch({ type: "say", message: { kind: "bad", text: "There are no commands here" } });
    return;
  }
  await commands.remember?.(text).catch(() => {});
  if (await commands.interactive(argv)) {
    const code = await deps.withTerminal(async (streams) => {
      await streams.stdout.write(`$ docker ${sanitise(argv.map(quoteWord).join(" "))}\n`);
      return await commands.run(argv, streams, outer);
    });
    dispatch({
      type: "say",
      message: { kind: code === 0 ? "ok" : "warn", text: `exit code ${code}`, command: text },
    });
    return;
  }
  dispatch({ type: "openOutput", command: text });
  const capture = new OutputCapture((lines) => dispatch({ type: "output", lines }));
  const code = await commands.run(argv, capture.streams, signal);
  capture.end();
  dispatch({ type: "ran", code });
}
