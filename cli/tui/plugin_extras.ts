import { sanitise } from "../format/sanitise.ts";
import type { PluginExtras } from "../plugin/tui.ts";
import { addColumns, type Column, selectedItem } from "./lists.ts";
import type { ListId, Model } from "./model.ts";
import { imageName } from "./objects.ts";
import type { MenuItem } from "./overlays.ts";
import { span } from "./text/block.ts";

const LISTS = {
  container: "containers",
  image: "images",
  network: "networks",
  volume: "volumes",
} as const satisfies Record<string, ListId>;

let entries: PluginExtras["entries"] = [];

/** Takes what plugins add to the lists and to the `x` menu; once, before anything is drawn. */
export function usePlugins(extras: PluginExtras): void {
  entries = extras.entries;
  for (const { of, title, width, value } of extras.columns) {
    const column: Column<unknown> = {
      id: `plugin:${title}`,
      title: sanitise(title),
      width,
      // The first to go where there is no room.
      drop: 9,
      cell: (item, model) => span(sanitise(value(item, new Date(model.now)))),
      sort: (item, model) => value(item, new Date(model.now)),
    };
    addColumns(LISTS[of], [column]);
  }
}

/** Entries of plugins for the selected object: each types a command after `:`. */
export function pluginItems(model: Model): MenuItem[] {
  const item = selectedItem<{ id?: string; name?: string }>(model, model.list);
  if (item === undefined) return [];
  const name = model.list === "images"
    ? imageName(item as Parameters<typeof imageName>[0])
    : item.name || item.id;
  return entries.filter((e) => LISTS[e.of] === model.list).map((e) => ({
    label: sanitise(e.label),
    detail: `plugin ${e.plugin}`,
    ...e.dangerous && model.readOnly ? { disabled: "This is read-only" } : {},
    msg: { type: "line", text: `${e.command} ${name}` },
  }));
}
