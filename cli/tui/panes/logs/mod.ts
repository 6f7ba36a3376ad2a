/** The logs pane: the log of what is chosen in the list, followed, searched, filtered, gone back in. */
import type { SubscriptionDeps } from "../../deps.ts";
import type { LogsState } from "../../model/log.ts";
import { type Msg, quiet, type Result } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { say } from "../../model/say.ts";
import type { ListPane, Pane } from "../../pane.ts";
import { placeOf } from "../../screen/layout.ts";
import type { Subscription } from "../../store.ts";
import { copyMenu } from "./copy.ts";
import { takeEarlier } from "./earlier.ts";
import { logKeys } from "./keys.ts";
import { moveMatch, seekKey, stopSeek, takeSought } from "./seek.ts";
import { logPrompts } from "./prompts.ts";
import { settleLogs } from "./settle.ts";
import { readEarlier } from "./sources/earlier.ts";
import { followLogs } from "./sources/follow.ts";
import { seekLines } from "./sources/seek.ts";
import { readBefore, readLater, readWindow } from "./sources/window.ts";
import { changeLog, jumpTo, moveLog, takeLines, takeWindow } from "./update.ts";
import { logsFoot, logsNote, logsTitle, logsView } from "./view.ts";
import { openPrompt } from "../../overlays/prompt.ts";

/** The pane, told of the lists whose choice it follows. */
export function logsPane(lists: readonly ListPane[]): Pane {
  return {
    id: "logs",
    title: "Logs",
    side: "detail",
    key: "3",
    keys: logKeys,
    view: logsView,
    subject: logsTitle,
    note: logsNote,
    foot: logsFoot,
    move: moveLog,
    take,
    here,
    settle: (model) => settleLogs(model, lists),
    subscriptions: logSubscriptions,
  };
}

function take(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "log":
      return quiet(takeLines(model, msg));
    case "earlier":
      return quiet(takeEarlier(model, msg));
    case "logWindow":
    case "logLater":
      return quiet(takeWindow(model, msg));
    case "logError":
      return quiet(msg.key === model.logs.key ? failed(model, msg.error) : model);
    case "sought":
      return quiet(takeSought(model, msg));
    case "jump":
      return quiet(jumpTo(model, msg.at));
    case "logs":
      return quiet(changeLog(model, msg.do));
    case "mute": {
      const muted = new Set(model.logs.muted);
      if (!muted.delete(msg.source)) muted.add(msg.source);
      return quiet({ ...model, logs: { ...model.logs, muted } });
    }
    case "matchStep": {
      if (model.logs.search !== "") return quiet(moveMatch(model, msg.by));
      const of = { what: "logSearch" };
      const prompt = logPrompts.find((p) => p.what === of.what)!;
      return quiet(openPrompt(model, of, prompt.label(model, of)));
    }
  }
}

function failed(model: Model, error: string): Model {
  const { logs } = model;
  return {
    ...model,
    logs: {
      ...logs,
      loading: false,
      error,
      earlier: logs.earlier === "asked" ? "none" : logs.earlier,
      later: logs.later === "asked" ? "none" : logs.later,
    },
  };
}

/** What the keys of every pane do in this one. */
function here(model: Model, msg: Msg): Result | undefined {
  const { logs } = model;
  const to = (change: Partial<LogsState>) => quiet({ ...model, logs: { ...logs, ...change } });
  switch (msg.type) {
    case "sideways":
      return logs.wrap ? quiet(model) : to({ left: Math.max(0, logs.left + msg.by * 8) });
    case "back":
      if (logs.seek !== undefined) return quiet(stopSeek(model));
      if (logs.search !== "" || logs.filter !== "") {
        return to({ search: "", filter: "", match: undefined });
      }
      return logs.anchor === undefined ? undefined : to({ anchor: undefined });
    case "copyMenu": {
      const overlay = copyMenu(model);
      if (overlay !== undefined) return quiet({ ...model, overlay });
      return quiet(say(model, { kind: "warn", text: "No line is shown that could be copied" }));
    }
  }
}

function logSubscriptions(model: Model, deps: SubscriptionDeps): readonly Subscription[] {
  const { logs } = model;
  const out: Subscription[] = [];
  // Once open it is followed on while another pane has the screen: read anew it would stand there
  // twice.
  const open = !logs.loading || placeOf(model, "logs") !== undefined;
  if (logs.sources.length > 0 && open) {
    out.push({
      key: `logs/${logs.key}`,
      start: (dispatch, signal) =>
        logs.at !== undefined ? readWindow(logs, deps, dispatch, signal) : followLogs(
          { key: logs.key, sources: logs.sources, tail: logs.tail, since: logs.since },
          deps,
          dispatch,
          signal,
        ),
    });
  }
  if (logs.earlier === "asked") {
    const read = logs.at === undefined ? readEarlier : readBefore;
    out.push({
      key: `earlier/${logs.key}/${logs.asks}`,
      start: (dispatch, signal) => read(logs, deps, dispatch, signal),
    });
  }
  if (logs.seek !== undefined) {
    out.push({
      key: seekKey(logs),
      start: (dispatch, signal) => seekLines(logs, deps, dispatch, signal),
    });
  }
  if (logs.later === "asked") {
    out.push({
      key: `later/${logs.key}/${logs.asks}`,
      start: (dispatch, signal) => readLater(logs, deps, dispatch, signal),
    });
  }
  return out;
}
