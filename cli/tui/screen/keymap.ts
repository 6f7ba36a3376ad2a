import { type ActionId, actionOf, targetsOf } from "../act/actions.ts";
import { selectedItem } from "../panes/lists/lists.ts";
import type { LogWish, Msg, Step } from "../model/messages.ts";
import {
  isList,
  isPlugin,
  type ListId,
  type Model,
  type OwnPaneId,
  type PaneId,
} from "../model/model.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type Container, type Image, imageName, nameOf } from "../model/objects.ts";
import { isGone } from "../record/record.ts";

/** One key (or several that mean the same) and what it does. The key table is data. */
export interface Binding {
  readonly keys: readonly string[];
  /** Stable name, for the config file: `container.stop`. */
  readonly id: string;
  readonly label: string;
  /** Heading in the help. */
  readonly group: string;
  readonly dangerous?: boolean;
  /** It changes something on the engine: a read-only screen does not have it. */
  readonly changes?: boolean;
  /** Shown in the footer; lower comes first. */
  readonly hint?: number;
  /** Why it does nothing now; undefined when it does something. */
  disabled?(model: Model): string | undefined;
  msg(model: Model): Msg;
}

const key = (
  keys: string,
  id: string,
  label: string,
  group: string,
  msg: Msg | ((m: Model) => Msg),
  more: Partial<Binding> = {},
): Binding => ({
  keys: keys.split(" "),
  id,
  label,
  group,
  msg: typeof msg === "function" ? msg : () => msg,
  ...more,
});

const move = (keys: string, id: string, label: string, by: Step) =>
  key(keys, id, label, "Move", { type: "move", by });

const pane = (n: string, id: OwnPaneId, label: string) =>
  key(n, `pane.${id}`, label, "Panes", { type: "focus", pane: id });

/** Keys that work in every pane. */
export const globalKeys: readonly Binding[] = [
  key("tab", "pane.next", "next pane", "Panes", { type: "cycle", by: 1 }, { hint: 12 }),
  key("S-tab", "pane.previous", "previous pane", "Panes", { type: "cycle", by: -1 }),
  pane("1", "containers", "containers"),
  pane("2", "images", "images"),
  pane("3", "logs", "logs"),
  pane("4", "stats", "stats"),
  pane("5", "networks", "networks"),
  pane("6", "volumes", "volumes"),
  pane("7", "projects", "projects"),
  pane("8", "events", "events"),
  pane("9", "details", "details"),
  pane("0", "processes", "processes"),
  key("z", "pane.zoom", "zoom the pane", "Panes", { type: "zoom" }),
  key("=", "pane.wider", "left side wider", "Panes", { type: "widen", by: 4 }),
  key("-", "pane.narrower", "left side narrower", "Panes", { type: "widen", by: -4 }),
  move("down j", "move.down", "down", 1),
  move("up k", "move.up", "up", -1),
  move("pagedown", "move.pageDown", "a page down", "pageDown"),
  move("pageup", "move.pageUp", "a page up", "pageUp"),
  move("C-d", "move.halfDown", "half a page down", "halfDown"),
  move("C-u", "move.halfUp", "half a page up", "halfUp"),
  move("home g", "move.top", "to the top", "top"),
  move("end G", "move.bottom", "to the bottom", "bottom"),
  key("left h", "move.left", "left", "Move", { type: "sideways", by: -1 }),
  key("right l", "move.right", "right", "Move", { type: "sideways", by: 1 }),
  key(":", "line.open", "command", "Anywhere", { type: "line" }, { hint: 8 }),
  key("E", "messages.open", "log of results", "Anywhere", { type: "messages" }),
  key("?", "help.open", "keys", "Anywhere", { type: "help" }, { hint: 99 }),
  key("P", "prune.plan", "prune, with a plan", "Anywhere", { type: "askPlan" }, {
    dangerous: true,
    changes: true,
    disabled: (m) => m.readOnly ? "This is read-only: nothing can be removed from here" : away(m),
  }),
  key("C-l", "screen.repaint", "draw the screen again", "Anywhere", { type: "repaint" }),
  key("M-t", "screen.theme", "next theme", "Anywhere", { type: "theme" }),
  key("H", "engine.host", "another engine", "Anywhere", { type: "hosts" }),
  key("R", "engine.retry", "ask the engine again", "Anywhere", { type: "retry" }),
  key("escape", "back", "back", "Anywhere", { type: "back" }),
  key("q C-c", "quit", "quit", "Anywhere", { type: "quit" }, { hint: 100 }),
];

/** Keys that work as long as no engine has ever answered; they go before all others. */
const noEngineKeys: readonly Binding[] = [
  key("r", "noEngine.retry", "try again", "No engine", { type: "retry" }, { hint: 1 }),
  key("h", "noEngine.host", "choose a host", "No engine", { type: "hosts" }, { hint: 2 }),
  key("d", "noEngine.demo", "demo with sample containers", "No engine", {
    type: "useHost",
    host: { host: "demo://" },
  }, { hint: 3 }),
];

const act = (keys: string, action: ActionId, label: string, hint?: number): Binding =>
  key(keys, `${actionOf(action).of}.${action}`, label, "Act", { type: "act", action }, {
    hint,
    changes: true,
    dangerous: actionOf(action).dangerous,
    disabled: (m) => {
      const targets = targetsOf(m, actionOf(action));
      return typeof targets === "string" ? targets : undefined;
    },
  });

const chosenNeeded = (m: Model) =>
  isList(m.list) && m.lists[m.list].selected === undefined ? "Nothing is selected" : undefined;

const away = (m: Model) =>
  m.link.state === "live" ? undefined : "The engine does not answer, so nothing can be done now";

const readOnly = (m: Model) =>
  m.readOnly ? "This is read-only: nothing can be changed from here" : away(m) ?? chosenNeeded(m);

const runningNeeded = (m: Model) => {
  const c = selectedItem<Container>(m, "containers");
  if (isGone(c)) return `${nameOf(c!)} was removed: only its record is left`;
  return readOnly(m) ??
    (c !== undefined && c.state !== "running" ? `${nameOf(c)} is not running` : undefined);
};

const containerKeys: readonly Binding[] = [
  act("s", "stop", "stop", 1),
  act("S", "start", "start", 2),
  act("r", "restart", "restart", 3),
  act("d delete", "remove", "remove", 4),
  act("D", "forceRemove", "force remove"),
  act("K", "kill", "kill"),
  act("p", "pause", "pause, go on", 9),
  act("n", "rename", "rename"),
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
      const targets = targetsOf(m, actionOf("connect"));
      return typeof targets === "string" ? targets : undefined;
    },
  }),
  key("a", "containers.attach", "attach", "Act", { type: "attach" }, {
    changes: true,
    disabled: runningNeeded,
  }),
  key("b", "containers.open", "open its port in a browser", "Act", { type: "openPort" }, {
    disabled: chosenNeeded,
  }),
];

const imageKeys: readonly Binding[] = [
  act("d delete", "removeImage", "remove", 1),
  act("D", "forceRemoveImage", "force remove"),
  act("n", "tag", "tag", 2),
  key("r", "images.run", "run", "Act", { type: "runImage" }, {
    changes: true,
    hint: 3,
    disabled: readOnly,
  }),
  key("p", "images.pull", "pull", "Act", (m) => ({
    type: "prompt",
    for: { what: "pull", name: pullName(m) },
  }), {
    changes: true,
    hint: 4,
    disabled: (m) => m.readOnly ? "This is read-only: nothing can be changed from here" : away(m),
  }),
];

/** What a pull begins with: the name of the selected image. */
function pullName(m: Model): string {
  const image = selectedItem<Image>(m, "images");
  const name = image === undefined ? "" : sanitise(imageName(image));
  return /^[0-9a-f]{12}$/.test(name) ? "" : name;
}

const removedKey = key("~", "containers.removed", "with removed ones, or without", "List", {
  type: "removed",
});

const listKeys: readonly Binding[] = [
  key("enter", "list.enter", "into the details", "List", { type: "enter" }),
  key("/", "list.filter", "filter", "List", (m) => ({
    type: "prompt",
    for: { what: "filter", list: m.list },
  }), { hint: 20 }),
  key("o", "list.sort", "sort", "List", { type: "sort" }, { hint: 22 }),
  key("c", "list.columns", "columns", "List", { type: "columns" }),
  key("space", "list.mark", "mark", "List", { type: "mark", what: "toggle" }, { hint: 10 }),
  key("v", "list.range", "mark a range", "List", { type: "mark", what: "range" }),
  key("*", "list.markAll", "mark all", "List", { type: "mark", what: "all" }),
  key("u", "list.unmark", "unmark all", "List", { type: "mark", what: "none" }),
  key("y", "list.copy", "copy", "List", { type: "copyMenu" }, { disabled: chosenNeeded }),
  key("x", "list.menu", "more", "List", { type: "actionMenu" }, { hint: 30 }),
];

/** From a list to what it selects. */
const lookKeys: readonly Binding[] = [
  key("i", "look.details", "inspect", "Look", { type: "focus", pane: "details" }, { hint: 7 }),
  key("L", "look.logs", "logs", "Look", { type: "focus", pane: "logs" }, { hint: 6 }),
  key("t", "look.processes", "processes", "Look", { type: "focus", pane: "processes" }),
];

const log = (keys: string, wish: LogWish, label: string, hint?: number) =>
  key(keys, `logs.${wish}`, label, "Log", { type: "logs", do: wish }, { hint });

const logKeys: readonly Binding[] = [
  key("/", "logs.search", "search", "Log", { type: "prompt", for: { what: "logSearch" } }, {
    hint: 1,
  }),
  key("n", "logs.next", "next match", "Log", { type: "matchStep", by: 1 }, { hint: 2 }),
  key("N", "logs.previous", "previous match", "Log", { type: "matchStep", by: -1 }),
  key("F", "logs.filter", "filter", "Log", { type: "prompt", for: { what: "logFilter" } }, {
    hint: 3,
  }),
  log("f", "follow", "follow", 4),
  log("w", "wrap", "wrap", 5),
  log("T", "timestamps", "times", 6),
  log("p", "pretty", "JSON spread out", 7),
  log("v", "level", "only warnings, errors", 8),
  key("J", "logs.jump", "to a time", "Log", { type: "prompt", for: { what: "jump" } }, { hint: 7 }),
  log("[", "sinceLess", "less of the past"),
  log("]", "sinceMore", "more of the past"),
  log("A", "tailAll", "the whole log"),
  key("W", "logs.save", "save", "Log", { type: "prompt", for: { what: "saveLog" } }, { hint: 9 }),
  key("y", "logs.copy", "copy", "Log", { type: "copyMenu" }),
];

const chartsNeeded = (m: Model) =>
  m.table.all ? "The table tells of now: a goes to the charts of one" : undefined;
const tableNeeded = (m: Model) =>
  m.table.all ? undefined : "The charts are of one container: a tells of all that run";

const statsKeys: readonly Binding[] = [
  key("a", "stats.all", "all, or one", "Stats", { type: "statsAll" }, { hint: 1 }),
  key("o", "stats.sort", "sort the table", "Stats", { type: "sort" }, {
    hint: 2,
    disabled: tableNeeded,
  }),
  key("enter", "stats.one", "the charts of the selected one", "Stats", { type: "enter" }, {
    disabled: tableNeeded,
  }),
  key("[", "stats.shorter", "shorter window", "Stats", { type: "window", by: -1 }, {
    hint: 3,
    disabled: chartsNeeded,
  }),
  key("]", "stats.longer", "longer window", "Stats", { type: "window", by: 1 }, {
    hint: 4,
    disabled: chartsNeeded,
  }),
];

const detailsKeys: readonly Binding[] = [
  key("enter space", "details.fold", "open, close", "Details", { type: "fold" }, { hint: 1 }),
  key("X", "details.reveal", "show or mask secrets", "Details", { type: "reveal" }, { hint: 2 }),
  key("y", "details.copy", "copy", "Details", { type: "copyMenu" }),
];

const removeOf = (list: "networks" | "volumes"): readonly Binding[] => [
  act("d delete", list === "networks" ? "removeNetwork" : "removeVolume", "remove", 1),
];

const paneKeys: Readonly<Record<OwnPaneId, readonly Binding[]>> = {
  containers: [...containerKeys, ...lookKeys, ...listKeys, removedKey],
  images: [...imageKeys, lookKeys[0], ...listKeys],
  networks: [...removeOf("networks"), lookKeys[0], ...listKeys],
  volumes: [...removeOf("volumes"), lookKeys[0], ...listKeys],
  projects: [
    ...containerKeys.filter((b) =>
      ["stop", "start", "restart", "remove", "forceRemove", "kill"].includes(b.id.split(".")[1])
    ),
    lookKeys[1],
    ...listKeys,
  ],
  events: listKeys.filter((b) => !/mark|range/.test(b.id)),
  logs: logKeys,
  stats: statsKeys,
  details: detailsKeys,
  processes: [],
};

/** What the config file says of keys: binding id to the keys it has instead. */
export type KeyWishes = Readonly<Record<string, readonly string[]>>;

/** Keys that plugins bring. */
export interface AddedKeys {
  /** That lead to their panes, from everywhere. */
  readonly panes: readonly Binding[];
  /** Of their actions, by list. */
  readonly lists: Readonly<Partial<Record<ListId, readonly Binding[]>>>;
}

/** Keys of a pane first, then those that work everywhere. */
export class Keymap {
  readonly #panes: Readonly<Record<OwnPaneId, readonly Binding[]>>;
  readonly global: readonly Binding[];
  /** Those of plugins among them. */
  readonly added: readonly Binding[];
  /** The keys of the screen that says that no engine answers. */
  readonly noEngine: readonly Binding[];
  /** What is wrong with the wishes, a sentence each. */
  readonly problems: readonly string[];

  constructor(wishes: KeyWishes = {}, added: AddedKeys = { panes: [], lists: {} }) {
    const problems: string[] = [];
    const wish = (b: Binding): Binding =>
      Object.hasOwn(wishes, b.id) ? { ...b, keys: wishes[b.id] } : b;
    const own = globalKeys.map(wish);
    const lists = Object.entries(paneKeys).map(([id, list]) =>
      [id as OwnPaneId, list.map(wish)] as const
    );
    /** A plugin's bindings beside others; a key of its own choice that they have goes to them. */
    const beside = (fresh: readonly Binding[], others: readonly Binding[], taken: Binding[]) => {
      const all = [...others];
      for (const b of fresh.map(wish)) {
        const owner = (k: string) => [...all, ...taken].find((o) => o.keys.includes(k));
        const free = Object.hasOwn(wishes, b.id)
          ? b.keys
          : b.keys.filter((k) => owner(k) === undefined);
        for (const k of b.keys.filter((k) => !free.includes(k))) {
          problems.push(
            `Key "${k}" of "${b.id}" is taken by "${owner(k)!.id}"; "tui.keys" can give it another`,
          );
        }
        all.push({ ...b, keys: free });
      }
      return all;
    };
    this.global = beside(added.panes, own, lists.flatMap(([, list]) => list));
    this.added = this.global.slice(own.length);
    this.noEngine = noEngineKeys.map(wish);
    this.#panes = Object.fromEntries(
      lists.map(([id, list]) => [
        id,
        isList(id) ? beside(added.lists[id] ?? [], list, [...this.global]) : list,
      ]),
    ) as unknown as Record<OwnPaneId, readonly Binding[]>;
    this.problems = [...problems, ...this.#check(wishes)];
  }

  /** The keys of a pane, without those that work everywhere. */
  of(pane: PaneId): readonly Binding[] {
    return isPlugin(pane) ? [] : this.#panes[pane];
  }

  /** The key that leads to a pane, as it is shown; "" where none does. */
  leadsTo(pane: PaneId): string {
    const found = this.global.find((b) => {
      if (b.group !== "Panes" || b.keys.length === 0 || !b.id.startsWith("pane.")) return false;
      return isPlugin(pane) && b.id === `pane.${pane.slice("plugin:".length).replace("/", ".")}`;
    });
    return found === undefined ? "" : keyName(found.keys[0]);
  }

  /** What a key does in a pane. */
  find(pane: PaneId, pressed: string): Binding | undefined {
    return this.of(pane).find((b) => b.keys.includes(pressed)) ??
      this.global.find((b) => b.keys.includes(pressed));
  }

  /** What a key does as long as no engine has ever answered. */
  findWithout(pressed: string): Binding | undefined {
    return this.noEngine.find((b) => b.keys.includes(pressed));
  }

  #check(wishes: KeyWishes): string[] {
    const problems: string[] = [];
    const known = new Set(
      [...this.global, ...this.noEngine, ...Object.values(this.#panes).flat()].map((b) => b.id),
    );
    for (const id of Object.keys(wishes)) {
      if (!known.has(id)) problems.push(`There is no action "${id}" to give a key`);
    }
    for (
      const [id, list] of Object.entries({
        ...this.#panes,
        everywhere: this.global,
        noEngine: this.noEngine,
      })
    ) {
      const seen = new Map<string, string>();
      for (const b of list) {
        for (const k of b.keys) {
          const other = seen.get(k);
          if (other !== undefined && other !== b.id) {
            problems.push(`Key "${k}" means both "${other}" and "${b.id}" in ${id}`);
          } else seen.set(k, b.id);
        }
      }
    }
    return [...new Set(problems)];
  }
}

/** Keys as they are shown: arrows as arrows, Ctrl as ^. */
export function keyName(k: string): string {
  const names: Readonly<Record<string, string>> = {
    up: "↑",
    down: "↓",
    left: "←",
    right: "→",
    enter: "Enter",
    escape: "Esc",
    space: "space",
    tab: "Tab",
    "S-tab": "S-Tab",
    pageup: "PgUp",
    pagedown: "PgDn",
    home: "Home",
    end: "End",
    delete: "Del",
  };
  return names[k] ?? (/^C-.$/.test(k) ? `^${k[2].toUpperCase()}` : k);
}
