/** An action from its key to its result: why not, the question, the marks in the rows, the summary. */
import { sanitise } from "../../format/sanitise.ts";
import { type Effect, type Msg, quiet, type Result } from "../model/messages.ts";
import { hostsOf } from "../model/fleet.ts";
import type { Batch, Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import { sleep } from "../../../core/sleep.ts";
import type { Subscription } from "../store.ts";
import { openPrompt } from "../overlays/prompt.ts";
import { count } from "../text/human.ts";
import { type Action, commandOver, ordered, targetsOf, type Turned } from "./action.ts";
import { inOrder, type Step } from "./in_order.ts";
import { nameFor } from "./kinds.ts";
import { actionOf } from "./mod.ts";
import { networkMenu } from "./networks.ts";

/** What actions take of the messages. */
export function takeAct(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "act":
      return msg.arg === undefined ? askAct(model, msg.action) : given(model, msg);
    case "go":
      return startAct(model, msg);
    case "networkMenu": {
      const overlay = networkMenu(model);
      return overlay === undefined ? askAct(model, "connect") : quiet({ ...model, overlay });
    }
    case "waited":
      return waited(model, msg.id);
    case "takeBack":
      return quiet(takenBack(model));
    case "acted": {
      // What was done by key can be found, changed and run again on the `:` line.
      const command = model.batches[msg.batch]?.command;
      const next = acted(model, msg);
      const over = command !== undefined && next.batches[msg.batch] === undefined;
      return [
        next,
        over ? [{ type: "remember", line: command.replace(/^docker(ctl)? /, "") }] : [],
      ];
    }
  }
}

/** A key asked for an action: say why not, ask first, or do it. */
export function askAct(model: Model, id: string): Result {
  const action = actionOf(id);
  const targets = targetsOf(model, action);
  if (typeof targets === "string") return quiet(say(model, { kind: "warn", text: targets }));
  const names = targets.map((t) => sanitise(nameFor(model, action.of, t)));
  if (action.ask !== undefined) {
    // With a plan or a check of what is typed it goes to all that is marked.
    const all = action.plan !== undefined || action.ask.wrong !== undefined;
    const of = { what: id, id: targets[0], name: names[0], ...(all && { ids: targets }) };
    const whose = all && names.length > 1 ? count(names.length, action.of.noun) : names[0];
    const text = action.ask.text(names[0], itemsOf(model, action, targets)[0]);
    return quiet(openPrompt(model, of, action.ask.label(whose), sanitise(text)));
  }
  const go: Go = { type: "go", action: id, ids: targets };
  if (action.plan !== undefined) return quiet(planned(model, action, go));
  if (!action.dangerous) {
    const interrupts = model.careful !== "no" && interruptsAny(model, action, targets);
    if (!interrupts) return startAct(model, go);
    if (model.careful === "undo") return quiet(wait(model, action, targets, names));
  }
  const { keepRemovedMs: kept } = model;
  const note = action.keeps !== undefined && kept !== undefined
    ? [`Kept for ${spanWords(kept)}, stopped: ~ shows it, Z brings it back whole`]
    : [];
  return quiet(asked(model, action, go, [...note, ...(names.length > 1 ? names : [])]));
}

type Go = Extract<Msg, { type: "go" }>;

/** The text that an action asked for was given: its plan is shown, or it is done. */
function given(model: Model, msg: Extract<Msg, { type: "act" }>): Result {
  const action = actionOf(msg.action);
  const go: Go = { type: "go", action: msg.action, ids: msg.ids ?? [], arg: msg.arg };
  return action.plan === undefined ? startAct(model, go) : quiet(planned(model, action, go));
}

/** The question before an action, with what it would do. */
function planned(model: Model, action: Action, go: Go): Model {
  const items = itemsOf(model, action, go.ids);
  return asked(model, action, go, action.plan!(items, go.arg, model).map((l) => sanitise(l)));
}

function asked(model: Model, action: Action, go: Go, lines: readonly string[]): Model {
  const { noun } = action.of;
  const what = go.ids.length === 1
    ? `${noun} ${sanitise(nameFor(model, action.of, go.ids[0]))}`
    : count(go.ids.length, noun);
  const verb = action.question ?? action.label[0].toUpperCase() + action.label.slice(1);
  return {
    ...model,
    overlay: { kind: "confirm", question: `${verb} ${what}?`, lines, yes: action.label, msg: go },
  };
}

/** The objects of these keys, as far as they are there. */
function itemsOf(model: Model, { of }: Action, ids: readonly string[]): unknown[] {
  const wanted = new Set(ids);
  return of.items(model).filter((item) => wanted.has(of.key(item)));
}

/** A length of time in its largest whole unit. */
function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

function interruptsAny(model: Model, action: Action, ids: readonly string[]): boolean {
  const { of, interrupts } = action;
  if (interrupts === undefined) return false;
  return of.items(model).some((item) => ids.includes(of.key(item)) && interrupts(item));
}

/** So long what interrupts can be taken back, in ms. */
export const GRACE = 2000;

/** Marks the rows of an action that is done when nobody takes it back. */
function wait(
  model: Model,
  action: Action,
  ids: readonly string[],
  names: readonly string[],
): Model {
  const id = model.nextBatch;
  const pending = { ...model.pending };
  for (const key of ids) pending[key] = `${action.doing} soon`;
  const what = names.length === 1 ? names[0] : count(names.length, action.of.noun);
  const next: Model = {
    ...model,
    pending,
    nextBatch: id + 1,
    waiting: [...model.waiting, { id, action: action.id, ids }],
  };
  const text = `${action.doing} ${what} in ${GRACE / 1000} s: Esc takes it back`;
  return say(next, { kind: "warn", text });
}

/** Without these marks of what was about to be done. */
function unmarked(model: Model, ids: readonly string[]): Model {
  const pending = Object.entries(model.pending).filter(([id]) => !ids.includes(id));
  return { ...model, pending: Object.fromEntries(pending) };
}

function waited(model: Model, id: number): Result {
  const mine = model.waiting.find((w) => w.id === id);
  if (mine === undefined) return quiet(model);
  const waiting = model.waiting.filter((w) => w !== mine);
  const next = unmarked({ ...model, waiting }, mine.ids);
  const { overlay } = next;
  const [done, effects] = startAct(next, { type: "go", action: mine.action, ids: mine.ids });
  return [{ ...done, overlay }, effects];
}

function takenBack(model: Model): Model {
  const ids = model.waiting.flatMap((w) => w.ids);
  const names = model.waiting.flatMap((w) =>
    w.ids.map((id) => sanitise(nameFor(model, actionOf(w.action).of, id)))
  );
  const what = names.length === 1 ? `${names[0]} was` : `${count(names.length, "object")} were`;
  const next = unmarked({ ...model, waiting: [] }, ids);
  return say(next, { kind: "info", text: `taken back: ${what} left alone` });
}

/** What waits to be done goes on by itself. */
export function waitingSubscriptions(model: Model): readonly Subscription[] {
  return model.waiting.map(({ id }) => ({
    key: `waiting/${id}`,
    async start(dispatch, signal) {
      await sleep(GRACE, signal);
      dispatch({ type: "waited", id });
    },
  }));
}

/** Does an action: marks the rows and hands out the effects. */
export function startAct(model: Model, go: Extract<Msg, { type: "go" }>): Result {
  const action = actionOf(go.action);
  const batch = model.nextBatch;
  const steps = stepsOf(model, action, go.ids);
  const ids = steps.map((s) => s.id);
  const names = ids.map((id) => nameFor(model, action.of, id));
  const turned = ids.map((id) => turnedFor(model, action, id));
  const pending = { ...model.pending };
  const effects: Effect[] = [];
  for (const [i, { id, after, healthy }] of steps.entries()) {
    pending[id] = turned[i]?.doing ?? action.doing;
    effects.push({
      type: "act",
      batch,
      action: go.action,
      id,
      name: names[i],
      arg: turned[i]?.arg ?? go.arg,
      after,
      healthy,
    });
  }
  const all = turned.every((t) => t !== undefined) ? turned[0] : undefined;
  const list = model.lists[model.list];
  const next: Model = {
    ...model,
    overlay: undefined,
    pending,
    nextBatch: batch + 1,
    lists: { ...model.lists, [model.list]: { ...list, rangeFrom: undefined } },
    batches: {
      ...model.batches,
      [batch]: {
        id: batch,
        noun: action.of.noun,
        done: all?.done ?? action.done,
        command: commandOver({ ...action, ...all }, names, hostNames(model), go.arg),
        total: go.ids.length,
        names: [],
        failures: [],
        started: model.now,
      },
    },
  };
  return [next, effects];
}

function hostNames(model: Model): ReadonlySet<string> {
  return new Set(hostsOf(model).map((h) => h.name));
}

/** In which order it is done: what needs no order is done at once. */
function stepsOf(model: Model, action: Action, ids: readonly string[]): readonly Step[] {
  if (ids.length > 1 && (ordered(action) || action.id === "stop")) {
    const containers = model.containers.filter((c) => ids.includes(c.id));
    if (containers.length === ids.length) return inOrder(containers, action.id === "stop");
  }
  return ids.map((id) => ({ id, after: [], healthy: false }));
}

function turnedFor(model: Model, action: Action, id: string): Turned | undefined {
  const item = action.of.items(model).find((i) => action.of.key(i) === id);
  return item === undefined ? undefined : action.turned?.(item);
}

/** One object of a batch is done; the last one makes the summary. */
export function acted(model: Model, msg: Extract<Msg, { type: "acted" }>): Model {
  const { [msg.id]: _, ...pending } = model.pending;
  const batch = model.batches[msg.batch];
  if (batch === undefined) return { ...model, pending };
  const name = sanitise(msg.name);
  const next: Batch = {
    ...batch,
    names: msg.error === undefined ? [...batch.names, name] : batch.names,
    failures: msg.error === undefined
      ? batch.failures
      : [...batch.failures, `${name}: ${sanitise(msg.error)}`],
  };
  if (next.names.length + next.failures.length < next.total) {
    return { ...model, pending, batches: { ...model.batches, [batch.id]: next } };
  }
  const { [batch.id]: __, ...batches } = model.batches;
  return summary({ ...model, pending, batches }, next, msg.now);
}

function summary(model: Model, batch: Batch, now: number): Model {
  let out = model;
  for (const failure of batch.failures) {
    out = say(out, { kind: "bad", text: failure, command: batch.command });
  }
  if (batch.names.length === 0) return out;
  const seconds = Math.max(0, (now - batch.started) / 1000).toFixed(1);
  const what = batch.names.length === 1 ? batch.names[0] : count(batch.names.length, batch.noun);
  const failed = batch.failures.length > 0 ? `, ${batch.failures.length} failed` : "";
  return say(out, {
    kind: batch.failures.length > 0 ? "warn" : "ok",
    text: `${batch.done} ${what} in ${seconds} s${failed}`,
    command: batch.command,
  });
}
