/**
 * A plugin in a process of its own: it has the permissions it declared and no others, pipes for its
 * standard streams, and bounds of memory and time; one that keeps to none of them is killed without
 * the rest noticing.
 */
import type { Transport } from "../../../core/transport/types.ts";
import { BadFrame, decode, encode, Frames, FROM_PLUGIN, TO_PLUGIN } from "../contract/codec.ts";
import { errorOf, failureOf, PluginThrew } from "../contract/failure.ts";
import { type Manifest, readPluginSafely } from "../contract/manifest.ts";
import { oneLine, PluginProblem, reasonOf, TookTooLong, WasCutOff } from "../contract/problem.ts";
import type { PluginPermissions } from "../contract/types.ts";
import { PROTOCOL } from "../contract/wire.ts";
import type {
  FromWorker,
  Happening,
  Result,
  Sketch,
  Start,
  Task,
  ToWorker,
  Want,
} from "../contract/wire.ts";
import { BadMessage, checkMessage, checkResult } from "./check_message.ts";
import { takeChild } from "./child.ts";
import { EngineCalls } from "./engine_calls.ts";
import { guardedTransport } from "./guard.ts";
import { usageOf } from "./usage.ts";

/** How long a task that was told to stop may still take. */
const GRACE_MS = 250;
/** Memory of a plugin's process, the runtime's 60 MB counted. */
export const MAX_MEMORY = 512 * 1024 * 1024;
const LOOK_MS = 100;
/** What works in the background may have this much of a processor within a window. */
const MAX_BUSY_MS = 3_500;
const WINDOW_MS = 5_000;
/** A process without anything to do is ended after this long, and started anew when it is needed. */
const IDLE_MS = 60_000;
/** Messages that nobody asked for; more in a second wait. */
const MAX_SAID = 1_000;
/** Once that much came within a second beside what was asked for, reading pauses. */
const MAX_MESSAGES = 20_000;

/** Bytes read of what works beside the screen, and the pause after that. */
const MAX_BURST = 2 * 1024 * 1024;
const BURST_MS = 100;
/** Wishes that wait for an answer. */
const MAX_WISHES = 1_000;

/** What a {@link PluginProcess} is made of. */
export interface ProcessOptions {
  /** The plugin's name, for messages. */
  name: string;
  /** Folder of the compiled plugin: it may always be read. */
  dir: string;
  /** Folders of the plugin's that it may always read and write. */
  own?: readonly string[];
  permissions: Required<PluginPermissions>;
  /** Of dockerctl: what the plugin may see of it is chosen here. */
  env: Readonly<Record<string, string | undefined>>;
  /** It works beside the screen: what it uses of a processor has a bound. */
  background?: boolean;
  /** The engine, made on the first call of the plugin; absent while only looking. */
  transport?(host?: string): Promise<Transport>;
  say?(level: "debug" | "notify", text: string): void;
}

/** How a task is run. */
export interface RunTask {
  /** Without one it may take as long as it likes. */
  limitMs?: number;
  /** Time to end after the signal or the limit, before it is cut off; 250 ms by default. */
  graceMs?: number;
  signal?: AbortSignal;
  /** Does what the task wants; a task of nothing but numbers wants nothing. */
  serve?(want: Want): Promise<unknown>;
  /** Gets a way to tell the task what happens around it. */
  onStart?(tell: (what: Happening) => void): void;
}

interface Running {
  task: Task;
  done: PromiseWithResolvers<Result>;
  serve?: RunTask["serve"];
}

/** Variables that say how text is shown, and no more. */
const HARMLESS = ["LANG", "LC_ALL", "LC_CTYPE", "TERM", "COLORTERM", "NO_COLOR", "TZ"];

/** The part of the environment that a plugin may see. */
export function visibleEnv(
  env: Readonly<Record<string, string | undefined>>,
  { env: may, run }: Pick<Required<PluginPermissions>, "env" | "run">,
): Record<string, string> {
  const all = run || may === true;
  const names = all ? Object.keys(env) : [...HARMLESS, ...may === false ? [] : may as string[]];
  return Object.fromEntries(
    names.flatMap((name) => env[name] === undefined ? [] : [[name, env[name]!]]),
  );
}

/** `~/backups` is below the home folder. */
function wholePaths(scopes: boolean | readonly string[], home: string | undefined): string[] {
  if (typeof scopes === "boolean") return [];
  return scopes.flatMap((scope) => {
    const path = scope.startsWith("~/") ? home && home + scope.slice(1) : scope;
    if (!path) return [];
    try {
      // Given as it is found now: a link laid there later leads nowhere.
      return [path, Deno.realPathSync(path)];
    } catch {
      return [path];
    }
  });
}

/** One plugin at work. One that was ended is started anew at the next task. */
export class PluginProcess implements Disposable {
  #child?: Deno.ChildProcess;
  #frames?: WritableStreamDefaultWriter<Uint8Array>;
  #loading?: { url: string; done: Promise<Manifest> };
  #next = 0;
  #wishes = 0;
  /** One that used too much is not started anew before; each time it takes twice as long. */
  #notBefore = 0;
  #pauseMs = 30_000;
  #watch?: ReturnType<typeof setTimeout>;
  readonly #open = new Map<number, Running>();
  readonly #calls: EngineCalls;

  constructor(private readonly options: ProcessOptions) {
    const { transport, permissions, name } = options;
    this.#calls = new EngineCalls(async (host) => {
      if (transport === undefined) throw new PluginProblem("has no engine while it loads");
      return guardedTransport(await transport(host), name, permissions);
    }, (message) => this.#post(message));
  }

  /** Imports the module and tells what is in it. Throws {@link PluginThrew}, {@link TookTooLong}. */
  async load(url: string, limitMs: number): Promise<Manifest> {
    const done = this.#run({ do: "load", url }, { limitMs })
      .then((sketch) => readPluginSafely({ default: (sketch as Sketch).exported }).manifest);
    this.#loading = { url, done };
    try {
      return await done;
    } catch (e) {
      this.#loading = undefined;
      throw e;
    }
  }

  /** Runs a task in a process that has `url` loaded, which may take `loadMs`. */
  async run(url: string, task: Task, loadMs: number, how: RunTask = {}): Promise<Result> {
    how.signal?.throwIfAborted();
    // Two tasks at once load it once.
    if (this.#child !== undefined && this.#loading?.url === url) await this.#loading.done;
    else await this.load(url, loadMs);
    how.signal?.throwIfAborted();
    return await this.#run(task, how);
  }

  /** Runs a task that needs no plugin to be loaded. */
  task(task: Task, how: RunTask): Promise<Result> {
    return this.#run(task, how);
  }

  /** Ends the process, whatever it does. */
  [Symbol.dispose](): void {
    this.#end(new PluginProblem("was ended"));
  }

  #start(): Deno.ChildProcess {
    const wait = Math.ceil((this.#notBefore - performance.now()) / 1000);
    if (wait > 0) {
      throw new TookTooMuch(`used too much; started again in ${wait} s at the earliest`);
    }
    const { permissions, dir, own = [], name, env } = this.options;
    const child = takeChild();
    this.#frames = child.stdin.getWriter();
    const scoped = wholePaths(permissions.files, env.HOME);
    const start: Start = {
      protocol: PROTOCOL,
      name,
      permissions,
      read: [dir, ...own, ...scoped],
      write: [...own, ...scoped],
      env: visibleEnv(env, permissions),
    };
    this.#send(encode(start, TO_PLUGIN));
    void this.#read(child);
    void child.status.then(({ signal, code }) => {
      if (this.#child !== child) return;
      this.#end(new PluginProblem(`ended by itself (${signal ?? `exit code ${code}`})`));
    });
    const now = performance.now();
    this.#look(child, { since: now, busyMs: 0, used: now });
    return child;
  }

  #send(frame: Uint8Array): void {
    // A pipe that broke shows in the process's end.
    this.#frames?.write(frame).catch(() => {});
  }

  /** Takes what the process says, message by message. */
  async #read(child: Deno.ChildProcess): Promise<void> {
    const frames = new Frames(FROM_PLUGIN);
    let second = performance.now();
    let count = 0;
    let said = 0;
    let size = 0;
    try {
      for await (const bytes of child.stdout) {
        for (const frame of frames.take(bytes)) {
          if (this.#child !== child) return;
          const message = checkMessage(decode(frame, FROM_PLUGIN));
          count++;
          if (message.kind !== "say") this.#take(message);
          else if (said++ < MAX_SAID) this.options.say?.(message.level, message.text);
        }
        const now = performance.now();
        // What is not read makes it wait: a flood costs nobody a picture.
        if (this.options.background && (size += bytes.length) > MAX_BURST) {
          size = 0;
          await new Promise((go) => setTimeout(go, BURST_MS));
        }
        if (count > MAX_MESSAGES) await new Promise((go) => setTimeout(go, second + 1000 - now));
        if (now - second > 1000) [second, count, said] = [now, 0, 0];
      }
    } catch (e) {
      if (this.#child !== child) return;
      const wrong = e instanceof BadMessage || e instanceof BadFrame ? e.message : reasonOf(e);
      this.#end(new PluginProblem(`said something that is no message (${wrong}) and was ended`));
    }
  }

  /** Looks now and then at what it uses, and whether it is needed. */
  #look(child: Deno.ChildProcess, window: { since: number; busyMs: number; used: number }): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(async () => {
      const usage = await usageOf(child.pid);
      if (this.#child !== child) return;
      if (usage !== undefined && usage.memory > MAX_MEMORY) {
        const most = MAX_MEMORY / 1024 / 1024;
        return this.#end(new TookTooMuch(`took more than ${most} MB of memory and was ended`));
      }
      const now = performance.now();
      if (this.#open.size > 0) window.used = now;
      if (now - window.used > IDLE_MS) return this.#end(new PluginProblem("had nothing to do"));
      if (now - window.since > WINDOW_MS) {
        const busyMs = usage?.busyMs ?? 0;
        if (this.options.background && busyMs - window.busyMs > MAX_BUSY_MS) {
          const why = "kept a processor busy and was ended";
          this.options.say?.("notify", why);
          return this.#end(new TookTooMuch(why));
        }
        window = { ...window, since: now, busyMs };
      }
      this.#look(child, window);
    }, LOOK_MS);
    Deno.unrefTimer(this.#watch as unknown as number);
  }

  #end(why: Error): void {
    clearTimeout(this.#watch);
    if (why instanceof TookTooMuch) {
      this.#notBefore = performance.now() + this.#pauseMs;
      this.#pauseMs = Math.min(2 * this.#pauseMs, 600_000);
    }
    const child = this.#child;
    this.#child = undefined;
    this.#loading = undefined;
    this.#frames = undefined;
    try {
      child?.kill("SIGKILL");
    } catch { /* it has ended */ }
    this.#calls.end();
    for (const { done } of this.#open.values()) done.reject(why);
    this.#open.clear();
  }

  async #run(task: Task, { limitMs, graceMs = GRACE_MS, signal, serve, onStart }: RunTask) {
    if (this.#child === undefined) this.#child = this.#start();
    this.#child.ref();
    const id = ++this.#next;
    const done = Promise.withResolvers<Result>();
    this.#open.set(id, { task, done, serve });
    let cut: ReturnType<typeof setTimeout> | undefined;
    const stop = (why: () => Error) => {
      this.#post({ kind: "abort", id });
      cut ??= setTimeout(() => this.#end(why()), graceMs);
    };
    const abort = () => stop(() => new WasCutOff("did not end when it was told to: cut off"));
    const late = () =>
      stop(() => new TookTooLong(`took longer than ${limitMs! / 1000} s and was cut off`));
    const limit = limitMs === undefined ? undefined : setTimeout(late, limitMs);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#post({ kind: "task", id, task });
      onStart?.((what) => this.#post({ kind: "happened", id, what }));
      return await done.promise;
    } finally {
      clearTimeout(limit);
      clearTimeout(cut);
      signal?.removeEventListener("abort", abort);
      this.#open.delete(id);
      if (this.#open.size === 0) this.#child?.unref();
    }
  }

  /** Throws {@link BadFrame} for what is too large. */
  #post(message: ToWorker): void {
    if (this.#child !== undefined) this.#send(encode(message, TO_PLUGIN));
  }

  #take(message: Exclude<FromWorker, { kind: "say" }>): void {
    switch (message.kind) {
      case "hello":
        if (message.protocol !== PROTOCOL) throw new BadMessage("another version of messages");
        return;
      case "pong":
        return;
      case "gone":
        return this.#end(new PluginProblem(`ended by itself: ${oneLine(message.message)}`));
      case "done": {
        const running = this.#open.get(message.id);
        return running?.done.resolve(checkResult(running.task, message.result) as Result);
      }
      case "failed":
        return this.#open.get(message.id)?.done
          .reject(errorOf(message.failure, (f) => new PluginThrew(f)));
      case "want":
        if (this.#wishes >= MAX_WISHES) throw new BadMessage("too many wishes at once");
        return void this.#serve(message.call, message.task, message.want);
      default:
        this.#calls.take(message);
    }
  }

  async #serve(call: number, task: number, want: Want): Promise<void> {
    this.#wishes++;
    try {
      const serve = this.#open.get(task)?.serve;
      if (serve === undefined) throw new Error(`cannot ${want.do} here and now`);
      const value = await serve(want) ?? null;
      this.#post({ kind: "got", call, value });
    } catch (e) {
      this.#post({ kind: "failed", call, failure: { ...failureOf(e), stack: "" } });
    } finally {
      this.#wishes--;
    }
  }
}

/** It used more than it may. As with {@link TookTooLong}, it is not asked again at once. */
class TookTooMuch extends TookTooLong {}
