/** Something that is done to objects: one object says how it is called, when it can be done, and how. */
import { splitKey } from "../../../core/fleet/rows.ts";
import type { Engine } from "../../../core/mod.ts";
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import { type Container, nameOf, projectsOf } from "../model/objects.ts";
import { containerOf, isGone } from "../record/record.ts";
import { hasFinished } from "./in_order.ts";
import { away, type Binding, key } from "../screen/bindings.ts";
import type { Kind } from "./kinds.ts";

/**
 * An action. A new one is an object in the list of its file; its key, the confirmation, the mark in
 * the row, the summary and the equivalent command follow from it.
 */
// deno-lint-ignore no-explicit-any
export interface Action<T = any> {
  readonly id: string;
  readonly of: Kind<T>;
  /** Keys parted by spaces; "" for one that another way leads to. */
  readonly keys: string;
  /** On the key list: `stop`. */
  readonly label: string;
  /** In the help, where the key says more than the label. */
  readonly keyLabel?: string;
  /** Its place in the footer; lower comes first. */
  readonly hint?: number;
  /** In the row while it is on its way. */
  readonly doing: string;
  /** In the summary: `stopped`. */
  readonly done: string;
  /** Asked about first. */
  readonly dangerous?: boolean;
  /** Whether what runs now is interrupted: for a moment it can be taken back (`careful`). */
  interrupts?(item: T): boolean;
  /** The same on the command line, before the names. */
  readonly command: string;
  /** The command takes one object at a time, and the argument before it. */
  readonly each?: boolean;
  /** The command line, where it is not the command before the names. The names are quoted. */
  line?(names: readonly string[], arg: string): string;
  /**
   * A text that it needs: what is asked, what stands there from the start (of the first object),
   * and why another is not taken.
   */
  readonly ask?: {
    label(name: string): string;
    text(name: string, item?: T): string;
    wrong?(text: string): string | undefined;
  };
  /** What the question begins with, where the label does not do. */
  readonly question?: string;
  /** What would be done, line by line: shown first, and done after a yes. */
  plan?(items: readonly T[], arg: string | undefined, model: Model): readonly string[];
  /** A command of dockerctl that does it where commands can be run, in the place of `run`. */
  argv?(id: string, arg: string | undefined): readonly string[];
  /** Why it cannot be done to an item now. */
  refuses?(item: T): string | undefined;
  /** It removes a container, which may be kept for a while instead (`keepRemoved`). */
  readonly keeps?: { readonly force: boolean };
  /** What it is for an item that it undoes: `pause` of a paused one. */
  turned?(item: T): Turned | undefined;
  /** Does it to one object. Throws EngineError. */
  run(engine: Engine, id: string, arg: string | undefined, signal: AbortSignal): Promise<unknown>;
}

/** What an action is where it undoes what it does otherwise. */
export interface Turned {
  readonly doing: string;
  readonly done: string;
  readonly command: string;
  readonly arg: string;
}

/** The keys in the focused list that an action goes to: what is marked, else what is selected. */
export function chosen(model: Model): readonly string[] {
  const state = model.lists[model.list];
  if (state.marks.size > 0) return [...state.marks];
  return state.selected === undefined ? [] : [state.selected];
}

/** The containers that are chosen: those of a project, where projects are. */
export function chosenContainers(model: Model): Container[] {
  const ids = new Set(chosen(model));
  if (model.list === "containers") return model.containers.filter((c) => ids.has(c.id));
  if (model.list !== "projects") return [];
  return projectsOf(model.containers).filter((p) => ids.has(p.name)).flatMap((p) => p.containers);
}

/** The keys of the objects that an action would go to, or why there are none. */
export function targetsOf(model: Model, action: Action): readonly string[] | string {
  if (model.readOnly) return "This is read-only: nothing can be changed from here";
  const { of } = action;
  const gone = away(model) ?? of.away?.(model);
  if (gone !== undefined) return gone;
  const items = of.list === "containers"
    ? chosenContainers(model)
    : of.items(model).filter((item) => chosen(model).includes(of.key(item)));
  if (items.length === 0) {
    const removed = of.list === "containers" ? containerOf(model, chosen(model)[0]) : undefined;
    return removed !== undefined && isGone(removed)
      ? `${nameOf(removed)} was removed: only its record is left`
      : "Nothing is selected";
  }
  const idle = items.filter((item) => model.pending[of.key(item)] === undefined);
  if (idle.length === 0) {
    return `${of.name(items[0])} is ${model.pending[of.key(items[0])]} already`;
  }
  // A project is up without what has done its work; alone it can be started again.
  const works = model.list === "projects" && ordered(action)
    ? idle.filter((c) => !hasFinished(c, model))
    : idle;
  if (works.length === 0) return `${of.name(idle[0])} has done its work`;
  const able = works.filter((item) => action.refuses?.(item) === undefined);
  if (able.length === 0) return action.refuses!(works[0])!;
  return able.map((item) => of.key(item));
}

/** Whether what others depend on comes first in it. */
export function ordered({ id, of }: Action): boolean {
  return of.list === "containers" && (id === "start" || id === "restart");
}

/** What an action is on the command line. */
export function commandOf(
  action: Pick<Action, "command" | "each" | "line">,
  names: readonly string[],
  arg?: string,
): string {
  const quoted = (w: string) => quoteWord(sanitise(w));
  if (action.line !== undefined) return action.line(names.map(quoted), quoted(arg ?? ""));
  if (action.each) {
    return names.map((n) => `${action.command} ${quoted(arg ?? "")} ${quoted(n)}`).join(" && ");
  }
  const words = [...names, ...(arg === undefined ? [] : [arg])];
  return `${action.command} ${words.map(quoted).join(" ")}`;
}

/**
 * What an action is on the command line where names have hosts (`web1/api`): a command for each
 * host, which does the same when it is typed, whatever hosts the typist's list has.
 */
export function commandOver(
  action: Pick<Action, "command" | "each" | "line">,
  names: readonly string[],
  hosts: { has(name: string): boolean },
  arg?: string,
): string {
  const parts = Map.groupBy(names, (name) => splitKey(name, hosts)?.host);
  return [...parts].map(([host, ofHost]) => {
    if (host === undefined) return commandOf(action, ofHost, arg);
    const { command, line } = action;
    const there = (text: string) =>
      text.replace(/^docker /, `dockerctl --hosts ${quoteWord(sanitise(host))} `);
    const own = (word: string) => {
      const split = splitKey(word, hosts);
      return split?.host === host ? split.own : word;
    };
    return commandOf(
      {
        ...action,
        command: there(command),
        ...(line !== undefined && { line: (all, word) => there(line(all, word)) }),
      },
      ofHost.map(own),
      arg === undefined ? undefined : own(arg),
    );
  }).join(" && ");
}

/** The keys of actions. */
export function actionKeys(actions: readonly Action[]): readonly Binding[] {
  return actions.filter((a) => a.keys !== "").map((action) =>
    key(
      action.keys,
      `${action.of.list}.${action.id}`,
      action.keyLabel ?? action.label,
      "Act",
      { type: "act", action: action.id },
      {
        hint: action.hint,
        changes: true,
        dangerous: action.dangerous,
        disabled: (m) => {
          const targets = targetsOf(m, action);
          return typeof targets === "string" ? targets : undefined;
        },
      },
    )
  );
}
