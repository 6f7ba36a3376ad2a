/** The nodes of the swarm: which answer, what they take, who leads. */
import { actionKeys, chosen } from "../../../act/action.ts";
import { nodeActions } from "../../../act/nodes.ts";
import { swarmSubscriptions } from "../../../engine/watch_swarm.ts";
import type { Model } from "../../../model/model.ts";
import { type SwarmNode, swarmOf } from "../../../model/swarm.ts";
import type { ListPane } from "../../../pane.ts";
import { focus } from "../../../screen/focus.ts";
import { span } from "../../../text/block.ts";
import { type ListSpec, selectedItem } from "../list.ts";
import { listPane } from "../list_pane.ts";
import { detailsKey, logsKey } from "../look_keys.ts";
import { cpusColumn, engineColumn, memoryColumn } from "../machine_columns.ts";
import { withList } from "../update.ts";
import { swarmPane } from "./pane.ts";
import { absence, caution, cellText, nodeWords, roleWords } from "./words.ts";

export const nodesList: ListSpec<SwarmNode> = {
  id: "nodes",
  title: "Nodes",
  empty: "No nodes here",
  absent: (m) => absence(swarmOf(m)),
  caution,
  items: (m) => swarmOf(m).nodes,
  key: (n) => n.id,
  name: (n) => n.label,
  text: (n) => `${n.label} ${n.hostname} ${n.addr} ${n.role} ${n.id.slice(0, 12)}`,
  labels: (n) => n.labels,
  status: (n) => `${n.state} ${n.availability} ${n.manager?.reachability ?? ""}`,
  fields: { role: (n) => n.manager?.leader ? "leader" : n.role },
  columns: [
    {
      id: "name",
      title: "NODE",
      width: 12,
      grows: 2,
      drop: 0,
      full: true,
      cell: (n) => span(cellText(n.label)),
      sort: (n) => n.label,
    },
    {
      id: "state",
      title: "STATE",
      width: 16,
      grows: 3,
      drop: 1,
      cell: (n, m) => {
        const { text, role } = nodeWords(n, m);
        return span(text, role);
      },
      sort: (n) => `${n.state} ${n.availability}`,
    },
    {
      id: "role",
      title: "ROLE",
      width: 7,
      drop: 2,
      full: true,
      cell: (n) => {
        const { text, role } = roleWords(n);
        return span(text, role);
      },
      sort: (n) => n.manager?.leader ? "a" : n.role,
    },
    {
      id: "use",
      title: "TASKS",
      width: 5,
      drop: 3,
      align: "right",
      cell: (n) => span(String(n.running), n.running > 0 ? "text" : "dim"),
      sort: (n) => n.running,
    },
    {
      id: "addr",
      title: "ADDRESS",
      width: 15,
      drop: 4,
      cell: (n) => span(cellText(n.addr), "dim"),
      sort: (n) => n.addr,
    },
    cpusColumn(5),
    memoryColumn("memory", 5),
    engineColumn((n) => cellText(n.engineVersion), 6),
  ],
};

const base = listPane(nodesList, {
  key: "M-n",
  keys: [...actionKeys(nodeActions), detailsKey, logsKey],
  enters: "tasks",
  enterLabel: "its tasks",
  logs(model) {
    const ids = new Set(chosen(model));
    return swarmOf(model).tasks.filter((t) => t.state === "running" && ids.has(t.nodeId ?? ""))
      .map((t) => ({ id: t.id, name: t.name, of: "task" }));
  },
  inspect: (engine, id, signal) => engine.nodes.inspect(id, { signal }),
  turn: (model, id) => {
    const node = swarmOf(model).nodes.find((n) => n.id === id);
    return node === undefined ? "" : `${node.version} ${node.state}`;
  },
  copies: (n) => [["name", n.label], ["id", n.id], ["address", n.addr]],
});

/** The tasks of the selected node. */
function intoTasks(model: Model): Model {
  const node = selectedItem(model, nodesList);
  if (node === undefined) return model;
  const filter = `node:${node.label.replace(/\s/g, "")}`;
  return focus(withList(model, "tasks", { filter, top: 0, index: 0 }), "tasks");
}

export const nodesPane: ListPane = {
  ...swarmPane(base, intoTasks),
  subscriptions: (model, deps) => swarmSubscriptions(model, "nodes", deps),
};
