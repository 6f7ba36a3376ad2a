/** What a pane is: one object that says all there is to say of it. */
import type { Engine } from "../../core/mod.ts";
import type { SubscriptionDeps } from "./deps.ts";
import type { LogSource } from "./model/log.ts";
import type { Msg, Result, Step } from "./model/messages.ts";
import type { Model, PaneId } from "./model/model.ts";
import type { Binding } from "./screen/bindings.ts";
import type { Subscription } from "./store.ts";
import type { Block, Line, Size } from "./text/block.ts";

/**
 * A pane. A new one is a file of its own and a line in `panes/mod.ts`; what it alone knows it keeps
 * in a slot (model/slot.ts). All but `subscriptions` is pure.
 */
export interface Pane {
  readonly id: PaneId;
  /** In its border. */
  readonly title: string;
  /** Lists stand on the left side, details on the right. */
  readonly side: "list" | "detail";
  /** The key that leads to it from everywhere; "" for none. */
  readonly key: string;
  /** What that key is called in the help; its title in small letters where nothing is said. */
  readonly label?: string;
  /** Whether there is nothing to lead to, so that the help is silent of it. */
  hidden?(model: Model): boolean;
  /** Its name in `pane.NAME`, by which the config gives it another key; its id by default. */
  readonly name?: string;
  /** The keys that work in it, before those that work everywhere. */
  readonly keys: readonly Binding[];

  /** What stands inside of its border. */
  view(model: Model, size: Size): Block;
  /** Beside the title: what it speaks of. */
  subject?(model: Model): Line;
  /** At the right of the top edge; `size` is that of what is inside. */
  note?(model: Model, size: Size): Line;
  /** At the right of the bottom edge. */
  foot?(model: Model): Line;

  /** The selection or the view moved. */
  move(model: Model, by: Step): Model;
  /** A message of its own; undefined for one that is another's. */
  take?(model: Model, msg: Msg): Result | undefined;
  /**
   * What a key that means another thing in each pane does while this one has the focus: `enter`,
   * `back`, `sideways`, `sort`, `columns`, `copyMenu`; undefined for what means nothing here.
   */
  here?(model: Model, msg: Msg): Result | undefined;
  /** The mouse was pressed on a row of what is inside, counted from 0. */
  press?(model: Model, row: number, size: Size, again: boolean): Model;
  /** What follows from the rest of the model, made true after every message. */
  settle?(model: Model): Model;
  /** What goes on while the model is as it is. */
  subscriptions?(model: Model, deps: SubscriptionDeps): readonly Subscription[];
}

/** A pane that lists things: the panes at the side speak of what is selected in it. */
export interface ListPane extends Pane {
  readonly side: "list";
  /** Whose logs are shown of what is chosen in it; undefined: those of the selected container. */
  logs?(model: Model): readonly LogSource[];
  /** All that the engine says of one of its objects. */
  inspect?(engine: Engine, id: string, signal: AbortSignal): Promise<unknown>;
  /** Another text means that the engine says other things of it now. */
  turn?(model: Model, id: string): string;
}
