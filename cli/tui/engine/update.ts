/** What the engine says of itself and its objects, and the way to another one. */
import { sanitise } from "../../format/sanitise.ts";
import type { HostChoice } from "../model/hosts.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import { arrangementOf, EVENTS, initialModel, type Model } from "../model/model.ts";
import type { Container } from "../model/objects.ts";
import { keptRow } from "../record/record.ts";
import type { MenuItem, Overlay } from "../model/overlays.ts";
import { say } from "../model/say.ts";
import { menu } from "../overlays/menu.ts";
import type { Prompt } from "../overlays/prompt.ts";

/** What this takes of the messages. */
export function takeEngine(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "link":
      return quiet(linked(model, msg.link));
    case "version":
      return quiet({ ...model, version: msg.version });
    case "objects": {
      const { type: _, ...objects } = msg;
      const next = { ...model, ...objects, ...splitKept(objects.containers) };
      return quiet({ ...next, loaded: next.listed.has("containers") });
    }
    case "events":
      return quiet(msg.past ? pastEvents(model, msg.events) : freshEvents(model, msg.events));
    case "retry":
      return [model, [{ type: "retry" }]];
    case "hosts":
      return [model, [{ type: "hosts" }]];
    case "hostMenu":
      return quiet({ ...model, overlay: hostMenu(msg.hosts) });
    case "useHost":
      return [model, [{ type: "useHost", host: msg.host }]];
    case "hosted":
      return quiet(onHost(model, msg.host, msg.readOnly));
  }
}

/** Those that were removed and are kept for a while are none of the containers that are there. */
function splitKept(
  all: readonly Container[] | undefined,
): Partial<Pick<Model, "containers" | "kept">> {
  if (all === undefined) return {};
  const kept = all.flatMap((c) => keptRow(c) ?? []);
  if (kept.length === 0) return { kept };
  return { containers: all.filter((c) => keptRow(c) === undefined), kept };
}

type NewEvents = Extract<Msg, { type: "events" }>["events"];

function freshEvents(model: Model, events: NewEvents): Model {
  let seq = model.nextEvent;
  const fresh = events.map((e) => ({ ...e, seq: seq++ })).reverse();
  return { ...model, events: [...fresh, ...model.events].slice(0, EVENTS), nextEvent: seq };
}

/** Events from before those that are known, without the ones that are known already. */
function pastEvents(model: Model, events: NewEvents): Model {
  const keyOf = (e: (typeof events)[number]) => `${e.time.getTime()} ${e.action} ${e.id}`;
  const held = new Set(model.events.map(keyOf));
  let seq = Math.min(0, model.events.at(-1)?.seq ?? 0);
  const older = events.filter((e) => !held.has(keyOf(e))).reverse()
    .map((e) => ({ ...e, seq: --seq }));
  return { ...model, events: [...model.events, ...older].slice(0, EVENTS) };
}

function linked(model: Model, link: Model["link"]): Model {
  const before = model.link.state;
  const next: Model = { ...model, link };
  if (link.state === "down" && before === "live") {
    return say({ ...next, pending: {}, waiting: [] }, {
      kind: "bad",
      text: `The engine is gone: ${link.error}`,
    });
  }
  if (link.state === "live" && before === "down" && model.loaded) {
    return say(next, { kind: "ok", text: "The engine is back" });
  }
  if (link.state === "live" && model.messages.at(-1)?.id === "host") {
    return say(next, { kind: "ok", text: `on ${model.host} now`, id: "host" });
  }
  return next;
}

/** Engines to go to (`H`), the last entry asks for an address. */
function hostMenu(hosts: readonly HostChoice[]): Overlay {
  return menu("Choose an engine", [
    ...hosts.map((host): MenuItem => ({
      label: sanitise(
        host.context ?? host.host ?? host.server ?? `hosts ${host.hosts?.join(",")}`,
      ),
      detail: host.detail === undefined ? undefined : sanitise(host.detail),
      msg: { type: "useHost", host },
    })),
    {
      label: "another host …",
      detail: "type its address",
      msg: { type: "prompt", for: { what: "host" } },
    },
  ]);
}

/** The address of an engine to go to. */
export const hostPrompt: Prompt = {
  what: "host",
  label: () => "Host (ssh://me@there, tcp://…, unix:///…)",
  answer(model, _of, text) {
    const host = text.trim();
    return host === "" ? { model } : { model, then: { type: "useHost", host: { host } } };
  },
};

/** Another engine: nothing of the one before stays but how the screen is set up. */
function onHost(model: Model, host: string, readOnly: boolean): Model {
  const fresh = initialModel({
    size: model.size,
    now: model.now,
    host,
    readOnly,
    careful: model.careful,
    theme: model.theme,
    utcOffset: model.utcOffset,
    lists: Object.keys(model.lists),
    arrangement: arrangementOf(model),
    plugins: model.plugins,
  });
  const { messages, errors, line, nextBatch, nextEvent, window, shift } = model;
  return say({ ...fresh, messages, errors, line, nextBatch, nextEvent, window, shift }, {
    kind: "info",
    text: `asking ${host}`,
    id: "host",
  });
}
