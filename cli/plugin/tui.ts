/** What plugins add to the full screen. */
import { shortAge, shortSize } from "./ages.ts";
import type { ExtendDeps } from "./extend.ts";
import { loadTrusted } from "./load_trusted.ts";
import { look } from "./catalog.ts";
import { judge } from "./judge.ts";
import { oneLine, reasonOf } from "./problem.ts";
import { readState } from "./state.ts";
import type { Registry } from "../spec/registry.ts";
import type { ObjectKind, PluginColumn } from "./types.ts";

/** Columns, and what the `x` menu offers for an object. */
export interface PluginExtras {
  columns: readonly {
    of: ObjectKind;
    title: string;
    width: number;
    /** Never throws; `!` where the plugin does. */
    value(object: unknown, now: Date): string;
  }[];
  entries: readonly {
    of: ObjectKind;
    plugin: string;
    label: string;
    dangerous: boolean;
    /** A command line that the object's name is put after. */
    command: string;
  }[];
  /** One line for each plugin that cannot be used. */
  problems: readonly string[];
}

/** What the trusted plugins add; those that nobody was asked about yet add nothing. Never throws. */
export async function extrasFor(base: Registry, deps: ExtendDeps): Promise<PluginExtras> {
  const columns: PluginExtras["columns"][number][] = [];
  const entries: PluginExtras["entries"][number][] = [];
  const problems: string[] = [];
  const { places } = deps;
  if (places === undefined) return { columns, entries, problems };
  try {
    const [all, state] = await Promise.all([look(places, deps.extra), readState(places.state)]);
    for (const known of judge(all, state, base, deps.builtins)) {
      if (known.state === "broken") problems.push(`plugin ${known.problem}`);
      if (known.state !== "ok") continue;
      const { name, columns: titles, actions, panes } = known.manifest!;
      for (const { of, label, dangerous } of actions) {
        const command = `plugin act ${name} ${quoted(label)}`;
        entries.push({ of, plugin: name, label, dangerous, command });
      }
      for (const { of, id, title } of panes) {
        if (of === undefined) continue;
        const command = `plugin pane ${name} ${id}`;
        entries.push({ of, plugin: name, label: `show ${title}`, dangerous: false, command });
      }
      // Only columns need the module itself, for they are drawn in every frame.
      if (titles.length === 0) continue;
      try {
        const plugin = await loadTrusted(known, { ...deps, ask: undefined });
        for (const column of plugin.columns ?? []) columns.push(safe(column));
      } catch (e) {
        problems.push(oneLine(reasonOf(e)));
      }
    }
  } catch (e) {
    problems.push(oneLine(reasonOf(e)));
  }
  return { columns, entries, problems };
}

/** A word of the `:` line. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function safe({ of, title, width = 10, value }: PluginColumn): PluginExtras["columns"][number] {
  return {
    of,
    title,
    width,
    value(object, now) {
      try {
        return String(value(object, { now, age: (d) => shortAge(d, now), size: shortSize }));
      } catch {
        return "!";
      }
    },
  };
}
