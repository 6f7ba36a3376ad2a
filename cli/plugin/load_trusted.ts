/** Loading a plugin into this process. */
import { ExitError } from "../spec/types.ts";
import type { AnyCommandSpec } from "../spec/types.ts";
import { adaptCommand } from "./adapt.ts";
import { type Known, loadProblem, moduleUrl } from "./catalog.ts";
import type { ExtendDeps } from "./extend.ts";
import { offerHostModule } from "./host_module.ts";
import { readPluginSafely } from "./manifest.ts";
import { ensureTrusted } from "./trust.ts";
import type { Plugin } from "./types.ts";

/** Loads a plugin's module into this process, once it is trusted. Throws {@link ExitError}. */
export async function loadTrusted(known: Known, deps: ExtendDeps): Promise<Plugin> {
  await ensureTrusted(known, deps.places!, deps.ask, deps.now());
  await offerHostModule();
  try {
    // A computed address, so that the bundler leaves it alone.
    return readPluginSafely(await import(moduleUrl(known.compiled!))).plugin;
  } catch (e) {
    throw new ExitError(1, loadProblem(e, known.source.entry!, known.compiled!));
  }
}

/** A command of a plugin, once the plugin is trusted. Throws {@link ExitError}. */
export async function loadCommand(
  known: Known,
  path: string,
  deps: ExtendDeps,
): Promise<AnyCommandSpec> {
  const plugin = await loadTrusted(known, deps);
  const command = plugin.commands?.find((c) => c.path === path);
  if (command === undefined) {
    throw new ExitError(1, `the plugin "${plugin.name}" has no command "${path}" any more`);
  }
  return adaptCommand(plugin, command, { places: deps.places });
}
