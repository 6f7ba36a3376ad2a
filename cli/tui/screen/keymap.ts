/** The key table: the keys of every pane, those that work everywhere, and the wishes of the config. */
import type { Step } from "../model/messages.ts";
import type { ListId, PaneId } from "../model/model.ts";
import type { PluginPane } from "../model/plugins.ts";
import type { Pane } from "../pane.ts";
import { allPanes } from "../panes/mod.ts";
import { pastKeys } from "./past.ts";
import { away, type Binding, key, keyName, type KeyTable } from "./bindings.ts";

export { type Binding, keyName };

const move = (keys: string, id: string, label: string, by: Step) =>
  key(keys, id, label, "Move", { type: "move", by });

const nextPane = [
  key("tab", "pane.next", "next pane", "Panes", { type: "cycle", by: 1 }, { hint: 12 }),
  key("S-tab", "pane.previous", "previous pane", "Panes", { type: "cycle", by: -1 }),
];

/** The key that leads to a pane. */
function paneKey({ id, name, title, label, key: keys, hidden }: Pane): Binding {
  const says = label ?? title.toLowerCase();
  return key(keys, `pane.${name ?? id}`, says, "Panes", { type: "focus", pane: id }, {
    ...(hidden && { hidden }),
  });
}

/** Keys that work in every pane, beside those that lead to panes. */
const everywhere: readonly Binding[] = [
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
  ...pastKeys,
  key(":", "line.open", "command", "Anywhere", { type: "line" }, { hint: 8 }),
  key("E", "messages.open", "log of results", "Anywhere", { type: "messages" }),
  key("?", "help.open", "keys", "Anywhere", { type: "help" }, { hint: 99 }),
  key("P", "prune.plan", "prune, with a plan", "Anywhere", { type: "askPlan" }, {
    dangerous: true,
    changes: true,
    disabled: (m) => m.readOnly ? "This is read-only: nothing can be removed from here" : away(m),
  }),
  key("C-l", "screen.repaint", "draw the screen again", "Anywhere", { type: "repaint" }),
  key("M-m", "screen.mouse", "mouse: the screen's or the terminal's", "Anywhere", {
    type: "mouseCapture",
  }),
  key("C-z", "screen.suspend", "to the shell (fg comes back)", "Anywhere", { type: "suspend" }),
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

/** What the config file says of keys: binding id to the keys it has instead. */
export type KeyWishes = Readonly<Record<string, readonly string[]>>;

/** Keys that plugins bring for what they do to objects, by list. */
export type AddedKeys = Readonly<Record<ListId, readonly Binding[]>>;

/** Digits in the order in which they stand on a keyboard. */
function byDigit(a: Pane, b: Pane): number {
  const order = (p: Pane) => "1234567890".indexOf(p.key);
  return order(a) - order(b);
}

/** Keys of a pane first, then those that work everywhere. */
export class Keymap implements KeyTable {
  readonly #panes: ReadonlyMap<PaneId, readonly Binding[]>;
  /** The bindings that lead to panes. */
  readonly #leads: ReadonlyMap<PaneId, Binding>;
  readonly global: readonly Binding[];
  /** Those that lead to panes of plugins among them. */
  readonly added: readonly Binding[];
  /** The keys of the screen that says that no engine answers. */
  readonly noEngine: readonly Binding[];
  /** What is wrong with the wishes, a sentence each. */
  readonly problems: readonly string[];

  constructor(
    wishes: KeyWishes = {},
    plugins: { panes: readonly PluginPane[]; actions: AddedKeys } = { panes: [], actions: {} },
  ) {
    const problems: string[] = [];
    const wish = (b: Binding): Binding =>
      Object.hasOwn(wishes, b.id) ? { ...b, keys: wishes[b.id] } : b;
    const panes = allPanes(plugins.panes);
    const strange = panes.slice(panes.length - plugins.panes.length);
    const familiar = panes.filter((p) => !strange.includes(p));
    const leads = new Map(familiar.toSorted(byDigit).map((p) => [p.id, wish(paneKey(p))]));
    const own = [...nextPane.map(wish), ...leads.values(), ...everywhere.map(wish)];
    const keys = familiar.map((p) => [p.id, p.keys.map(wish)] as const);
    const beside = besideOthers(wishes, wish, problems);
    this.global = beside(strange.map(paneKey), own, keys.flatMap(([, list]) => list));
    this.added = this.global.slice(own.length);
    for (const [n, p] of strange.entries()) leads.set(p.id, this.added[n]);
    this.#leads = leads;
    this.noEngine = noEngineKeys.map(wish);
    this.#panes = new Map(
      keys.map(([id, list]) => [id, beside(plugins.actions[id] ?? [], list, [...this.global])]),
    );
    this.problems = [...problems, ...this.#check(wishes)];
  }

  /** The keys of a pane, without those that work everywhere. */
  of(pane: PaneId): readonly Binding[] {
    return this.#panes.get(pane) ?? [];
  }

  /** The key that leads to a pane, as it is shown; "" where none does. */
  leadsTo(pane: PaneId): string {
    const [first] = this.#leads.get(pane)?.keys ?? [];
    return first === undefined ? "" : keyName(first);
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
      [...this.global, ...this.noEngine, ...[...this.#panes.values()].flat()].map((b) => b.id),
    );
    for (const id of Object.keys(wishes)) {
      if (!known.has(id)) problems.push(`There is no action "${id}" to give a key`);
    }
    for (
      const [id, list] of Object.entries({
        ...Object.fromEntries(this.#panes),
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

/** Puts a plugin's bindings beside others; a key of its choice that they have stays theirs. */
function besideOthers(
  wishes: KeyWishes,
  wish: (b: Binding) => Binding,
  problems: string[],
): (fresh: readonly Binding[], others: readonly Binding[], taken: readonly Binding[]) => Binding[] {
  return (fresh, others, taken) => {
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
}
