/** The commands of plugins beside dockerctl's own. */
import { type CommandEntry, type GroupEntry, Registry } from "../spec/registry.ts";
import { ExitError } from "../spec/types.ts";
import type { AnyCommandSpec } from "../spec/types.ts";
import { adaptCommand } from "./adapt.ts";
import { type Known, loadProblem, look, moduleUrl } from "./catalog.ts";
import { dockerPluginEntries } from "./docker_plugins.ts";
import { listExternals, runExternal } from "./external.ts";
import { offerHostModule } from "./host_module.ts";
import { judge, type Judged } from "./judge.ts";
import { readPluginSafely } from "./manifest.ts";
import type { Places } from "./places.ts";
import { reasonOf } from "./problem.ts";
import { readState } from "./state.ts";
import { type Asker, ensureTrusted } from "./trust.ts";
import type { Plugin } from "./types.ts";

export { placesOf } from "./places.ts";

/** What extending needs. */
export interface ExtendDeps {
  places: Places | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** What `--plugin` named. */
  extra: readonly string[];
  /** `--config`, for docker's own plugins. */
  config?: string;
  builtins: readonly string[];
  /** Absent where nobody may be asked (completion): an untrusted plugin's command fails. */
  ask?: Asker;
  now(): Date;
}

/** dockerctl with its plugins. */
export interface Extended {
  registry: Registry;
  plugins: readonly Judged[];
  /** One line for each plugin that cannot be used. */
  problems: readonly string[];
}

/** Where plugins' commands stand in the help. */
const SECTION = "Plugin Commands";

/** A registry with the commands of all plugins that can be used. Never throws for a plugin's sake. */
export async function extend(base: Registry, deps: ExtendDeps): Promise<Extended> {
  const { places, env, extra, builtins } = deps;
  const problems: string[] = [];
  let plugins: Judged[] = [];
  if (places !== undefined) {
    try {
      const [all, state] = await Promise.all([look(places, extra), readState(places.state)]);
      plugins = judge(all, state, base, builtins);
    } catch (e) {
      problems.push(reasonOf(e));
    }
  }
  const entries: CommandEntry[] = [...base.entries];
  const groups: GroupEntry[] = [...base.groups];
  const known = new Set([...base.groups.map((g) => g.path)]);
  for (const plugin of plugins) {
    if (plugin.problem !== undefined && plugin.state === "broken") problems.push(plugin.problem);
    if (plugin.state !== "ok" && plugin.state !== "untrusted") continue;
    for (const command of plugin.manifest!.commands) {
      for (const path of [command.path, ...command.aliases]) {
        for (const group of groupsOf(path)) {
          if (known.has(group)) continue;
          known.add(group);
          groups.push({ path: group, summary: plugin.manifest!.summary, section: SECTION });
        }
      }
      entries.push({
        ...command,
        load: once(() => loadCommand(plugin, command.path, deps)),
      });
    }
  }
  const registry = new Registry(entries, groups);
  for (const [name, path] of await listExternals(env)) {
    if (registry.command(name) !== undefined || registry.group(name) !== undefined) continue;
    entries.push(externalEntry(name, path));
  }
  entries.push(...await dockerPluginEntries(env, deps.config, new Registry(entries, groups)));
  return { registry: new Registry(entries, groups), plugins, problems };
}

/** `a b c` is in the groups `a` and `a b`. */
function groupsOf(path: string): string[] {
  const words = path.split(" ");
  return words.slice(1).map((_, n) => words.slice(0, n + 1).join(" "));
}

/** Makes it once; a failure is not kept, because trust may be given meanwhile. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    made ??= make().catch((e) => {
      made = undefined;
      throw e;
    });
}

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

async function loadCommand(known: Known, path: string, deps: ExtendDeps): Promise<AnyCommandSpec> {
  const plugin = await loadTrusted(known, deps);
  const command = plugin.commands?.find((c) => c.path === path);
  if (command === undefined) {
    throw new ExitError(1, `the plugin "${plugin.name}" has no command "${path}" any more`);
  }
  return adaptCommand(plugin, command, { places: deps.places });
}

function externalEntry(name: string, path: string): CommandEntry {
  return {
    path: name,
    aliases: [],
    summary: `Run ${path}`,
    load: () =>
      Promise.resolve({
        path: name,
        summary: `Run ${path}`,
        passThrough: true,
        args: [{ name: "arg", optional: true, variadic: true }],
        interactive: () => true,
        run: (ctx, input: { arg: readonly string[] }) => runExternal(ctx, path, name, input.arg),
      }),
  };
}
