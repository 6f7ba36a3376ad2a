/** What commands may know of the program that they are part of. */
import type { Engine } from "../../core/mod.ts";
import type { Registry } from "./registry.ts";
import type { Streams } from "./types.ts";

/** A built-in plugin as lists show it. */
export interface BuiltinInfo {
  readonly name: string;
  readonly summary: string;
  /** What it adds, in words: `commands net ls, net graph`. */
  readonly adds: string;
}

/** How another command line is run. */
export interface RunOptions {
  signal?: AbortSignal;
  /** Other streams than the program's. */
  streams?: Streams;
  /** Another engine than the program's: `demo://`. */
  host?: string;
  /** More plugins, as `--plugin` names them. */
  plugins?: readonly string[];
}

/** A host whose engine can be used. */
export interface ReachedHost {
  /** As the list of hosts calls it. */
  readonly name: string;
  /** Where ports that are published there are reached from here: a name or an IP address. */
  readonly address: string;
  readonly engine: Engine;
}

/** The program around a command: for completion, the shell, the `:` line and plugins. */
export interface Program {
  /** dockerctl's own commands, and those of built-in plugins. */
  readonly base: Registry;
  /** Every command there is, those of plugins included; the same one each time. */
  registry(): Promise<Registry>;
  /**
   * Runs another command line (without the program's name) with the same streams and flags before
   * the command, and gives its exit code. What goes wrong is said on stderr.
   */
  run(words: readonly string[], options?: RunOptions): Promise<number>;
  /**
   * What flags before a command (`--demo -c far`) would choose in place of the program's own: for
   * completion. The engine is closed when the run ends. Throws as a command line with them does.
   */
  under(flags: readonly string[]): { engine(): Promise<Engine>; registry(): Promise<Registry> };
  /**
   * A host of the person's list, a docker context, or an address with a scheme. Its engine is
   * closed when the run ends. Throws an EngineError of code `config` for a word that means none.
   */
  host(word: string): Promise<ReachedHost>;
  /** Docker's own plugins as `info` shows them: Name, Path, Version, Vendor, perhaps Err. */
  clientPlugins(): Promise<readonly Readonly<Record<string, string>>[]>;
  readonly builtins: readonly BuiltinInfo[];
  /** What `--plugin` named. */
  readonly pluginPaths: readonly string[];
}
