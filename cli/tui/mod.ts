/**
 * The full screen. `runTui` is loaded when dockerctl is called without a command on a terminal.
 * @module
 */
import type { PluginExtras, PluginHost } from "../plugin/host/extras.ts";
import { panesOf, pluginKeys, useColumns } from "./plugin/extras.ts";
import { PluginWork } from "./plugin/work.ts";
import type { Engine } from "../../core/mod.ts";
import type { Streams } from "../spec/types.ts";
import { type Display, openDisplay } from "./blessed/display.ts";
import type { CommandHost } from "./line/commands.ts";
import { makeEffects } from "./effects.ts";
import type { RecordAccess } from "./record/record.ts";
import type { HostSwitch } from "./engine/hosts.ts";
import { readInput } from "./input/reader.ts";
import { Keymap, type KeyWishes } from "./screen/keymap.ts";
import { initialModel, type Model } from "./model/model.ts";
import { Store } from "./store.ts";
import { makeSubscriptions } from "./subscriptions.ts";
import { themeOf, themes } from "./screen/theme.ts";
import { makeUpdate } from "./screen/update.ts";
import { view } from "./screen/view.ts";
import { Retry, wordsOf } from "./engine/watch.ts";

export type { CommandHost } from "./line/commands.ts";
export type { HostChoice, HostSwitch } from "./engine/hosts.ts";
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
  /** The way to what a recorder keeps of the engine in use. */
  record?: RecordAccess;
  /** Nothing can be changed. */
  readOnly?: boolean;
  /** `dark`, `light` or `none`; NO_COLOR wins. */
  theme?: string;
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

/** Size where the terminal does not tell one. */
const UNKNOWN = { columns: 80, rows: 24 };

/**
 * Takes the terminal, runs until the person quits, and gives the terminal back. Returns the exit
 * code. Throws the signal's reason when the signal ended it.
 */
export async function runTui(options: TuiOptions): Promise<number> {
  const { streams, env } = options;
  const { plugins } = options;
  if (plugins !== undefined) useColumns(plugins.extras);
  const work = plugins && new PluginWork(plugins.extras, plugins.host, openUrl);
  const now = options.now ?? Date.now;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const theme = themeOf(env, options.theme);
  const keymap = new Keymap(options.keys, pluginKeys(plugins?.extras));
  const retry = new Retry();

  const terminal = new Terminal(streams, () => stop.abort());
  const display = openDisplay({
    write: terminal.write,
    size: streams.size() ?? UNKNOWN,
    theme,
    env,
  });
  const giveBack = () => {
    display.close();
    streams.stdin.setRaw(false);
  };
  // However the process ends, Deno.exit of someone else included, the terminal is given back.
  // And before anyone says on it what went wrong.
  const atEnd = () => terminal.last(giveBack);
  const ends = ["unload", "error", "unhandledrejection"];
  for (const end of ends) globalThis.addEventListener(end, atEnd);

  let input: AbortController | undefined;
  let store: Store | undefined;
  const listen = () => {
    input = new AbortController();
    streams.stdin.setRaw(true);
    const heard = AbortSignal.any([signal, input.signal]);
    readInput(streams.stdin, heard, (event) => store?.dispatch(event)).then((ended) => {
      // The terminal itself is gone: there is nobody to quit.
      if (ended) stop.abort();
    });
  };
  const withTerminal = async <T>(f: (streams: Streams) => Promise<T>): Promise<T> => {
    input?.abort();
    display.suspend();
    streams.stdin.setRaw(false);
    try {
      await terminal.flushed();
      return await f(streams);
    } finally {
      if (!signal.aborted) {
        display.resize(streams.size() ?? UNKNOWN);
        listen();
        display.resume();
        store?.dispatch({ type: "resize", size: streams.size() ?? UNKNOWN });
      }
    }
  };

  const update = makeUpdate(keymap);
  const ended = Promise.withResolvers<void>();
  const draw = (model: Model) => {
    if (model.quit) return ended.resolve();
    display.paint(view(model, keymap));
  };
  try {
    listen();
    streams.onResize(() => {
      const size = streams.size() ?? UNKNOWN;
      display.resize(size);
      store?.dispatch({ type: "resize", size });
    }, signal);
    store = new Store({
      model: initialModel({
        size: streams.size() ?? UNKNOWN,
        now: now(),
        host: options.host,
        readOnly: options.readOnly,
        theme: theme.name,
        pluginPanes: panesOf(plugins?.extras),
        utcOffset: options.utcOffset ?? -new Date(now()).getTimezoneOffset(),
      }),
      update,
      draw: (model) => terminal.whenFree(() => draw(model)),
      run: makeEffects({
        engine: options.engine,
        retry,
        now,
        commands: options.commands,
        hosts: options.hosts,
        plugins: work,
        withTerminal,
        repaint: () => display.repaint(),
        setTheme: (name) => setTheme(display, env, name),
        copy: (text) => display.copy(text),
        openUrl,
        save: (path, text) => Deno.writeTextFile(path, text),
      }),
      subscriptions: makeSubscriptions({
        engine: options.engine,
        record: options.record,
        retry,
        now,
        plugins: work,
      }),
      failed: (what, error) => {
        const text = `${what}: ${wordsOf(error).message}`;
        store?.dispatch({ type: "say", message: { kind: "bad", text } });
      },
      signal,
    });
    for (const text of [...(options.problems ?? []), ...keymap.problems]) {
      store.dispatch({ type: "say", message: { kind: "warn", text } });
    }
    options.onStart?.(store);
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    await Promise.race([ended.promise, aborted]);
  } finally {
    stop.abort();
    input?.abort();
    for (const end of ends) globalThis.removeEventListener(end, atEnd);
    giveBack();
    await terminal.flushed();
  }
  options.signal.throwIfAborted();
  return 0;
}

function setTheme(
  display: Display,
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): void {
  display.setTheme(env.NO_COLOR ? themeOf(env) : themes[name] ?? themeOf(env));
  display.repaint();
}

/** The way to the terminal: writes in order, told when it is slow, and one last word at the end. */
class Terminal {
  #pending = 0;
  #last: Promise<void> = Promise.resolve();
  #later: (() => void) | undefined;
  #sync = false;

  constructor(readonly streams: Streams, readonly gone: () => void) {}

  readonly write = (text: string): void => {
    if (this.#sync) {
      try {
        Deno.stdout.writeSync(new TextEncoder().encode(text));
      } catch { /* the terminal is gone */ }
      return;
    }
    this.#pending++;
    this.#last = this.streams.stdout.write(text).catch(() => this.gone()).finally(() => {
      this.#pending--;
      if (this.#pending > 0) return;
      const later = this.#later;
      this.#later = undefined;
      later?.();
    });
  };

  /** Calls `f` when all is written; of several that wait only the last is called. */
  whenFree(f: () => void): void {
    if (this.#pending === 0) f();
    else this.#later = f;
  }

  /** Resolves when all is written. */
  async flushed(): Promise<void> {
    await this.#last;
  }

  /** Runs `f` with writes that are done before they return: the process is about to end. */
  last(f: () => void): void {
    this.#sync = this.streams.stdout.isTerminal;
    f();
  }
}

/** Opens an address with what the system has for it; fails with a sentence where it has nothing. */
async function openUrl(url: string): Promise<void> {
  const command = Deno.build.os === "darwin" ? "open" : "xdg-open";
  try {
    const child = new Deno.Command(command, {
      args: [url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    const status = await child.status;
    if (!status.success) throw new Error(`${command} ended with ${status.code} for ${url}`);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) {
      throw new Error(`There is no ${command} here to open ${url} with`);
    }
    throw e;
  }
}
