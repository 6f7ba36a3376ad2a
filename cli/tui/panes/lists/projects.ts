/** The compose projects: containers that belong together, stopped and started as one. */
import { sanitise } from "../../../format/sanitise.ts";
import { actionKeys, chosenContainers } from "../../act/action.ts";
import { containerActions } from "../../act/containers.ts";
import type { ListPane } from "../../pane.ts";
import type { ListSpec } from "./list.ts";
import { listPane } from "./list_pane.ts";
import { sourceOf } from "./log_sources.ts";
import { logsKey } from "./look_keys.ts";
import { driftColumn, takeDrift, watchDrift } from "./project_drift.ts";
import { filesOf, projectKeys } from "./project_keys.ts";
import { healthOf, type Project, projectsOf, SERVICE } from "../../model/objects.ts";
import { span } from "../../text/block.ts";

export const projectsList: ListSpec<Project> = {
  id: "projects",
  title: "Projects",
  needs: "containers",
  empty: "No compose projects here",
  items: (m) => projectsOf(m.containers),
  key: (p) => p.name,
  name: (p) => p.name,
  text: (p) => p.name,
  columns: [
    {
      id: "name",
      title: "PROJECT",
      width: 14,
      grows: 2,
      drop: 0,
      full: true,
      cell: (p) => span(sanitise(p.name)),
      sort: (p) => p.name,
    },
    {
      id: "state",
      title: "STATE",
      width: 21,
      drop: 1,
      cell: (p) => {
        const up = p.containers.filter((c) => c.state === "running").length;
        const bad = p.containers.filter((c) => healthOf(c) === "unhealthy").length;
        const all = p.containers.length;
        if (bad > 0) return span(`● ${up}/${all} up, ${bad} unhealthy`, "bad");
        if (up === all) return span(`● ${up}/${all} up`, "ok");
        return span(up === 0 ? `○ 0/${all} up` : `◐ ${up}/${all} up`, up === 0 ? "dim" : "warn");
      },
      sort: (p) => p.containers.filter((c) => c.state === "running").length,
    },
    {
      id: "services",
      title: "SERVICES",
      width: 14,
      grows: 3,
      drop: 3,
      cell: (p) => {
        const services = new Set(p.containers.map((c) => c.labels[SERVICE] ?? c.name));
        return span(sanitise([...services].sort().join(" ")), "dim");
      },
      sort: (p) => p.containers.length,
    },
    driftColumn,
    {
      id: "file",
      title: "FILE",
      width: 44,
      grows: 2,
      drop: 4,
      cell: (p) => span(sanitise(filesOf(p).join(" ")), "dim"),
      sort: (p) => filesOf(p).join(" "),
    },
  ],
};

/** What can be done to all containers of a project. */
const ACTIONS = new Set(["stop", "start", "restart", "remove", "forceRemove", "kill"]);

const pane = listPane(projectsList, {
  key: "7",
  keys: [...actionKeys(containerActions.filter((a) => ACTIONS.has(a.id))), ...projectKeys, logsKey],
  enters: "logs",
  logs(model) {
    const marked = chosenContainers(model);
    const { selected } = model.lists.projects;
    const of = projectsOf(model.containers).find((p) => p.name === selected)?.containers ?? [];
    return (marked.length > 0 ? marked : of).map(sourceOf);
  },
});

export const projectsPane: ListPane = {
  ...pane,
  take: (model, msg) => takeDrift(model, msg) ?? pane.take?.(model, msg),
  subscriptions: watchDrift,
};
