/** What stands around a run: the process, the registry, the way to engines, and plugins. */
import type { Engine } from "../../core/mod.ts";
import type { PluginExtras } from "../plugin/host/extras.ts";
import type { Globals } from "../spec/globals.ts";
import type { BuiltinInfo } from "../spec/program.ts";
import type { CommandEntry, Registry } from "../spec/registry.ts";
import type { CommandContext, GlobalOptions, Streams } from "../spec/types.ts";
import type { ConnectWay } from "./engine.ts";

/** How plugins are looked for. */
export interface ExtendOptions {
  /** What `--plugin` named. */
  extra: readonly string[];
  /** Say nothing and ask nothing: completion, the full screen. */
  quiet: boolean;
  /** `--config`: docker's plugins are looked for below it. */
  config?: string;
}

/** Everything around a run. */
export interface AppDeps {
  registry: Registry;
  streams: Streams;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  now(): Date;
  confirm(question: string): Promise<boolean>;
  askText: CommandContext["askText"];
  askSecret: CommandContext["askSecret"];
  onSignal: CommandContext["onSignal"];
  /**
   * Makes the engine's client; nothing is connected before its first call. `say` gets what a
   * person should know of the way there; without it that goes to stderr.
   */
  connect(
    global: GlobalOptions,
    signal: AbortSignal,
    say?: (text: string) => void,
    way?: ConnectWay,
  ): Promise<Engine>;
  /** The full-screen view, or undefined where there is none to open. */
  fullScreen?(globals: Globals, engine: () => Promise<Engine>): Promise<number>;
  caller?: CommandContext["caller"];
  /** The registry with the commands of plugins; `registry` alone where there are none. */
  extend?(options: ExtendOptions): Promise<Registry>;
  /** What plugins add to the full screen; undefined where there are none. */
  extras?(extra: readonly string[]): Promise<PluginExtras | undefined>;
  /** Why there is no command of this name, where something of the name cannot be used. */
  unusable?(name: string, config?: string): Promise<string | undefined>;
  /** Docker's own plugins, for `info`. */
  clientPlugins?(config?: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** For `plugin ls`. */
  builtins?: readonly BuiltinInfo[];
  /** A command of a plugin that takes over where one of these flags leads (`exec --all`). */
  variant?(
    entry: CommandEntry,
    words: readonly string[],
    config?: string,
  ): CommandEntry | undefined;
  /** Which such commands a path has, for its help. */
  variantsOf?(path: string): readonly { flag: string; summary: string }[];
}
