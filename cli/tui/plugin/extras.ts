/** What plugins add to the screen: columns, panes, actions, as the parts of it know them. */
import { sanitise } from "../../format/sanitise.ts";
import {
  columnId,
  type ExtraAction,
  type ExtraPane,
  type PluginExtras,
} from "../../plugin/host/extras.ts";
import type { ObjectKind, ObjectRow } from "../../plugin/contract/types.ts";
import { chosen } from "../act/actions.ts";
import type { AddedKeys, Binding } from "../screen/keymap.ts";
import { placesOf } from "../screen/layout.ts";
import { addColumns, type Column, listSpec, rowsOf } from "../panes/lists/lists.ts";
import type { ListId, Model, PluginPaneId } from "../model/model.ts";
import { type Image, imageName } from "../model/objects.ts";
import { span } from "../text/block.ts";

/** The list of a kind. */
export const LIST_OF = {
  container: "containers",
  image: "images",
  network: "networks",
  volume: "volumes",
} as const satisfies Record<ObjectKind, ListId>;

/** A plugin's pane as the screen knows it. */
export interface PluginPane extends ExtraPane {
  readonly pane: PluginPaneId;
}

/** The panes of plugins, in the order of their keys. */
export function panesOf(extras: PluginExtras | undefined): readonly PluginPane[] {
  return (extras?.panes ?? []).map((p) => ({ ...p, pane: `plugin:${p.plugin}/${p.id}` }));
}

/** Adds the columns of plugins to the lists; once, before anything is drawn. */
export function useColumns(extras: PluginExtras): void {
  for (const { plugin, of, title, width } of extras.columns) {
    const list = LIST_OF[of];
    const id = columnId(plugin, title);
    const value = (item: unknown, model: Model) =>
      model.plugins.cells[list]?.[id]?.[listSpec(list).key(item)] ?? "";
    const column: Column<unknown> = {
      id: `plugin:${id}`,
      title: sanitise(title),
      width,
      // Who installs it wants to see it: what says least of dockerctl's own goes before it.
      drop: 4.5,
      cell: (item, model) => span(sanitise(String(value(item, model)))),
      sort: value,
    };
    addColumns(list, [column]);
  }
}

/** Actions of plugins that the footer names among dockerctl's own. */
const FOOTER_ACTIONS = 2;

/** Keys of panes and actions. Their names for the config: `pane.NAME.PANE`, `plugin.NAME.LABEL`. */
export function pluginKeys(extras: PluginExtras | undefined): AddedKeys {
  const lists: Partial<Record<ListId, Binding[]>> = {};
  let hinted = 0;
  for (const action of extras?.actions ?? []) {
    const word = action.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    (lists[LIST_OF[action.of]] ??= []).push({
      keys: action.key === undefined ? [] : [action.key],
      id: `plugin.${action.plugin}.${word}`,
      label: sanitise(action.label),
      group: `Plugin ${action.plugin}`,
      // In the footer the first ones have a place before the way to other panes.
      hint: hinted++ < FOOTER_ACTIONS ? 5.5 : 15,
      dangerous: action.dangerous,
      disabled: (m) => {
        if (action.dangerous && m.readOnly) return "This is read-only";
        return chosen(m).length === 0 ? "Nothing is selected" : undefined;
      },
      msg: () => ({ type: "pluginAct", action }),
    });
  }
  const panes = panesOf(extras).map(({ pane, plugin, id, title }, n): Binding => ({
    keys: n < 9 ? [`M-${n + 1}`] : [],
    id: `pane.${plugin}.${id}`,
    label: sanitise(title),
    group: "Panes",
    msg: () => ({ type: "focus", pane }),
  }));
  return { lists, panes };
}

/** The pane of a plugin that is seen; never more than one. */
export function shownPane(model: Model): PluginPane | undefined {
  if (model.plugins.panes.length === 0) return undefined;
  const place = placesOf(model).find((p) => p.pane.startsWith("plugin:"));
  return model.plugins.panes.find((p) => p.pane === place?.pane);
}

/** The row of an object as plugins get it. */
export function objectRow(of: ObjectKind, item: unknown): ObjectRow {
  const row = item as ObjectRow;
  if (of === "image") return { ...row, name: imageName(item as Image) };
  return of === "volume" ? { ...row, id: row.name } : { ...row };
}

/** The rows of these ids in the list of a kind, as they are shown. */
export function objectRows(
  model: Model,
  of: ObjectKind,
  ids: ReadonlySet<string>,
): readonly ObjectRow[] {
  const { items, keys } = rowsOf(model, LIST_OF[of]);
  return items.filter((_, n) => ids.has(keys[n])).map((item) => objectRow(of, item));
}

/** What the pane shows is of: the selected object of its kind. */
export function paneObject(model: Model, pane: PluginPane): ObjectRow | undefined {
  if (pane.of === undefined) return undefined;
  const { selected } = model.lists[LIST_OF[pane.of]];
  if (selected === undefined) return undefined;
  return objectRows(model, pane.of, new Set([selected]))[0];
}

/** The objects that an action is for: what is marked, else what is selected. */
export function actionRows(model: Model, action: ExtraAction): readonly ObjectRow[] {
  return objectRows(model, action.of, new Set(chosen(model)));
}
