/** A room of its own in the model for one pane or overlay, and messages that it alone understands. */
import type { Msg } from "./messages.ts";
import type { Model } from "./model.ts";

/** What one file keeps in the model, typed there and nowhere else. */
export interface Slot<State, Said> {
  /** What is kept; what it starts with where nothing is yet. */
  of(model: Model): State;
  /** The model with some of it changed. */
  with(model: Model, change: Partial<State>): Model;
  /** A message for who owns the slot. */
  msg(said: Said): Msg;
  /** What a message says to who owns the slot; undefined for a message to another. */
  heard(msg: Msg): Said | undefined;
}

/** The slot of this name, which must be one file's alone. */
export function slot<State extends object, Said = never>(
  name: string,
  first: State,
): Slot<State, Said> {
  const of = (model: Model) => (model.own[name] as State | undefined) ?? first;
  return {
    of,
    with: (model, change) => ({
      ...model,
      own: { ...model.own, [name]: { ...of(model), ...change } },
    }),
    msg: (said) => ({ type: "own", to: name, said }),
    heard: (msg) => msg.type === "own" && msg.to === name ? msg.said as Said : undefined,
  };
}
