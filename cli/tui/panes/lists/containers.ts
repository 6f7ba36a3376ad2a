/** The containers: their list, the keys that work on them, and what can be copied of one. */
import { sanitise } from "../../../format/sanitise.ts";
import { actionKeys, chosen, targetsOf } from "../../act/action.ts";
import { containerActions } from "../../act/containers.ts";
import { connectAction } from "../../act/networks.ts";
import { lookSubscriptions, settleLooks, takeLook } from "../../engine/looks.ts";
import { quiet } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { type Container, isUp, nameOf, PROJECT, SERVICE } from "../../model/objects.ts";
import type { ListPane } from "../../pane.ts";
import {
  GONE,
  isGone,
  listedContainers,
  removedOf,
  selectedContainer,
} from "../../record/record.ts";
import {
  away,
  type Binding,
  chosenNeeded,
  key,
  readOnly,
  runningNeeded,
} from "../../screen/bindings.ts";
import { listRows, placeOf } from "../../screen/layout.ts";
import { type Span, span } from "../../text/block.ts";
import { bar, percent, shortAge, shortSize } from "../../text/human.ts";
import { busiest, latest } from "../stats/latest.ts";
import { portWords, stateWords } from "./container_words.ts";
import { type ListSpec, rowsOf } from "./list.ts";
import { commandFor, listPane } from "./list_pane.ts";
import { sourceOf } from "./log_sources.ts";
import { lookKeys } from "./look_keys.ts";

const RANK: Readonly<Record<string, number>> = {
  running: 0,
  restarting: 1,
  paused: 2,
  created: 3,
  exited: 4,
  dead: 5,
  [GONE]: 6,
};

/** The rows without those that do not run, where that is wished for and no state is looked for. */
function withoutStopped(model: Model, all: readonly Container[]): readonly Container[] {
  const { less, filter } = model.lists.containers;
  if (!less || /(?:^|\s)!?status:/.test(filter)) return all;
  return all.filter(isUp);
}

export const containersList: ListSpec<Container> = {
  id: "containers",
  title: "Containers",
  empty: "No containers here. `:run` makes one",
  items: (m) => withoutStopped(m, listedContainers(m)),
  rank: (c) => isUp(c) ? 0 : isGone(c) ? 2 : 1,
  order: "running first, then the newest",
  dim: isGone,
  key: (c) => c.id,
  name: nameOf,
  text: (c) => `${c.name} ${c.image} ${c.id.slice(0, 12)} ${c.command} ${c.status}`,
  labels: (c) => c.labels,
  status: (c) => `${c.state} ${c.status}`,
  columns: [
    {
      id: "name",
      title: "NAME",
      width: 10,
      grows: 3,
      drop: 0,
      full: true,
      cell: (c) => span(sanitise(nameOf(c))),
      sort: (c) => c.name,
    },
    {
      id: "state",
      title: "STATE",
      width: 17,
      grows: 1,
      drop: 1,
      full: true,
      cell: (c, m) => {
        const { text, role } = stateWords(c, m);
        return span(text, role);
      },
      sort: (c) => RANK[c.state] ?? 9,
    },
    {
      id: "cpu",
      title: "CPU",
      width: 6,
      drop: 3,
      align: "right",
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("–", "dim");
        return span(percent(point.cpu), point.cpu >= 80 ? "warn" : "text");
      },
      sort: (c, m) => latest(m, c)?.cpu ?? -1,
    },
    {
      id: "cpuBar",
      title: "CPU BAR",
      width: 10,
      drop: 20,
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("");
        return span(bar(point.cpu / busiest(m), 10), point.cpu >= 80 ? "warn" : "accent");
      },
    },
    {
      id: "memory",
      title: "MEM",
      width: 5,
      drop: 4,
      align: "right",
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("–", "dim");
        const tight = point.limit > 0 && point.memory / point.limit > 0.9;
        return span(shortSize(point.memory), tight ? "bad" : "text");
      },
      sort: (c, m) => latest(m, c)?.memory ?? -1,
    },
    {
      id: "memoryBar",
      title: "MEM BAR",
      width: 10,
      drop: 20,
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined || point.limit <= 0) return span("");
        const part = point.memory / point.limit;
        return span(bar(part, 10), part > 0.9 ? "bad" : "accent");
      },
    },
    {
      id: "ports",
      title: "PORTS",
      width: 9,
      grows: 1,
      drop: 5,
      cell: (c) => span(portWords(c)),
      sort: (c) => c.ports[0]?.publicPort ?? 0,
    },
    {
      id: "image",
      title: "IMAGE",
      width: 14,
      grows: 2,
      drop: 6,
      cell: (c) => span(sanitise(c.image), "dim"),
      sort: (c) => c.image,
    },
    {
      id: "project",
      title: "PROJECT",
      width: 12,
      drop: 7,
      cell: (c) => span(sanitise(c.labels[PROJECT] ?? ""), "dim"),
      sort: (c) => `${c.labels[PROJECT] ?? "\uffff"}/${c.labels[SERVICE] ?? ""}`,
    },
    {
      id: "created",
      title: "AGE",
      width: 4,
      drop: 8,
      align: "right",
      cell: (c, m): Span => span(shortAge((m.now - c.created.getTime()) / 1000), "dim"),
      sort: (c) => c.created.getTime(),
    },
  ],
};

const containerKeys: readonly Binding[] = [
  ...actionKeys(containerActions),
  key("e", "containers.shell", "shell", "Act", { type: "shell" }, {
    changes: true,
    hint: 5,
    disabled: runningNeeded,
  }),
  key("M-e", "containers.chooseShell", "choose a shell", "Act", { type: "shell", choose: true }, {
    changes: true,
    disabled: runningNeeded,
  }),
  key("N", "containers.networks", "connect, disconnect a network", "Act", { type: "networkMenu" }, {
    changes: true,
    disabled: (m) => {
      const targets = targetsOf(m, connectAction);
      return typeof targets === "string" ? targets : undefined;
    },
  }),
  key("a", "containers.attach", "attach", "Act", { type: "attach" }, {
    changes: true,
    disabled: runningNeeded,
  }),
  key("U", "containers.recreate", "make anew, upgrade, roll back", "Act", {
    type: "openRecreate",
  }, { changes: true, disabled: (m) => readOnly(m) ?? away(m) ?? chosenNeeded(m) }),
  key("b", "containers.open", "open its port in a browser", "Act", { type: "openPort" }, {
    disabled: chosenNeeded,
  }),
];

const undoKey = key("Z", "containers.undo", "undo its removal", "Act", { type: "openUndo" }, {
  changes: true,
  disabled: (m) => {
    const c = selectedContainer(m);
    return readOnly(m) ?? away(m) ??
      (c === undefined || !isGone(c)
        ? "Only a removed one can be brought back: ~ shows them"
        : undefined);
  },
});

const removedKey = key("~", "containers.removed", "with removed ones, or without", "List", {
  type: "removed",
});

const stoppedKey = key(
  ".",
  "containers.hideStopped",
  "without stopped ones, or with",
  "List",
  { type: "less", list: "containers" },
);

/** What can be copied of a container. */
function copies(c: Container, model: Model): (readonly [string, string])[] {
  const names = chosen(model)
    .map((id) => model.containers.find((o) => o.id === id))
    .filter((o) => o !== undefined).map(nameOf);
  return [
    ["name", nameOf(c)],
    ["id", c.id],
    ["image", c.image],
    ["command", c.command],
    ["`exec` command", commandFor("docker exec -it", nameOf(c), " sh")],
    ...(names.length > 1 ? [["names of all marked", names.join(" ")] as const] : []),
  ];
}

const pane = listPane(containersList, {
  key: "1",
  keys: [...containerKeys, ...lookKeys],
  enters: "logs",
  copies,
  copyItems: (c) =>
    isGone(c) ? [] : [{
      label: "`run` command",
      detail: "that makes one like it",
      msg: { type: "copyRun", id: c.id },
    }],
  logs(model) {
    const ids = new Set(chosen(model));
    const of = (all: readonly Container[]) => all.filter((c) => ids.has(c.id)).map(sourceOf);
    return [...of(model.containers), ...of(removedOf(model))];
  },
  inspect: (engine, id, signal) => engine.containers.inspect(id, { signal }),
});

/** The rows that are on the screen. */
export function seenContainers(model: Model): readonly Container[] {
  if (placeOf(model, "containers") === undefined) return [];
  const { top } = model.lists.containers;
  return rowsOf(model, containersList).items.slice(top, top + listRows(model, "containers"));
}

export const containersPane: ListPane = {
  ...pane,
  keys: [...pane.keys, undoKey, removedKey, stoppedKey],
  note: (model) =>
    model.lists.containers.less
      ? [span("running only · ", "warn"), ...pane.note!(model, { columns: 0, rows: 0 })]
      : pane.note!(model, { columns: 0, rows: 0 }),
  take(model, msg) {
    const looked = takeLook(model, msg);
    return looked === undefined ? pane.take?.(model, msg) : quiet(looked);
  },
  settle: (model) => settleLooks(pane.settle!(model)),
  subscriptions: (model, deps) => lookSubscriptions(model, seenContainers(model), deps),
};
