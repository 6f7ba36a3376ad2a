import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { type Action, actionOf, nameFor, targetsOf } from "./actions.ts";
import type { Effect, Msg } from "../model/messages.ts";
import { type Message, MESSAGES, type Model } from "../model/model.ts";
import { sanitise } from "../../format/sanitise.ts";
import { editorOf } from "../text/editor.ts";
import { count } from "../text/human.ts";

type Result = readonly [Model, readonly Effect[]];

/** Adds to the log of results; the message line shows the last. */
export function say(model: Model, message: Omit<Message, "at">): Model {
  const last = model.messages.at(-1);
  const again = message.id !== undefined && last?.id === message.id;
  const before = again ? model.messages.slice(0, -1) : model.messages;
  return {
    ...model,
    messages: [...before, { ...message, at: model.now }].slice(-MESSAGES),
    errors: model.errors + (message.kind === "bad" ? 1 : 0),
  };
}

export { quoteWord };

/** What an action is on the command line. */
export function commandOf(action: Action, names: readonly string[], arg?: string): string {
  const quoted = (w: string) => quoteWord(sanitise(w));
  if (action.each) {
    return names.map((n) => `${action.command} ${quoted(arg ?? "")} ${quoted(n)}`).join(" && ");
  }
  const words = [...names, ...(arg === undefined ? [] : [arg])];
  return `${action.command} ${words.map(quoted).join(" ")}`;
}

/** A key asked for an action: say why not, ask first, or do it. */
export function askAct(model: Model, id: Action["id"]): Result {
  const action = actionOf(id);
  const targets = targetsOf(model, action);
  if (typeof targets === "string") return [say(model, { kind: "warn", text: targets }), []];
  const names = targets.map((t) => sanitise(nameFor(model, action.of, t)));
  if (id === "rename" || id === "tag") {
    const [target] = targets;
    const label = id === "rename" ? `Rename ${names[0]} to` : `Tag ${names[0]} as`;
    return [{
      ...model,
      overlay: {
        kind: "prompt",
        label,
        for: { what: id, id: target, name: names[0] },
        edit: editorOf(id === "rename" ? names[0] : ""),
      },
    }, []];
  }
  const go: Msg = { type: "go", action: id, ids: targets };
  if (!action.dangerous) return startAct(model, go);
  const kind = action.of.slice(0, -1);
  const what = names.length === 1 ? `${kind} ${names[0]}` : count(names.length, kind);
  const verb = action.label[0].toUpperCase() + action.label.slice(1);
  return [{
    ...model,
    overlay: {
      kind: "confirm",
      question: `${verb} ${what}?`,
      lines: names.length > 1 ? names : [],
      yes: action.label,
      msg: go,
    },
  }, []];
}

/** Does an action: marks the rows and hands out the effects. */
export function startAct(model: Model, go: Extract<Msg, { type: "go" }>): Result {
  const action = actionOf(go.action);
  const batch = model.nextBatch;
  const names = go.ids.map((id) => nameFor(model, action.of, id));
  const pending = { ...model.pending };
  const effects: Effect[] = [];
  let resumed = 0;
  for (const [i, id] of go.ids.entries()) {
    const paused = go.action === "pause" &&
      model.containers.find((c) => c.id === id)?.state === "paused";
    if (paused) resumed++;
    pending[id] = paused ? "resuming" : action.doing;
    effects.push({
      type: "act",
      batch,
      action: go.action,
      id,
      name: names[i],
      arg: paused ? "unpause" : go.arg,
    });
  }
  const lists = model.lists[model.list];
  const next: Model = {
    ...model,
    overlay: undefined,
    pending,
    nextBatch: batch + 1,
    lists: { ...model.lists, [model.list]: { ...lists, rangeFrom: undefined } },
    batches: {
      ...model.batches,
      [batch]: {
        id: batch,
        noun: action.of.slice(0, -1),
        done: resumed === go.ids.length ? "resumed" : action.done,
        command: commandOf(
          resumed === go.ids.length ? { ...action, command: "docker unpause" } : action,
          names,
          go.arg,
        ),
        total: go.ids.length,
        names: [],
        failures: [],
        started: model.now,
      },
    },
  };
  return [next, effects];
}

/** One object of a batch is done; the last one makes the summary. */
export function acted(model: Model, msg: Extract<Msg, { type: "acted" }>): Model {
  const { [msg.id]: _, ...pending } = model.pending;
  const batch = model.batches[msg.batch];
  if (batch === undefined) return { ...model, pending };
  const name = sanitise(msg.name);
  const next = {
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
  let out: Model = { ...model, pending, batches };
  const seconds = Math.max(0, (msg.now - batch.started) / 1000).toFixed(1);
  const what = next.names.length === 1 ? next.names[0] : count(next.names.length, next.noun);
  for (const failure of next.failures) {
    out = say(out, { kind: "bad", text: failure, command: batch.command });
  }
  if (next.names.length > 0) {
    const failed = next.failures.length > 0 ? `, ${next.failures.length} failed` : "";
    out = say(out, {
      kind: next.failures.length > 0 ? "warn" : "ok",
      text: `${batch.done} ${what} in ${seconds} s${failed}`,
      command: batch.command,
    });
  }
  return out;
}
