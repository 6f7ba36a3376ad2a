/** The search taken beyond the lines that are held: when it goes there, and what it brings back. */
import type { LogsState } from "../../model/log.ts";
import type { Msg } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { say } from "../../model/say.ts";
import { innerSize } from "../../screen/layout.ts";
import type { Size } from "../../text/block.ts";
import { count, dateMillis } from "../../text/human.ts";
import { lastSeq, linesOn } from "./buffer.ts";
import { searchTest } from "./rows.ts";
import { anchorBelow, stepMatch } from "./scroll.ts";

/** Before whatever a log has. */
const START = -1n;
/** As far as an engine's clock may be ahead of ours, in ns. */
const AHEAD = 60_000_000_000n;

/**
 * To the next match: among the lines that are held, then among those that are not; where the log
 * ends it goes on from the log's other end, and says so.
 */
export function moveMatch(model: Model, by: 1 | -1): Model {
  const { logs } = model;
  const size = innerSize(model, "logs");
  const onward = stepMatch(model, by, size, false);
  if (onward !== undefined) return shown(model, onward);
  const from = edge(logs, by);
  if (from !== undefined && logs.sought !== soughtKey(logs, by) && more(model, by)) {
    return { ...model, logs: { ...logs, seek: { by, from, looked: 0 } } };
  }
  const text = by === 1
    ? `no later "${logs.search}": on from the start of the log`
    : `no earlier "${logs.search}": on from the end of the log`;
  const words = { kind: "info" as const, id: "match", text };
  if (more(model, by === 1 ? -1 : 1)) {
    const end = BigInt(Math.floor(model.now)) * 1_000_000n + AHEAD;
    const seek = { by, from: by === 1 ? START : end, looked: 0, whole: true as const };
    return say({ ...model, logs: { ...logs, seek } }, words);
  }
  const around = stepMatch(model, by, size, true)!;
  const next = shown(model, around);
  if (around.match === undefined) return next;
  const alone = around.match === logs.match;
  return say(next, alone ? { ...words, text: `no other "${logs.search}" in the log` } : words);
}

const shown = (model: Model, logs: LogsState): Model => ({
  ...model,
  logs: { ...logs, seek: undefined, sought: undefined },
});

/** Tells one search from another, as a subscription. */
export function seekKey({ key, search, filter, seek }: LogsState): string {
  return `seek/${key}/${seek!.by}/${seek!.from}/${search}/${filter}`;
}

const soughtKey = ({ search, filter }: LogsState, by: 1 | -1) => `${by}${search}\n${filter}`;

/** The time at which what is held begins, or ends. */
function edge({ buffer }: LogsState, by: 1 | -1): bigint | undefined {
  const chunks = by === 1 ? buffer.chunks.toReversed() : buffer.chunks;
  for (const chunk of chunks) {
    const line = by === 1
      ? chunk.findLast((l) => l.time !== undefined)
      : chunk.find((l) => l.time !== undefined);
    if (line !== undefined) return line.time;
  }
}

/** Whether there may be lines on that side that are not held. */
function more(model: Model, by: 1 | -1): boolean {
  const { logs: { at, later, earlier, since, tail, asks, buffer }, record } = model;
  if (by === 1) return at !== undefined && later !== "none";
  // Only what is as young as that was wished for.
  if (earlier === "none" || (since > 0 && at === undefined)) return false;
  if (record !== undefined || at !== undefined || buffer.dropped > 0) return true;
  return tail >= 0 && (asks > 0 || buffer.lines >= tail);
}

/** How far it is, or what it has found. */
export function takeSought(model: Model, msg: Extract<Msg, { type: "sought" }>): Model {
  const { logs } = model;
  if (msg.key !== logs.key || logs.seek === undefined) return model;
  const seek = { ...logs.seek, looked: msg.looked, to: msg.to ?? logs.seek.to };
  const next = { ...model, logs: { ...logs, seek } };
  if (msg.over === undefined) return next;
  const { found, why } = msg.over;
  if (found === undefined) return stopSeek(next, why ?? "");
  const ended = { seek: undefined, sought: undefined };
  // It went around, and came to a line that is held.
  for (const line of linesOn(logs.buffer, 0, searchTest(logs))) {
    if (line.time !== found) continue;
    return showFound(
      { ...next, logs: { ...next.logs, ...ended, found } },
      innerSize(model, "logs"),
    );
  }
  // The lines around it take the place of those that are held.
  const timestamps = logs.timestamps === false ? "time" as const : logs.timestamps;
  const at = Number(found / 1000n) / 1000;
  const there = { ...ended, anchor: undefined, match: undefined };
  return { ...next, logs: { ...next.logs, ...there, at, found, timestamps } };
}

/** Ends the search, and says how far it looked; `why` it found nothing, where nobody ended it. */
export function stopSeek(model: Model, why?: string): Model {
  const { logs } = model;
  const { by, looked, to, whole } = logs.seek!;
  const till = to === undefined ? "" : `, to ${dateMillis(to, model.utcOffset).slice(0, 19)}`;
  const again = by === 1 ? "n goes on from the start of the log" : "N goes on from its end";
  const reasons = [why === undefined ? "stopped" : why, whole && why === "" ? "" : again];
  const reason = reasons.filter((part) => part !== "").join("; ");
  const lines = whole ? "line" : by === 1 ? "later line" : "earlier line";
  const text = `no "${logs.search}" in ${count(looked, lines)}${till}` +
    (reason === "" ? "" : `: ${reason}`);
  const next = { ...model, logs: { ...logs, seek: undefined, sought: soughtKey(logs, by) } };
  return say(next, { kind: "info", text });
}

/** The line that was found, now that it is held, on the screen. */
export function showFound(model: Model, size: Size): Model {
  const { logs } = model;
  const test = searchTest(logs);
  const end = lastSeq(logs.buffer);
  let seq: number | undefined;
  for (const line of linesOn(logs.buffer, 0, test)) {
    if (line.time === undefined || line.time < logs.found!) continue;
    seq = line.seq;
    break;
  }
  const anchor = seq === undefined ? undefined : anchorBelow(model, seq, size);
  return {
    ...model,
    logs: {
      ...logs,
      found: undefined,
      match: seq,
      anchor: anchor ?? { seq: end, cut: 0 },
      leftAt: end,
    },
  };
}
