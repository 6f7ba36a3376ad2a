/** The tasks of the swarm: what each service runs where, and what went wrong. */
import { isOver } from "../../../../../core/swarm/view.ts";
import { chosen } from "../../../act/action.ts";
import { swarmSubscriptions } from "../../../engine/watch_swarm.ts";
import type { Model } from "../../../model/model.ts";
import { bareImage, swarmOf, type SwarmTask } from "../../../model/swarm.ts";
import type { ListPane } from "../../../pane.ts";
import { key } from "../../../screen/bindings.ts";
import { span } from "../../../text/block.ts";
import type { ListSpec } from "../list.ts";
import { listPane } from "../list_pane.ts";
import { detailsKey, logsKey } from "../look_keys.ts";
import { swarmPane } from "./pane.ts";
import { absence, caution, cellText, taskWords } from "./words.ts";

/** The tasks without those that are over, where that is wished for and no state is looked for. */
function shown(model: Model): readonly SwarmTask[] {
  const { tasks } = swarmOf(model);
  const { less, filter } = model.lists.tasks;
  if (!less || /(?:^|\s)!?status:/.test(filter)) return tasks;
  return tasks.filter((t) => !isOver(t));
}

export const tasksList: ListSpec<SwarmTask> = {
  id: "tasks",
  title: "Tasks",
  empty: "No tasks here: no service wants any",
  absent: (m) => absence(swarmOf(m)),
  caution: (m) => caution(m) ?? (m.lists.tasks.less ? "live only" : undefined),
  items: shown,
  key: (t) => t.id,
  name: (t) => t.name,
  dim: isOver,
  text: (t) => `${t.name} ${t.node} ${t.image} ${t.state} ${t.error ?? ""} ${t.id.slice(0, 12)}`,
  labels: (t) => t.labels,
  status: (t) => t.state,
  fields: { service: (t) => t.service, node: (t) => t.node, stack: (t) => t.stack ?? "" },
  columns: [
    {
      id: "name",
      title: "TASK",
      width: 12,
      grows: 1,
      drop: 0,
      full: true,
      cell: (t) => span(cellText(t.name)),
      sort: (t) => t.name,
    },
    {
      id: "state",
      title: "STATE",
      width: 16,
      drop: 1,
      full: true,
      cell: (t, m) => {
        const { text, role } = taskWords(t, m);
        return span(text, role);
      },
      sort: (t) => t.state,
    },
    {
      id: "node",
      title: "NODE",
      width: 10,
      grows: 1,
      drop: 2,
      cell: (t) => span(t.node === "" ? "none yet" : cellText(t.node), t.nodeDown ? "bad" : "text"),
      sort: (t) => t.node,
    },
    {
      id: "error",
      title: "ERROR",
      width: 12,
      grows: 4,
      drop: 3,
      cell: (t) => span(cellText(t.error ?? ""), isOver(t) ? "dim" : "bad"),
      sort: (t) => t.error ?? "",
    },
    {
      id: "image",
      title: "IMAGE",
      width: 14,
      drop: 4,
      cell: (t) => span(cellText(bareImage(t.image)), "dim"),
      sort: (t) => t.image,
    },
    {
      id: "time",
      title: "SINCE",
      width: 8,
      drop: 5,
      cell: (t) => span(t.since?.toISOString().slice(11, 19) ?? "", "dim"),
      sort: (t) => t.since?.getTime() ?? 0,
    },
  ],
};

const base = listPane(tasksList, {
  key: "M-k",
  keys: [
    detailsKey,
    logsKey,
    key(".", "tasks.hideEnded", "without ended ones, or with", "Look", {
      type: "less",
      list: "tasks",
    }),
  ],
  enters: "details",
  logs(model) {
    const ids = new Set(chosen(model));
    return swarmOf(model).tasks.filter((t) => ids.has(t.id))
      .map((t) => ({ id: t.id, name: t.name, of: "task" }));
  },
  inspect: (engine, id, signal) => engine.tasks.inspect(id, { signal }),
  turn: (model, id) => {
    const task = swarmOf(model).tasks.find((t) => t.id === id);
    return task === undefined ? "" : `${task.state} ${task.desiredState}`;
  },
  copies: (t) => [
    ["name", t.name],
    ["id", t.id],
    ["error", t.error ?? ""],
    ["container", t.containerId ?? ""],
    ["node", t.node],
    ["image", t.image],
  ],
});

export const tasksPane: ListPane = {
  ...swarmPane(base),
  subscriptions: (model, deps) => swarmSubscriptions(model, "tasks", deps),
};
