/** The services of the swarm: their list, and the keys that work on them. */
import { actionKeys, chosen } from "../../../act/action.ts";
import { serviceActions } from "../../../act/services.ts";
import { swarmSubscriptions } from "../../../engine/watch_swarm.ts";
import { quiet } from "../../../model/messages.ts";
import type { Model } from "../../../model/model.ts";
import { say } from "../../../model/say.ts";
import {
  bareImage,
  NO_LEADER,
  swarmOf,
  type SwarmService,
  swarmSlot,
} from "../../../model/swarm.ts";
import type { ListPane } from "../../../pane.ts";
import { focus } from "../../../screen/focus.ts";
import { span } from "../../../text/block.ts";
import { type ListSpec, selectedItem } from "../list.ts";
import { listPane } from "../list_pane.ts";
import { detailsKey, logsKey } from "../look_keys.ts";
import { withList } from "../update.ts";
import { swarmPane } from "./pane.ts";
import { absence, caution, cellText, serviceWords, tasksWords } from "./words.ts";

/** Published ports: `8080→80`, `53→53/udp`. */
export function portWords(s: SwarmService): string {
  return s.ports.filter((p) => p.publishedPort !== undefined)
    .map((p) => `${p.publishedPort}→${p.targetPort}${p.protocol === "tcp" ? "" : `/${p.protocol}`}`)
    .join(" ");
}

export const servicesList: ListSpec<SwarmService> = {
  id: "services",
  title: "Services",
  empty: "No services here. `:service create` makes one",
  absent: (m) => absence(swarmOf(m)),
  caution,
  items: (m) => swarmOf(m).services,
  key: (s) => s.id,
  name: (s) => s.name,
  text: (s) => `${s.name} ${s.image} ${s.stack ?? ""} ${portWords(s)} ${s.id.slice(0, 12)}`,
  labels: (s) => s.labels,
  status: (s) => `${s.updateState ?? ""} ${s.running ?? 0}/${s.desired ?? 0} ${s.mode}`,
  fields: { stack: (s) => s.stack ?? "", mode: (s) => s.mode },
  columns: [
    {
      id: "name",
      title: "SERVICE",
      width: 12,
      grows: 2,
      drop: 0,
      full: true,
      cell: (s) => span(cellText(s.name)),
      sort: (s) => s.name,
    },
    {
      id: "use",
      title: "TASKS",
      width: 7,
      drop: 1,
      cell: (s) => {
        const { text, role } = tasksWords(s);
        return span(text, role);
      },
      sort: (s) => (s.desired ?? 0) - (s.running ?? 0),
    },
    {
      id: "state",
      title: "STATE",
      width: 16,
      grows: 3,
      drop: 1,
      cell: (s, m) => {
        const { text, role } = serviceWords(s, m);
        return span(text, role);
      },
      sort: (s) => s.updateState ?? "",
    },
    {
      id: "image",
      title: "IMAGE",
      width: 16,
      grows: 1,
      drop: 3,
      cell: (s) => span(cellText(bareImage(s.image)), "dim"),
      sort: (s) => s.image,
    },
    {
      id: "ports",
      title: "PORTS",
      width: 11,
      drop: 4,
      cell: (s) => span(cellText(portWords(s)), "dim"),
      sort: (s) => s.ports[0]?.publishedPort ?? 0,
    },
    {
      id: "stack",
      title: "STACK",
      width: 10,
      drop: 5,
      cell: (s) => span(cellText(s.stack ?? ""), "dim"),
      sort: (s) => s.stack ?? "",
    },
    {
      id: "mode",
      title: "MODE",
      width: 10,
      drop: 6,
      cell: (s) => span(s.mode, "dim"),
      sort: (s) => s.mode,
    },
  ],
};

/** The marked services, else the selected one. */
function shown(model: Model): readonly SwarmService[] {
  const ids = new Set(chosen(model));
  return swarmOf(model).services.filter((s) => ids.has(s.id));
}

const base = listPane(servicesList, {
  key: "M-s",
  keys: [...actionKeys(serviceActions), detailsKey, logsKey],
  enters: "tasks",
  enterLabel: "its tasks",
  logs: (model) => shown(model).map((s) => ({ id: s.id, name: s.name, of: "service" })),
  inspect: (engine, id, signal) => engine.services.inspect(id, { signal }),
  turn: (model, id) => String(swarmOf(model).services.find((s) => s.id === id)?.version ?? ""),
  copies: (s) => [["name", s.name], ["id", s.id], ["image", s.image], ["ports", portWords(s)]],
});

/** The tasks of the selected service. */
function intoTasks(model: Model): Model {
  const service = selectedItem(model, servicesList);
  if (service === undefined) return model;
  const filter = `service:${service.name.replace(/\s/g, "")}`;
  return focus(withList(model, "tasks", { filter, top: 0, index: 0 }), "tasks");
}

/** Says once that the leader is lost, and that there is one again. */
function told(model: Model, before: string, now: string): Model {
  if (now === "leaderless" && before !== "leaderless") {
    return say(model, { kind: "bad", text: NO_LEADER });
  }
  if (before === "leaderless" && now === "manager") {
    return say(model, { kind: "ok", text: "The swarm has a leader again" });
  }
  return model;
}

export const servicesPane: ListPane = {
  ...swarmPane(base, intoTasks),
  take(model, msg) {
    const said = swarmSlot.heard(msg);
    if (said === undefined) return base.take?.(model, msg);
    const before = swarmOf(model).phase;
    const next = swarmSlot.with(model, said);
    return quiet(told(next, before, swarmOf(next).phase));
  },
  subscriptions: (model, deps) => swarmSubscriptions(model, "services", deps),
};
