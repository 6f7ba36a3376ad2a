/** Every pane, in the order in which they settle: lists before what speaks of their selection. */
import type { Model, PaneId } from "../model/model.ts";
import type { PluginPane } from "../model/plugins.ts";
import type { ListPane, Pane } from "../pane.ts";
import { detailsPane } from "./details/mod.ts";
import { alertsPane } from "./lists/alerts.ts";
import { containersPane } from "./lists/containers.ts";
import { eventsPane } from "./lists/events.ts";
import { hostsPane } from "./lists/hosts.ts";
import { imagesPane } from "./lists/images.ts";
import { networksPane } from "./lists/networks.ts";
import { projectsPane } from "./lists/projects.ts";
import { nodesPane } from "./lists/swarm/nodes.ts";
import { servicesPane } from "./lists/swarm/services.ts";
import { stacksPane } from "./lists/swarm/stacks.ts";
import { tasksPane } from "./lists/swarm/tasks.ts";
import { volumesPane } from "./lists/volumes.ts";
import { logsPane } from "./logs/mod.ts";
import { pluginPane } from "./plugin.ts";
import { processesPane } from "./processes.ts";
import { statsPane } from "./stats/mod.ts";

/** The lists that are always there; a new one is a line here. */
export const listPanes: readonly ListPane[] = [
  containersPane,
  imagesPane,
  networksPane,
  volumesPane,
  projectsPane,
  eventsPane,
  hostsPane,
  servicesPane,
  tasksPane,
  nodesPane,
  stacksPane,
  alertsPane,
];

/** The panes that are always there; a new one is a line here. */
export const ownPanes: readonly Pane[] = [
  ...listPanes,
  logsPane(listPanes),
  detailsPane(listPanes),
  statsPane,
  processesPane,
];

const known = new WeakMap<readonly PluginPane[], readonly Pane[]>();

/** These and the panes of plugins. */
export function allPanes(plugins: readonly PluginPane[]): readonly Pane[] {
  if (plugins.length === 0) return ownPanes;
  let all = known.get(plugins);
  if (all === undefined) known.set(plugins, all = [...ownPanes, ...plugins.map(pluginPane)]);
  return all;
}

/** The panes of a screen. */
export function panesOf(model: Model): readonly Pane[] {
  return allPanes(model.plugins.panes);
}

/** The pane of this id, which must be there. */
export function paneOf(model: Model, id: PaneId): Pane {
  const pane = panesOf(model).find((p) => p.id === id);
  if (pane === undefined) throw new Error(`there is no pane "${id}"`);
  return pane;
}
