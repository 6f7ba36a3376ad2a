/** The details pane: what the engine says of the selected object, folded, with secrets masked. */
import type { ContainerInspect, Verdict } from "../../../../core/mod.ts";
import type { HistoryEntry } from "../../../../core/recorder/documents/generations.ts";
import { isEngineError } from "../../../../core/errors.ts";
import { sanitise } from "../../../format/sanitise.ts";
import type { SubscriptionDeps } from "../../deps.ts";
import { wordsOf } from "../../engine/words.ts";
import { type Msg, quiet, type Result, type Step } from "../../model/messages.ts";
import { arranged, type Model } from "../../model/model.ts";
import { say } from "../../model/say.ts";
import type { ListPane, Pane } from "../../pane.ts";
import { containerOf, isGone, recordedDocument } from "../../record/record.ts";
import { type Binding, key } from "../../screen/bindings.ts";
import { innerSize, placeOf } from "../../screen/layout.ts";
import { stepRows } from "../../screen/steps.ts";
import type { Subscription } from "../../store.ts";
import { sleep } from "../../../../core/sleep.ts";
import { span } from "../../text/block.ts";
import { detailRows, detailsView, tabOf, tabsOf } from "./view.ts";

const detailsKeys: readonly Binding[] = [
  key("enter space", "details.fold", "open, close", "Details", { type: "fold" }, { hint: 1 }),
  key("X", "details.reveal", "show or mask secrets", "Details", { type: "reveal" }, { hint: 2 }),
  key("]", "details.nextTab", "next part", "Details", { type: "detailTab", by: 1 }, { hint: 3 }),
  key("[", "details.previousTab", "previous part", "Details", { type: "detailTab", by: -1 }),
  key("y", "details.copy", "copy", "Details", { type: "copyMenu" }),
];

/** The pane, told of the lists whose selection it is about. */
export function detailsPane(lists: readonly ListPane[]): Pane {
  const listOf = (model: Model) => lists.find((l) => l.id === model.list);
  return {
    id: "details",
    title: "Details",
    side: "detail",
    key: "9",
    keys: detailsKeys,
    view: detailsView,
    subject(model) {
      const { name } = model.lists[model.list];
      if (name === undefined) return [];
      const tab = tabOf(model);
      return [span(sanitise(name)), ...tab === "all" ? [] : [span(` · ${tab}`, "accent")]];
    },
    move,
    take,
    here: (model, msg) => msg.type === "copyMenu" ? listOf(model)?.here?.(model, msg) : undefined,
    settle(model) {
      const { selected } = model.lists[model.list];
      const has = selected !== undefined && listOf(model)?.inspect !== undefined;
      const wanted = has ? `${model.list}/${selected}` : undefined;
      if (wanted === model.details.key) return model;
      const { toggled, tab } = model.details;
      const details = { key: wanted, toggled, tab, cursor: 0, top: 0, reveal: false };
      return { ...model, details };
    },
    subscriptions(model, deps) {
      const list = listOf(model);
      if (list === undefined || model.link.state !== "live") return [];
      return subscriptions(model, list, deps);
    },
  };
}

function move(model: Model, by: Step): Model {
  const page = innerSize(model, "details").rows;
  const rows = stepRows(by, page);
  const count = detailRows(model).length;
  const wished = rows === undefined ? (by === "top" ? 0 : count - 1) : model.details.cursor + rows;
  const cursor = Math.max(0, Math.min(count - 1, wished));
  const { top } = model.details;
  const next = cursor < top ? cursor : cursor >= top + page ? cursor - page + 1 : top;
  return { ...model, details: { ...model.details, cursor, top: next } };
}

function take(model: Model, msg: Msg): Result | undefined {
  const { details } = model;
  switch (msg.type) {
    case "details":
      if (msg.key !== details.key) return quiet(model);
      return quiet({
        ...model,
        details: {
          ...details,
          document: msg.document,
          verdict: msg.verdict,
          history: msg.history,
          error: msg.error,
        },
      });
    case "reveal":
      return quiet({ ...model, details: { ...details, reveal: !details.reveal } });
    case "detailTab": {
      const tabs = tabsOf(model);
      const tab = tabs[(tabs.indexOf(tabOf(model)) + msg.by + tabs.length) % tabs.length];
      return arranged({ ...model, details: { ...details, tab, cursor: 0, top: 0 } });
    }
    case "fold": {
      const row = detailRows(model)[details.cursor];
      if (row?.path === undefined) {
        return quiet(say(model, { kind: "info", text: "This row has nothing to open" }));
      }
      const toggled = new Set(details.toggled);
      if (!toggled.delete(row.path)) toggled.add(row.path);
      return quiet({ ...model, details: { ...details, toggled } });
    }
  }
}

function subscriptions(
  model: Model,
  list: ListPane,
  deps: SubscriptionDeps,
): readonly Subscription[] {
  const { key } = model.details;
  if (key === undefined || placeOf(model, "details") === undefined) return [];
  const id = key.slice(key.indexOf("/") + 1);
  // What it is told to be now belongs to the key: another state is another document.
  const container = containerOf(model, id);
  const gone = list.id === "containers" && isGone(container);
  const state = list.turn?.(model, id) ??
    (container === undefined ? "" : `${container.state} ${container.name}`);
  return [{
    key: `details/${key}/${state}`,
    async start(dispatch, signal) {
      await sleep(60, signal);
      if (signal.aborted) return;
      try {
        const document = gone
          ? await recorded(deps, id, signal)
          : await list.inspect!(await deps.engine(signal), id, signal);
        // What is known already stands while the rest is asked for.
        const kept = model.details.key === key ? model.details.verdict : undefined;
        const before = model.details.key === key ? model.details.history : undefined;
        dispatch({
          type: "details",
          key,
          document,
          ...(kept !== undefined && { verdict: kept }),
          ...(before !== undefined && { history: before }),
        });
        if (list.id !== "containers") return;
        const history = await historyFor(deps, model, container?.name ?? "");
        const verdict = wantsWhy(document) ? await whyOf(deps, id, signal) : undefined;
        if (!signal.aborted) dispatch({ type: "details", key, document, verdict, history });
      } catch (e) {
        if (!signal.aborted) dispatch({ type: "details", key, error: wordsOf(e).message });
      }
    },
  }];
}

/** So many entries of its history are shown, the newest. */
const HISTORY = 8;

/** What was different from one container of the name to the next, and its health. */
async function historyFor(
  deps: SubscriptionDeps,
  { past }: Model,
  name: string,
): Promise<readonly HistoryEntry[]> {
  try {
    const documents = await deps.record?.documents?.();
    if (documents === undefined || name === "") return [];
    const { historyOf } = await import("../../../../core/recorder/documents/generations.ts");
    const until = past === undefined ? undefined : BigInt(Math.round(past.at)) * 1_000_000n;
    return historyOf(documents, name).filter((e) => until === undefined || e.time <= until)
      .slice(-HISTORY);
  } catch {
    // A record that cannot be read is told elsewhere; the document stands without.
    return [];
  }
}

/** What the record knows of a container that is gone. */
async function recorded(deps: SubscriptionDeps, id: string, signal: AbortSignal): Promise<unknown> {
  const [container] = await (await deps.record?.reader())?.find(id, signal) ?? [];
  if (container === undefined) throw new Error("The record no longer knows this container");
  return recordedDocument(container);
}

/** Whether there is an end, or an illness, to tell of. */
function wantsWhy(document: unknown): boolean {
  const { State: state, RestartCount: count } = document as Partial<ContainerInspect>;
  if (state === undefined || state.Status === "created") return false;
  return !state.Running || state.Restarting || (count ?? 0) > 0 ||
    state.Health?.Status === "unhealthy";
}

/** Why a container ended; undefined where that cannot be asked now. */
async function whyOf(
  deps: SubscriptionDeps,
  id: string,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  const { whyContainer } = await import("../../../../core/why/why.ts");
  const now = new Date(deps.now());
  try {
    const [record, documents, supervisors] = await Promise.all([
      deps.record?.reader(),
      deps.record?.documents?.(),
      deps.record?.supervisors?.(),
    ]);
    const engine = await deps.engine(signal);
    return (await whyContainer(engine, id, { record, documents, supervisors, now, signal }))
      ?.verdict;
  } catch (e) {
    if (isEngineError(e)) return undefined;
    throw e;
  }
}
