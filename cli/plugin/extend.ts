/** The commands of plugins beside dockerctl's own. */
import { type CommandEntry, type GroupEntry, Registry } from "../spec/registry.ts";
import { dockerPluginEntries } from "./docker/docker_plugins.ts";
import { listExternals, runExternal } from "./docker/external.ts";
import type { Judged } from "./catalog/judge.ts";
import { anyPlugins, type Places } from "./catalog/places.ts";
import { reasonOf } from "./contract/problem.ts";
import type { Asker } from "./catalog/trust.ts";

export { anyPlugins, placesOf } from "./catalog/places.ts";

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
  // Without plugins none of what they need is loaded: completion and --help come by here.
  if (places !== undefined && anyPlugins(places, extra)) {
    try {
      const [{ look }, { judge }, { readState }] = await Promise.all([
        import("./catalog/look.ts"),
        import("./catalog/judge.ts"),
        import("./catalog/state.ts"),
      ]);
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
      const { path: own, aliases, summary, hidden } = command;
      for (const path of [own, ...aliases]) {
        for (const group of groupsOf(path)) {
          if (known.has(group)) continue;
          known.add(group);
          groups.push({ path: group, summary: plugin.manifest!.summary, section: SECTION });
        }
      }
      entries.push({
        path: own,
        aliases,
        summary,
        hidden,
        load: async () => {
          const { remoteCommand } = await import("./host/remote.ts");
          return remoteCommand(plugin, command, { ...deps, places: places! });
        },
      });
    }
  }
  let registry = base;
  // Most machines add nothing, and each list of all commands takes a start 0.2 ms.
  const renew = () => {
    const known = registry.entries.length + registry.groups.length;
    if (entries.length + groups.length > known) registry = new Registry([...entries], groups);
  };
  renew();
  for (const [name, path] of await listExternals(env)) {
    if (registry.command(name) !== undefined || registry.group(name) !== undefined) continue;
    entries.push(externalEntry(name, path));
  }
  renew();
  const docker = await dockerPluginEntries(env, deps.config, registry);
  if (docker.entries.length === 0 && docker.notes.length === 0) {
    return { registry, plugins, problems };
  }
  const replaced = new Set(docker.entries.map((e) => e.path));
  const kept = entries.filter((e) => !(e.standIn && replaced.has(e.path)));
  const all = new Registry([...kept, ...docker.entries], groups, docker.notes);
  return { registry: all, plugins, problems };
}

/** `a b c` is in the groups `a` and `a b`. */
function groupsOf(path: string): string[] {
  const words = path.split(" ");
  return words.slice(1).map((_, n) => words.slice(0, n + 1).join(" "));
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
