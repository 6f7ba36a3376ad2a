/** New lines taken in, and the log scrolled, switched and moved to a time. */
import { innerSize } from "../../screen/layout.ts";
import { appendLines, lastSeq, linesOn, LOG_LINES } from "./buffer.ts";
import { type LogLine } from "../../model/log.ts";
import type { LogWish, Msg, Step } from "../../model/messages.ts";
import { type Model } from "../../model/model.ts";
import { LOG_TAIL, type LogsState } from "../../model/log.ts";
import { anchorBelow, clampAnchor, scrollLog, scrollToTop } from "./scroll.ts";
import { askEarlier } from "./earlier.ts";
import { showFound } from "./seek.ts";
import { say } from "../../model/say.ts";
import { stepRows } from "../../screen/steps.ts";
import { grouped } from "../../text/human.ts";

/** Minutes that a log can be limited to, from all of it to the newest. */
const SINCE = [0, 24 * 60, 6 * 60, 60, 15, 5, 1];

/** What stands before a line, in the order that a key goes through. */
const TIMES: readonly LogsState["timestamps"][] = [false, "time", "date"];

/** New lines for the log, if they are still its. */
export function takeLines(model: Model, msg: Extract<Msg, { type: "log" }>): Model {
  const { logs } = model;
  if (msg.key !== logs.key) return model;
  let seq = logs.nextSeq;
  const lines: LogLine[] = msg.lines.map((line) => ({ ...line, seq: seq++ }));
  const buffer = appendLines(logs.buffer, lines);
  const next: Model = {
    ...model,
    logs: { ...logs, loading: false, error: undefined, buffer, nextSeq: seq },
  };
  if (buffer.dropped === logs.buffer.dropped) return next;
  return { ...next, logs: clampAnchor(next, innerSize(next, "logs")) };
}

/** The log scrolled. */
export function moveLog(model: Model, by: Step): Model {
  const size = innerSize(model, "logs");
  const rows = stepRows(by, size.rows);
  let logs: LogsState;
  if (by === "bottom") logs = { ...model.logs, anchor: undefined };
  else if (rows === undefined) logs = scrollToTop(model, size);
  else logs = scrollLog(model, rows, size);
  if (logs.at !== undefined && logs.anchor === undefined && logs.buffer.lines > 0) {
    logs = { ...logs, anchor: { seq: lastSeq(logs.buffer), cut: 0 } };
  }
  const next = { ...model, logs };
  return by === "bottom" || (rows ?? -1) > 0 ? askLater(next) : askEarlier(next, size);
}

/** A log that stays at a time asks for what came after its newest line when that is reached. */
function askLater(model: Model): Model {
  const { logs } = model;
  if (logs.at === undefined || logs.later !== undefined || logs.loading) return model;
  if (logs.anchor === undefined || logs.anchor.seq < lastSeq(logs.buffer)) return model;
  return { ...model, logs: { ...logs, later: "asked", asks: logs.asks + 1 } };
}

/** The lines around the time that was jumped to, the first at or after it on the screen. */
export function takeWindow(
  model: Model,
  msg: Extract<Msg, { type: "logWindow" | "logLater" }>,
): Model {
  if (msg.key !== model.logs.key || model.logs.at === undefined) return model;
  const next = takeLines(model, { type: "log", key: msg.key, lines: msg.lines });
  const { logs } = next;
  const size = innerSize(next, "logs");
  const end = lastSeq(logs.buffer);
  if (msg.type === "logLater") {
    const later = msg.lines.length === 0 ? "none" as const : undefined;
    return { ...next, logs: { ...logs, later } };
  }
  if (end < 0) return next;
  const at = BigInt(Math.floor(logs.at! * 1000)) * 1000n;
  let seq = end;
  for (const line of linesOn(logs.buffer, 0)) {
    if (line.time === undefined || line.time < at) continue;
    seq = line.seq;
    break;
  }
  if (logs.found !== undefined) return showFound(next, size);
  const anchor = anchorBelow(next, seq, size) ?? { seq: end, cut: 0 };
  return { ...next, logs: { ...logs, anchor, leftAt: end } };
}

/** The log at a time, or as it is written. */
export function jumpTo(model: Model, at: number | undefined): Model {
  const timestamps = at !== undefined && model.logs.timestamps === false
    ? "time" as const
    : model.logs.timestamps;
  return { ...model, logs: { ...model.logs, at, timestamps, anchor: undefined, match: undefined } };
}

/** Something about the log switched. */
export function changeLog(model: Model, wish: LogWish): Model {
  const { logs } = model;
  const to = (change: Partial<LogsState>): Model => ({ ...model, logs: { ...logs, ...change } });
  switch (wish) {
    case "follow":
      if (logs.at !== undefined) return jumpTo(model, undefined);
      if (logs.anchor !== undefined) return to({ anchor: undefined });
      return { ...model, logs: scrollLog(model, -1, innerSize(model, "logs")) };
    case "timestamps":
      return to({ timestamps: TIMES[(TIMES.indexOf(logs.timestamps) + 1) % TIMES.length] });
    case "wrap":
      return to({ wrap: !logs.wrap, left: 0, anchor: uncut(logs) });
    case "pretty":
      return to({ pretty: !logs.pretty, anchor: uncut(logs) });
    case "level":
      return to({ level: ((logs.level + 1) % 3) as 0 | 1 | 2, match: undefined });
    case "tailAll":
      return tailAll(model);
    case "sinceLess":
    case "sinceMore": {
      const at = Math.max(0, SINCE.indexOf(logs.since / 60));
      const next = at + (wish === "sinceLess" ? 1 : -1);
      const minutes = SINCE[Math.max(0, Math.min(SINCE.length - 1, next))];
      return to({ since: minutes * 60, tail: minutes > 0 ? -1 : LOG_TAIL });
    }
  }
}

/** As much of the log as is kept, or its end alone. */
function tailAll(model: Model): Model {
  const all = model.logs.tail >= 0;
  const next = { ...model, logs: { ...model.logs, tail: all ? -1 : LOG_TAIL } };
  const text = all
    ? `reading the log from its start: of more than ${grouped(LOG_LINES)} lines the newest stay, ` +
      "/ searches all, J goes to a time before them"
    : `the last ${grouped(LOG_TAIL)} lines`;
  return say(next, { kind: "info", text });
}

function uncut(logs: LogsState): LogsState["anchor"] {
  return logs.anchor === undefined ? undefined : { seq: logs.anchor.seq, cut: 0 };
}
