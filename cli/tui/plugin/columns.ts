/** The columns that plugins add to lists, from what they said of them. */
import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import type { PluginColumn } from "../model/plugins.ts";

/** A column without what it is a column of: the list knows its items. */
export interface AddedColumn {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly drop: number;
  /** What stands in the row of this key, and what it is sorted by. */
  value(key: string, model: Model): { readonly text: string; readonly value: string | number };
}

const known = new WeakMap<readonly PluginColumn[], Map<string, readonly AddedColumn[]>>();
const none: readonly AddedColumn[] = [];

/** The columns that a list has from plugins. */
export function pluginColumns(all: readonly PluginColumn[], list: string): readonly AddedColumn[] {
  if (all.length === 0) return none;
  let byList = known.get(all);
  if (byList === undefined) known.set(all, byList = new Map());
  let columns = byList.get(list);
  if (columns === undefined) {
    byList.set(list, columns = all.filter((c) => c.list === list).map(columnOf));
  }
  return columns;
}

function columnOf({ id, list, title, width }: PluginColumn): AddedColumn {
  return {
    id: `plugin:${id}`,
    title: sanitise(title),
    width,
    // Who installs it wants to see it: what says least of dockerctl's own goes before it.
    drop: 4.5,
    value(key, model) {
      const value = model.plugins.cells[list]?.[id]?.[key] ?? "";
      return { text: sanitise(String(value)), value };
    },
  };
}
