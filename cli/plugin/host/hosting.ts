/** What a plugin does beside commands (panes, columns, actions, hooks), in a worker of its own. */
import { join } from "node:path";
import type { Engine } from "../../../core/engine.ts";
import type { CommandContext } from "../../spec/types.ts";
import { withPlace } from "../catalog/compile.ts";
import { LOAD_LIMIT_MS, moduleUrl } from "../catalog/look.ts";
import type { Judged } from "../catalog/judge.ts";
import { places } from "../manage/manage.ts";
import type { Places } from "../catalog/places.ts";
import { settingsOf } from "../catalog/settings.ts";
import type { ConfigValue, HookEvent, ObjectKind, ObjectRow } from "../contract/types.ts";
import type { Cellular, Task } from "../contract/wire.ts";
import { makeDataDir } from "./data_dir.ts";
import { PluginProcess, type RunTask } from "./process.ts";

/** A pane may take this long for its lines, and columns for their values. */
export const PANE_LIMIT_MS = 2_000;
/** A hook may take this long. */
export const HOOK_LIMIT_MS = 5_000;
/** An action may take this long; a question that waits for an answer counts. */
export const ACTION_LIMIT_MS = 120_000;

/** What hosting needs of dockerctl. */
export interface HostDeps {
  places: Places;
  env: CommandContext["env"];
  /** It is asked again and again beside the screen. */
  background?: boolean;
  engine(): Promise<Engine>;
  /** Nothing on the engine may be changed, whatever the plugin declared. */
  readOnly?(): boolean;
  say(level: "debug" | "notify", text: string): void;
}

/** A trusted plugin in a worker, with an engine that keeps to its permissions. */
export class Hosted implements Disposable {
  readonly #process: PluginProcess;
  readonly #url: string;
  readonly #dataDir: string;

  constructor(private readonly plugin: Judged, private readonly deps: HostDeps) {
    const { manifest, compiled } = plugin;
    const { permissions } = manifest!;
    this.#url = moduleUrl(compiled!);
    this.#dataDir = join(deps.places.data, manifest!.name);
    this.#process = new PluginProcess({
      name: manifest!.name,
      dir: compiled!.dir,
      own: [this.#dataDir],
      permissions,
      env: deps.env,
      background: deps.background,
      transport: async () => {
        const { transport } = await deps.engine();
        if (permissions.engine !== "write" || !deps.readOnly?.()) return transport;
        const { guardedTransport } = await import("./guard.ts");
        return guardedTransport(transport, manifest!.name, { engine: "read", reads: [] });
      },
      say: deps.say,
    });
  }

  /** For one command's sake: what it notifies of goes to stderr. */
  static of(plugin: Judged, ctx: CommandContext, notified?: (text: string) => void): Hosted {
    const { name } = plugin.manifest!;
    return new Hosted(plugin, {
      places: places(ctx),
      env: ctx.env,
      engine: ctx.engine,
      say(level, text) {
        if (level === "notify" && notified !== undefined) notified(text);
        else if (level === "notify" || ctx.global.debug) {
          void ctx.streams.stderr.write(`${name}: ${text}\n`).catch(() => {});
        }
      },
    });
  }

  /** The lines of a pane. */
  async render(
    pane: string,
    size: { width: number; height: number },
    object: ObjectRow | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const task: Task = { do: "render", pane, ...size, object, config: await this.#config() };
    return await this.#run(task, { limitMs: PANE_LIMIT_MS, signal }) as readonly string[];
  }

  /** The values of the plugin's columns of a kind, by title, in the order of the rows. */
  async cells(
    of: ObjectKind,
    rows: readonly unknown[],
    now: number,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, readonly Cellular[]>>> {
    const task: Task = { do: "cells", of, rows, now };
    return await this.#run(task, { limitMs: PANE_LIMIT_MS, signal }) as Readonly<
      Record<string, readonly Cellular[]>
    >;
  }

  /** Calls a hook and waits for its end. */
  async hook(hook: string, event: HookEvent, signal: AbortSignal): Promise<void> {
    const task: Task = { do: "hook", hook, event, config: await this.#config() };
    await this.#run(task, { limitMs: HOOK_LIMIT_MS, signal });
  }

  /** Runs an action, by its place in the plugin's list, on an object. */
  async act(
    action: number,
    object: ObjectRow,
    how: Pick<RunTask, "serve"> & { signal: AbortSignal },
  ): Promise<void> {
    const task: Task = { do: "act", action, object, config: await this.#config() };
    await this.#run(task, { limitMs: ACTION_LIMIT_MS, ...how });
  }

  /** Ends the worker. */
  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }

  #run(task: Task, how: RunTask) {
    const serve: RunTask["serve"] = async (want) => {
      if (want.do === "dataDir") {
        await makeDataDir(this.#dataDir);
        return this.#dataDir;
      }
      if (how.serve === undefined) throw new Error(`this cannot ${want.do}`);
      return await how.serve(want);
    };
    return this.#process.run(this.#url, task, LOAD_LIMIT_MS, { ...how, serve })
      .catch((e) => Promise.reject(withPlace(e, this.plugin.compiled!)));
  }

  #config(): Promise<Record<string, ConfigValue>> {
    const { name, config } = this.plugin.manifest!;
    return settingsOf(name, config, this.deps.places);
  }
}
