/** What plugins add to the screen, as plain data for the model, and the keys of their actions. */
import { sanitise } from "../../format/sanitise.ts";
import { columnId, type PluginExtras } from "../../plugin/host/extras.ts";
import { chosen } from "../act/action.ts";
import type { ListId } from "../model/model.ts";
import type { PluginColumn, PluginPane } from "../model/plugins.ts";
import type { Binding } from "../screen/bindings.ts";
import { kindOf } from "./objects.ts";

/** The panes and columns of plugins, in the order in which they are given. */
export function pluginData(extras: PluginExtras | undefined): {
  readonly panes: readonly PluginPane[];
  readonly columns: readonly PluginColumn[];
} {
  return {
    panes: (extras?.panes ?? []).map((p) => ({ ...p, pane: `plugin:${p.plugin}/${p.id}` })),
    columns: (extras?.columns ?? []).map(({ plugin, of, title, width }) => ({
      id: columnId(plugin, title),
      list: kindOf(of).list,
      title,
      width,
    })),
  };
}

/** Actions of plugins that the footer names among dockerctl's own. */
const FOOTER_ACTIONS = 2;

/** Keys of plugins' actions, by list. Their names for the config: `plugin.NAME.LABEL`. */
export function actionKeys(
  extras: PluginExtras | undefined,
): Readonly<Record<ListId, readonly Binding[]>> {
  const lists: Record<ListId, Binding[]> = {};
  let hinted = 0;
  for (const action of extras?.actions ?? []) {
    const word = action.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    (lists[kindOf(action.of).list] ??= []).push({
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
  return lists;
}
