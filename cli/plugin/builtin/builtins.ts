/** The built-in plugins on the command line, loaded when they are called. */
import type { CommandEntry, GroupEntry } from "../../spec/registry.ts";
import type { BuiltinInfo } from "../../spec/program.ts";
import type { BuiltinPlugin } from "../contract/types.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A command that takes over from another one. */
interface Variant {
  of: string;
  flags: readonly string[];
  anywhere: readonly string[];
  entry: CommandEntry;
}

/** What the built-in plugins add to the command line. */
export interface Builtins {
  commands: readonly CommandEntry[];
  groups: readonly GroupEntry[];
  infos: readonly BuiltinInfo[];
  /** The variant of a command that one of the flags before its first argument asks for. */
  variant(entry: CommandEntry, words: readonly string[]): CommandEntry | undefined;
  /** The variants of a command, each by the flag that leads to it. */
  variantsOf(path: string): readonly { flag: string; summary: string }[];
}

/** The commands of the built-in plugins, loaded when they are called. */
export function builtinCommands(plugins: readonly BuiltinPlugin[], env: Env): Builtins {
  const commands: CommandEntry[] = [];
  const groups = new Map<string, GroupEntry>();
  const variants: Variant[] = [];
  for (const plugin of plugins) {
    for (const command of plugin.commands ?? []) {
      const { path, aliases = [], summary, standIn, variantOf, flags = [], anywhere = [] } =
        command;
      const entry: CommandEntry = {
        path,
        aliases,
        summary,
        ...standIn && { standIn },
        async load() {
          const [loaded, { adaptCommand }, { placesOf }] = await Promise.all([
            plugin.load(),
            import("./adapt.ts"),
            import("../catalog/places.ts"),
          ]);
          const found = loaded.commands?.find((c) => c.path === path);
          if (found === undefined) throw new TypeError(`"${plugin.name}" has no command "${path}"`);
          return adaptCommand(loaded, found, placesOf(env));
        },
      };
      if (variantOf !== undefined) variants.push({ of: variantOf, flags, anywhere, entry });
      else {
        commands.push(entry);
        const [group, ...rest] = path.split(" ");
        if (rest.length > 0) groups.set(group, { path: group, summary: plugin.summary });
      }
    }
  }
  return {
    commands,
    groups: [...groups.values()],
    get infos() {
      return plugins.map((p) => ({ name: p.name, summary: p.summary, adds: addsOf(p) }));
    },
    variant(entry, words) {
      const own = variants.filter((v) => v.of === entry.path);
      if (own.length === 0) return undefined;
      let before = true;
      for (const word of words) {
        if (word === "--") return undefined;
        before &&= word.startsWith("-");
        const flag = word.replace(/=.*/, "");
        const found = own.find((v) => (before ? v.flags : v.anywhere).includes(flag));
        if (found) return found.entry;
      }
    },
    variantsOf: (path) =>
      variants.filter((v) => v.of === path)
        .map(({ flags, entry }) => ({ flag: flags[0], summary: entry.summary })),
  };
}

function addsOf({ commands = [], schemes = [] }: BuiltinPlugin): string {
  return [
    ...commands.map((c) => c.variantOf === undefined ? c.path : `${c.path} ${c.flags?.[0] ?? ""}`),
    ...schemes.map((s) => s + "://"),
  ].join(", ");
}
