/**
 * The full screen. `runTui` is loaded when dockerctl is called without a command on a terminal.
 * @module
 */
import type { PluginExtras, PluginHost } from "../plugin/host/extras.ts";
import { actionKeys, pluginData } from "./plugin/extras.ts";
import { PluginWork } from "./plugin/work.ts";
import type { Engine } from "../../core/mod.ts";
import type { Streams } from "../spec/types.ts";
import { type Display, openDisplay } from "./blessed/display.ts";
import type { CommandHost } from "./line/commands.ts";
import { makeEffects } from "./effects.ts";
import type { RecordAccess } from "./record/record.ts";
import type { HostSwitch } from "./model/hosts.ts";
import type { TimeSwitch } from "./model/past.ts";
import { type OwnCommand, ownCommandKeys } from "./act/own_commands.ts";
import { openUrl } from "./act/open_url.ts";
import { Holding, sizeOf, Terminal } from "./terminal.ts";
import { type AddedKeys, type Binding, Keymap, type KeyWishes } from "./screen/keymap.ts";
import {
  type Arrangement,
  type Careful,
  initialModel,
  type ListId,
  type Model,
} from "./model/model.ts";
import type { KeepRemoved } from "./deps.ts";
import { Store } from "./store.ts";
import { makeSubscriptions } from "./subscriptions.ts";
import { asksBackground, isLight, themeOf, themes } from "./screen/theme.ts";
import { makeUpdate } from "./screen/update.ts";
import { view } from "./screen/view.ts";
import { Retry } from "./engine/watch.ts";
import { wordsOf } from "./engine/words.ts";
import { listPanes } from "./panes/mod.ts";

export type { KeepRemoved } from "./deps.ts";
export type { CommandHost } from "./line/commands.ts";
export type { Arrangement, Careful } from "./model/model.ts";
export type { PastMark, PastView, TimeSwitch } from "./model/past.ts";
export type { HostChoice, HostSwitch } from "./model/hosts.ts";
export type { RecordAccess } from "./record/record.ts";

/** What the full screen runs on. */
export interface TuiOptions {
  /**
   * The engine; asked for again after a failure, so that a new answer is possible. What it gives
   * stays the caller's to close.
   */
  engine(signal: AbortSignal): Promise<Engine>;
  streams: Streams;
  /** Ends the screen; the terminal is given back first. */
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
  /** What the status bar calls the host: `local`. */
  host: string;
  /** Commands for the `:` line and the shell key. */
  commands?: CommandHost;
  /** The way to other engines. */
  hosts?: HostSwitch;
  /** The way to other times, if there is a record. */
  times?: TimeSwitch;
  /** The way to what a recorder keeps of the engine in use. */
  record?: RecordAccess;
  /** Nothing can be changed. */
  readOnly?: boolean;
  /** What comes before a key interrupts running containers; `undo` by default. */
  careful?: Careful;
  /** Keeps what is removed by key for a while; unset: it is gone at once. */
  keepRemoved?: KeepRemoved;
  /** `dark`, `light` or `none`; NO_COLOR wins. Unset: the terminal is asked. */
  theme?: string;
  /** Whether the mouse is the screen's from the start; true by default. */
  mouse?: boolean;
  /** Stops the process until its shell goes on with it; the terminal is given back before. */
  suspend?(): void;
  /** Commands of the config. */
  ownCommands?: readonly OwnCommand[];
  /** How the screen was arranged before, and who remembers it. */
  arrangement?: Partial<Arrangement>;
  keepArrangement?(arrangement: Arrangement): void;
  /** Keys by binding id, in place of the defaults. */
  keys?: KeyWishes;
  /** What is wrong with the settings: shown at the start. */
  problems?: readonly string[];
  /** What plugins add, and the plugins at work. */
  plugins?: { extras: PluginExtras; host: PluginHost };
  /** Wall clock in ms. */
  now?(): number;
  /** Minutes east of UTC of the times on the screen; those of this machine by default. */
  utcOffset?: number;
  /** Gets the store once it runs, to send messages of its own. */
  onStart?(store: Store): void;
}

/**
 * Takes the terminal, runs until the person quits, and gives the terminal back. Returns the exit
 * code. Throws the signal's reason when the signal ended it.
 */
export async function runTui(options: TuiOptions): Promise<number> {
  const { streams, env } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const terminal = new Terminal(streams, () => stop.abort());
  const theme = themeOf(env, options.theme);
  const mouse = options.mouse ?? true;
  const display = openDisplay({ write: terminal.write, size: sizeOf(streams), theme, mouse, env });
  let store: Store | undefined;
  let asks = asksBackground(env, options.theme);
  const holding = new Holding(
    streams,
    terminal,
    display,
    signal,
    (event) => store?.dispatch(event),
    (size) => store?.dispatch({ type: "resize", size }),
    (osc) => {
      const light = asks ? isLight(osc) : undefined;
      if (light !== undefined) store?.dispatch({ type: "background", light });
      // Only what was asked for: later ones may come from what a container printed.
      if (light !== undefined) asks = false;
    },
  );
  const unguard = holding.guard();
  try {
    holding.listen();
    holding.watchSize();
    const quit = Promise.withResolvers<void>();
    store = openStore(options, { terminal, display, holding, signal, quit: quit.resolve });
    options.onStart?.(store);
    if (asks) display.askBackground();
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    await Promise.race([quit.promise, aborted]);
  } finally {
    stop.abort();
    holding.deaf();
    unguard();
    holding.back();
    await terminal.flushed();
  }
  options.signal.throwIfAborted();
  return 0;
}

/** What a store draws on. */
interface Ground {
  readonly terminal: Terminal;
  readonly display: Display;
  readonly holding: Holding;
  readonly signal: AbortSignal;
  /** The person has left. */
  quit(): void;
}

/** The store of a screen: model, update, effects, subscriptions and drawing put together. */
function openStore(options: TuiOptions, ground: Ground): Store {
  const { env, plugins, engine, streams } = options;
  const { terminal, display, holding, signal } = ground;
  const now = options.now ?? Date.now;
  const added = pluginData(plugins?.extras);
  const keymap = new Keymap(options.keys, {
    panes: added.panes,
    actions: joined(actionKeys(plugins?.extras), ownCommandKeys(options.ownCommands ?? [])),
  });
  const work = plugins && new PluginWork(plugins.extras, plugins.host, openUrl);
  const retry = new Retry();
  const draw = (model: Model) => {
    if (model.quit) return ground.quit();
    display.paint(view(model, keymap));
  };
  const update = makeUpdate(keymap);
  const store: Store = new Store({
    model: initialModel({
      size: sizeOf(streams),
      now: now(),
      host: options.host,
      readOnly: options.readOnly,
      careful: options.careful,
      keepRemovedMs: options.keepRemoved?.ms,
      theme: themeOf(env, options.theme).name,
      mouse: options.mouse,
      utcOffset: options.utcOffset ?? -new Date(now()).getTimezoneOffset(),
      lists: listPanes.map((p) => p.id),
      arrangement: options.arrangement,
      plugins: added,
    }),
    update: (model, msg) => update(awake(model, now()), msg),
    draw: (model) => terminal.whenFree(() => draw(model)),
    // The first rows: until then there is nothing to look at.
    urgent: (before, now) => now.loaded && !before.loaded,
    run: makeEffects({
      engine,
      retry,
      now,
      commands: options.commands,
      hosts: options.hosts,
      times: options.times,
      plugins: work,
      keepRemoved: options.keepRemoved,
      withTerminal: holding.give,
      keepArrangement: options.keepArrangement,
      repaint: () => display.repaint(),
      setTheme: (name) => setTheme(display, env, name),
      setMouse: (on) => display.setMouse(on),
      suspend: () => holding.give(() => Promise.resolve(options.suspend?.())),
      copy: (text) => display.copy(text),
      openUrl,
      save: (path, text) => Deno.writeTextFile(path, text),
    }),
    subscriptions: makeSubscriptions({
      engine,
      record: options.record,
      retry,
      now,
      plugins: work,
      commands: options.commands,
    }),
    failed(what, error) {
      const text = `${what}: ${wordsOf(error).message}`;
      store.dispatch({ type: "say", message: { kind: "bad", text } });
    },
    signal,
  });
  for (const text of [...(options.problems ?? []), ...keymap.problems]) {
    store.dispatch({ type: "say", message: { kind: "warn", text } });
  }
  return store;
}

/**
 * The model at this time, where its clock has missed a tick: after a machine slept, what is said
 * next would else count as old and be gone with the next tick. The past has a clock of its own.
 */
function awake(model: Model, time: number): Model {
  return model.past === undefined && time - model.now > 1000 ? { ...model, now: time } : model;
}

/** Keys of both, by list. */
function joined(...tables: readonly AddedKeys[]): AddedKeys {
  const lists: Record<ListId, readonly Binding[]> = {};
  for (const table of tables) {
    for (const [id, keys] of Object.entries(table)) lists[id] = [...lists[id] ?? [], ...keys];
  }
  return lists;
}

function setTheme(
  display: Display,
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): void {
  display.setTheme(env.NO_COLOR ? themeOf(env) : themes[name] ?? themeOf(env));
  display.repaint();
}
