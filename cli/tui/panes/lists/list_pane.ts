/** Makes a pane of what a list says of itself: selection, marks, filter, sort and columns. */
import { quoteWord } from "../../../../core/recreate/quote_word.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type Msg, quiet, type Result } from "../../model/messages.ts";
import { arranged, type Model, type PaneId } from "../../model/model.ts";
import type { MenuItem } from "../../model/overlays.ts";
import { say } from "../../model/say.ts";
import { menu } from "../../overlays/menu.ts";
import type { ListPane } from "../../pane.ts";
import { type Binding, chosenNeeded, key } from "../../screen/bindings.ts";
import { focus } from "../../screen/focus.ts";
import { columnMenu, sortMenu } from "./menus.ts";
import { type ListSpec, rowsOf, selectedItem } from "./list.ts";
import { listNote, listView } from "./view.ts";
import { markRows, moveSelection, select, settleList, withList } from "./update.ts";

/** What a list pane has beside its list. */
export interface ListPaneOptions<T> extends Partial<Pick<ListPane, "logs" | "inspect" | "turn">> {
  readonly key: string;
  /** Its own keys; those of every list follow. */
  readonly keys: readonly Binding[];
  /** The pane that Enter leads to. */
  readonly enters: PaneId;
  /** What Enter leads to, where it is not the details. */
  readonly enterLabel?: string;
  /** Rows cannot be marked. */
  readonly unmarked?: boolean;
  /** What can be copied of an item: label and text. */
  copies?(item: T, model: Model): readonly (readonly [label: string, text: string])[];
  /** Further entries of that menu. */
  copyItems?(item: T, model: Model): readonly MenuItem[];
}

/** Keys of every list. */
const listKeys: readonly Binding[] = [
  key("enter", "list.enter", "into the details", "List", { type: "enter" }),
  key("/", "list.filter", "filter", "List", (m) => ({
    type: "prompt",
    for: { what: "filter", id: m.list },
  }), { hint: 20 }),
  key("o", "list.sort", "sort", "List", { type: "sort" }, { hint: 22 }),
  key("c", "list.columns", "columns", "List", { type: "columns" }),
  key("space", "list.mark", "mark", "List", { type: "mark", what: "toggle" }, {
    hint: 10,
    disabled: chosenNeeded,
  }),
  key("v", "list.range", "mark a range", "List", { type: "mark", what: "range" }, {
    disabled: chosenNeeded,
  }),
  key("*", "list.markAll", "mark all", "List", { type: "mark", what: "all" }),
  key("u", "list.unmark", "unmark all", "List", { type: "mark", what: "none" }),
  key("y", "list.copy", "copy", "List", { type: "copyMenu" }, { disabled: chosenNeeded }),
  key("x", "list.menu", "more", "List", { type: "actionMenu" }, { hint: 30 }),
];

/** Columns that are sorted from the highest down first. */
const DOWN = new Set(["cpu", "memory", "size", "use", "time"]);

/** A pane of a list. */
export function listPane<T>(spec: ListSpec<T>, options: ListPaneOptions<T>): ListPane {
  const { id, title } = spec;
  const named = listKeys.map((b) =>
    b.id === "list.enter" ? { ...b, label: options.enterLabel ?? b.label } : b
  );
  const own = options.unmarked ? named.filter((b) => !/mark|range/.test(b.id)) : named;
  return {
    id,
    title,
    side: "list",
    key: options.key,
    keys: [...options.keys, ...own],
    ...(options.logs && { logs: options.logs }),
    ...(options.inspect && { inspect: options.inspect }),
    ...(options.turn && { turn: options.turn }),
    view: (model, size) => listView(model, spec, size),
    note: (model) => listNote(model, spec),
    move: (model, by) => moveSelection(model, spec, by),
    settle: (model) => settleList(model, spec),
    press(model, row, _size, again) {
      const at = row - 1 + model.lists[id].top;
      const { keys } = rowsOf(model, spec);
      if (row < 1 || keys[at] === undefined) return model;
      const twice = again && model.lists[id].selected === keys[at];
      // A second press on the same row enters, as a double click does.
      if (twice && model.now - (model.pressedAt ?? -Infinity) < 1500) {
        return focus(model, options.enters);
      }
      return { ...select(model, spec, at), pressedAt: model.now };
    },
    take(model, msg) {
      if (msg.type === "sortBy" && msg.list === id) {
        return arranged(sortBy(model, msg));
      }
      if (msg.type === "toggleColumn" && msg.list === id) {
        const hidden = new Set(model.lists[id].hidden);
        if (!hidden.delete(msg.column)) hidden.add(msg.column);
        const next = withList(model, id, { hidden });
        return arranged({ ...next, overlay: columnMenu(next, spec) });
      }
      if (msg.type === "less" && msg.list === id) {
        return arranged(withList(model, id, { less: !model.lists[id].less }));
      }
    },
    here: (model, msg) => here(model, msg, spec, options),
  };
}

/** What the keys of every pane do in this one. */
function here<T>(
  model: Model,
  msg: Msg,
  spec: ListSpec<T>,
  options: ListPaneOptions<T>,
): Result | undefined {
  const { id } = spec;
  switch (msg.type) {
    case "enter":
      return quiet(focus(model, options.enters));
    case "back": {
      const state = model.lists[id];
      if (state.rangeFrom !== undefined || state.marks.size > 0) {
        return quiet(withList(model, id, { rangeFrom: undefined, marks: new Set() }));
      }
      return quiet(state.filter === "" ? model : withList(model, id, { filter: "" }));
    }
    case "mark":
      return quiet(options.unmarked ? model : markRows(model, spec, msg.what));
    case "sort":
      return quiet({ ...model, overlay: sortMenu(model, spec) });
    case "columns":
      return quiet({ ...model, overlay: columnMenu(model, spec) });
    case "copyMenu":
      return quiet(copyMenu(model, spec, options));
  }
}

function sortBy(model: Model, msg: Extract<Msg, { type: "sortBy" }>): Model {
  const { sort } = model.lists[msg.list];
  const down = sort?.column === msg.column ? !sort.down : DOWN.has(msg.column);
  const next = msg.column === "" ? undefined : { column: msg.column, down };
  return withList(model, msg.list, { sort: next });
}

/** What can be copied of the selected item (`y`). */
function copyMenu<T>(model: Model, spec: ListSpec<T>, options: ListPaneOptions<T>): Model {
  const item = selectedItem(model, spec);
  if (item === undefined) return say(model, { kind: "warn", text: "Nothing is selected" });
  const copies = options.copies?.(item, model) ??
    [["name", spec.name(item)], ["id", spec.key(item)]];
  const items = copies.filter(([, text]) => text !== "").map(([label, text]): MenuItem => ({
    label,
    detail: sanitise(text),
    msg: { type: "copy", text: sanitise(text), what: label },
  }));
  const more = options.copyItems?.(item, model) ?? [];
  return { ...model, overlay: menu("Copy", [...items, ...more]) };
}

/** A command for something of this name, to be copied. */
export function commandFor(before: string, name: string, after = ""): string {
  return `${before} ${quoteWord(name)}${after}`;
}
