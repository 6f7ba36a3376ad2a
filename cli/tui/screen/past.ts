/** Going through time: the prompt, the slider in the place of the status bar, its keys. */
import { sanitise } from "../../format/sanitise.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import { emptyLogs } from "../model/log.ts";
import type { Model } from "../model/model.ts";
import type { PastMark, PastView } from "../model/past.ts";
import { say } from "../model/say.ts";
import { fitLine, type Line, lineOn, type Span, span } from "../text/block.ts";
import { type Binding, key } from "./bindings.ts";

/** What is said where something is to be changed. */
export const PAST_ONLY = "This is the past: nothing can be changed there (Esc returns to now)";

const needsPast = (m: Model) =>
  m.past === undefined ? "This is now: J goes to another time" : undefined;

/** Keys that work everywhere. */
export const pastKeys: readonly Binding[] = [
  key("J", "time.jump", "to a time", "Time", { type: "prompt", for: { what: "jump" } }),
  key(
    "<",
    "time.markBefore",
    "the start or death before",
    "Time",
    { type: "slide", by: "before" },
    {
      disabled: needsPast,
    },
  ),
  key(">", "time.markAfter", "the start or death after", "Time", { type: "slide", by: "after" }, {
    disabled: needsPast,
  }),
];

/** What a key does on the slider, before all others; undefined: what it does elsewhere. */
export function pastKey(model: Model, pressed: string): Msg | undefined {
  if (model.past === undefined) return undefined;
  if (pressed === "left") return { type: "slide", by: -1 };
  if (pressed === "right") return { type: "slide", by: 1 };
  if (pressed === "escape" && !model.zoom) return { type: "goTo" };
  return undefined;
}

/** What this takes of the messages. */
export function takePast(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "goTo":
      if (msg.at === undefined && model.past === undefined) {
        // A log may stay at a time although all else is as it is now.
        return [model, [{ type: "goTo", log: true }]];
      }
      return go(model, msg.at);
    case "slide":
      return slide(model, msg.by);
    case "past":
      return quiet(arrive(model, msg.view, msg.now));
    case "stayed":
      if (model.past === undefined || model.past.heading !== msg.at) return quiet(model);
      return quiet({ ...model, past: { ...model.past, heading: undefined } });
  }
}

/** A step is a sixtieth of the slider; a mark is the next one. */
function slide(model: Model, by: -1 | 1 | "before" | "after"): Result {
  const { past } = model;
  if (past === undefined) return quiet(model);
  const from = past.heading ?? past.at;
  const to = typeof by === "number"
    ? from + by * stepOf(past)
    : (by === "before"
      ? past.marks.findLast((m) => m.time < from)
      : past.marks.find((m) => m.time > from))?.time;
  if (to === undefined) {
    const text = `No start or death ${by} this is on the slider`;
    return quiet(say(model, { kind: "info", text, id: "past" }));
  }
  return go(model, to);
}

/** Goes to a time; keys that come before it is there go on from it. */
function go(model: Model, at: number | undefined): Result {
  const { past } = model;
  const next = past === undefined ? model : { ...model, past: { ...past, heading: at } };
  return [next, [{ type: "goTo", at }]];
}

/** How far a step goes, in ms. */
export function stepOf({ from, to }: PastView): number {
  return Math.max(1000, Math.round((to - from) / 60));
}

/** Another time: nothing of the one before stays but how the screen is set up. */
function arrive(model: Model, view: PastView | undefined, now: number): Model {
  if (view === undefined && model.past === undefined) return model;
  const { logs, details } = model;
  const { search, filter, timestamps, wrap, pretty, level, tail, since } = logs;
  const readOnly = model.past === undefined ? model.readOnly : model.past.readOnly;
  const { past: _, ...rest } = model;
  const next: Model = {
    ...rest,
    ...(view !== undefined && { past: { ...view, readOnly, ...headingBehind(model, view) } }),
    readOnly: view !== undefined || readOnly,
    // The log waits until it is known what there was.
    loaded: false,
    now: view?.at ?? now,
    logs: { ...emptyLogs, search, filter, timestamps, wrap, pretty, level, tail, since },
    details: { ...details, key: undefined, document: undefined, verdict: undefined },
    stats: {},
    recordedStats: { key: "", points: [] },
    events: [],
    removed: [],
    kept: [],
    pending: {},
    waiting: [],
    // What was said then is not to stay for ever, or come again.
    messages: model.messages.map((m) => ({ ...m, at: 0 })),
  };
  const note = view === undefined ? "this is now" : view.note;
  return note === undefined ? next : say(next, { kind: "info", text: note, id: "past" });
}

/** Where it is gone to from here, where a key was pressed meanwhile. */
function headingBehind({ past }: Model, { at }: PastView): { heading?: number } {
  return past?.heading === undefined || past.heading === at ? {} : { heading: past.heading };
}

/** The slider, in the place of the status bar: it is always seen that this is the past. */
export function slider(model: Model, past: PastView): Line {
  const { columns } = model.size;
  const near = nearest(past);
  const left: Span[] = [
    span(" PAST ", { role: "warn", bold: true }),
    span(` ${dateTime(past.at, model.utcOffset)} `, { role: "bar", bold: true }),
  ];
  const what = near === undefined ? "" : ` ${near.kind} of ${sanitise(near.name)}`;
  const hint = columns >= 90 ? "  ←→ step  <> start, death  Esc now " : "  ←→ <> Esc ";
  const used = left.reduce((sum, s) => sum + s.text.length, 0) + hint.length + 2;
  const width = Math.max(10, Math.min(60, columns - used - Math.min(what.length, 30)));
  const bar = track(past, width);
  const line = [
    ...left,
    span("├", "bar"),
    ...bar,
    span("┤", "bar"),
    span(what, "bar"),
    span(hint, "dim"),
  ];
  return lineOn(fitLine(line, columns), "bar");
}

/** The mark on which the slider stands. */
function nearest({ at, marks }: PastView): PastMark | undefined {
  return marks.find((m) => Math.abs(m.time - at) < 500);
}

/** Marks and where it stands: `─s──x─●──`. */
function track(past: PastView, width: number): Span[] {
  const { at, from, to, marks } = past;
  const slot = (time: number) =>
    Math.max(0, Math.min(width - 1, Math.floor((time - from) / Math.max(1, to - from) * width)));
  const cells = Array.from({ length: width }, (): Span => span("─", "dim"));
  for (const { time, kind } of marks) {
    const n = slot(time);
    // A death is what is looked for: where both are in a cell, it is shown.
    if (kind === "death") cells[n] = span("x", "bad");
    else if (cells[n].text === "─") cells[n] = span("s", "ok");
  }
  cells[slot(at)] = span("●", "warn");
  return cells;
}

/** `2026-11-30 14:05:09` on the wall. */
export function dateTime(at: number, offset: number): string {
  return new Date(at + offset * 60_000).toISOString().slice(0, 19).replace("T", " ");
}
