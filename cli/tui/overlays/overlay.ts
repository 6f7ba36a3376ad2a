/** What an overlay is: one object for what it shows, what its keys do, and what the footer says. */
import type { SubscriptionDeps } from "../deps.ts";
import type { Effect, Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import type { KeyTable } from "../screen/bindings.ts";
import type { Subscription } from "../store.ts";
import type { Line, Size } from "../text/block.ts";
import { displayWidth } from "../text/width.ts";

/** A key on an overlay: the model it makes, what it wants done, what it leads to. */
export interface OverlayResult {
  readonly model: Model;
  readonly effects?: readonly Effect[];
  readonly then?: Msg;
}

/** What is drawn in the frame of an overlay. */
export interface Box {
  readonly title: string;
  readonly note?: string;
  readonly foot?: string;
  /** Inner columns that it wants. */
  readonly width: number;
  readonly rows: readonly Line[];
}

/** Keys and what they do, for the footer. */
export type Hints = readonly (readonly [key: string, does: string])[];

/** How overlays of one kind work. All but `subscriptions` is pure. */
export interface OverlaySpec<O> {
  readonly kind: string;
  /** What it shows; undefined for one that stands in the message line. `room` is the most it has. */
  view(overlay: O, model: Model, room: Size, keymap: KeyTable): Box | undefined;
  key(overlay: O, key: string, model: Model): OverlayResult;
  hints(overlay: O): Hints;
  /** A pasted text, where it takes one. */
  paste?(overlay: O, text: string, model: Model): Model;
  /** A message for it; undefined for one that is another's. */
  take?(overlay: O, msg: Msg, model: Model): Model | undefined;
  /** What goes on while it is open: asking for what it shows, doing what it was told. */
  subscriptions?(overlay: O, model: Model, deps: SubscriptionDeps): readonly Subscription[];
}

/** The model with another overlay, or none. */
export function put(model: Model, overlay?: Overlay): OverlayResult {
  return { model: { ...model, overlay } };
}

/** An overlay whose state its own file alone knows. */
export interface OwnOverlay<State> extends OverlaySpec<Overlay & { kind: "own" }> {
  /** The overlay, to be put into a model. */
  open(state: State): Overlay;
}

/** Makes one of a spec that is told of its state; it needs a line in `overlays/mod.ts`. */
export function ownOverlay<State>(name: string, spec: Omit<OverlaySpec<State>, "kind">) {
  const open = (state: State): Overlay => ({ kind: "own", name, state });
  const of = (overlay: Overlay & { kind: "own" }) => overlay.state as State;
  const own: OwnOverlay<State> = {
    kind: name,
    open,
    view: (o, model, room, keymap) => spec.view(of(o), model, room, keymap),
    key: (o, key, model) => spec.key(of(o), key, model),
    hints: (o) => spec.hints(of(o)),
    ...(spec.paste && { paste: (o, text, model) => spec.paste!(of(o), text, model) }),
    ...(spec.take && { take: (o, msg, model) => spec.take!(of(o), msg, model) }),
    ...(spec.subscriptions && {
      subscriptions: (o, model, deps) => spec.subscriptions!(of(o), model, deps),
    }),
  };
  return own;
}

/** Keys that go up or down a row. */
export const UP: ReadonlySet<string> = new Set(["up", "k", "C-p"]);
export const DOWN: ReadonlySet<string> = new Set(["down", "j", "C-n"]);

/** Rows that a key scrolls, down above 0. */
export function scrollOf(key: string, model: Model): number {
  const page = Math.max(1, model.size.rows - 8);
  if (UP.has(key)) return -1;
  if (DOWN.has(key)) return 1;
  if (key === "pageup" || key === "C-u") return -page;
  if (key === "pagedown" || key === "C-d" || key === "space") return page;
  return 0;
}

/** Rows from `top` on, as many as there is room for. */
export function scrolled(rows: readonly Line[], top: number, room: Size): readonly Line[] {
  const page = room.rows - 2;
  const first = Math.max(0, Math.min(top, rows.length - page));
  return rows.slice(first, first + page);
}

/** Columns of the widest row. */
export function widest(rows: readonly Line[]): number {
  return Math.max(0, ...rows.map((r) => r.reduce((w, s) => w + displayWidth(s.text), 0)));
}
