/** Keys as data: what each is called, what it does, and why it does nothing now. */
import { isGone, selectedContainer } from "../record/record.ts";
import type { Msg } from "../model/messages.ts";
import type { Model, PaneId } from "../model/model.ts";
import { nameOf, notRunning } from "../model/objects.ts";

/** One key (or several that mean the same) and what it does. */
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
  /** Left out of the help: it leads to what is not there. */
  hidden?(model: Model): boolean;
  /** Why it does nothing now; undefined when it does something. */
  disabled?(model: Model): string | undefined;
  msg(model: Model): Msg;
}

/** The key table, as what shows keys sees it. */
export interface KeyTable {
  /** The keys of a pane, without those that work everywhere. */
  of(pane: PaneId): readonly Binding[];
  readonly global: readonly Binding[];
  /** Those that lead to panes of plugins among them. */
  readonly added: readonly Binding[];
  /** The keys of the screen that says that no engine answers. */
  readonly noEngine: readonly Binding[];
}

/** A binding; `keys` are parted by spaces. */
export function key(
  keys: string,
  id: string,
  label: string,
  group: string,
  msg: Msg | ((m: Model) => Msg),
  more: Partial<Binding> = {},
): Binding {
  return {
    keys: keys.split(" ").filter((k) => k !== ""),
    id,
    label,
    group,
    msg: typeof msg === "function" ? msg : () => msg,
    ...more,
  };
}

/** Why nothing can be done to an object of the list now. */
export function chosenNeeded(m: Model): string | undefined {
  return m.lists[m.list]?.selected === undefined ? "Nothing is selected" : undefined;
}

/** Why nothing can be asked of the engine now. */
export function away(m: Model): string | undefined {
  return m.link.state === "live"
    ? undefined
    : "The engine does not answer, so nothing can be done now";
}

/** Why nothing can be changed on the engine now. */
export function readOnly(m: Model): string | undefined {
  return m.readOnly ? "This is read-only: nothing can be changed from here" : away(m);
}

/** Why nothing can be run in the selected container now. */
export function runningNeeded(m: Model): string | undefined {
  const c = selectedContainer(m);
  if (isGone(c)) return `${nameOf(c!)} was removed: only its record is left`;
  return readOnly(m) ?? chosenNeeded(m) ??
    (c === undefined ? undefined : notRunning(c));
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
