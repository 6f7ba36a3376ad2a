/** Panes and hooks of plugins, run in workers of their own. */
import type { CommandContext } from "../spec/types.ts";
import { moduleUrl } from "./catalog.ts";
import type { Judged } from "./judge.ts";
import { places } from "./manage.ts";
import { settingsOf } from "./settings.ts";
import type { ConfigValue, HookEvent, ObjectRow } from "./types.ts";
import { PluginWorker } from "./worker.ts";

/** A pane may take this long for its lines. */
export const PANE_LIMIT_MS = 2_000;
/** A hook may take this long. */
export const HOOK_LIMIT_MS = 5_000;

/** A trusted plugin in a worker, with an engine that keeps to its permissions. */
export class Hosted implements Disposable {
  readonly #worker: PluginWorker;
  readonly #url: string;

  private constructor(plugin: Judged, ctx: CommandContext, private readonly config: Settings) {
    const { manifest, compiled } = plugin;
    this.#url = moduleUrl(compiled!);
    this.#worker = new PluginWorker({
      name: manifest!.name,
      dir: compiled!.dir,
      permissions: manifest!.permissions,
      transport: async () => (await ctx.engine()).transport,
      say(level, text) {
        if (level === "notify" || ctx.global.debug) {
          void ctx.streams.stderr.write(`${manifest!.name}: ${text}\n`).catch(() => {});
        }
      },
    });
  }

  static async open(plugin: Judged, ctx: CommandContext): Promise<Hosted> {
    const { name, config } = plugin.manifest!;
    return new Hosted(plugin, ctx, await settingsOf(name, config, places(ctx)));
  }

  /** The lines of a pane. */
  async render(
    pane: string,
    size: { width: number; height: number },
    object: ObjectRow | undefined,
    signal: AbortSignal,
  ): Promise<string[]> {
    const task = { do: "render", pane, ...size, object, config: this.config } as const;
    return await this.#worker.run(this.#url, task, PANE_LIMIT_MS, signal) as string[];
  }

  /** Calls a hook and waits for its end. */
  async hook(hook: string, event: HookEvent, signal: AbortSignal): Promise<void> {
    const task = { do: "hook", hook, event, config: this.config } as const;
    await this.#worker.run(this.#url, task, HOOK_LIMIT_MS, signal);
  }

  [Symbol.dispose](): void {
    this.#worker[Symbol.dispose]();
  }
}

type Settings = Record<string, ConfigValue>;
