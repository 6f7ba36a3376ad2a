/** Where a log stands: the line at the bottom of the screen, moved by rows and to matches. */
import { firstSeq, lastSeq, linesBack, linesOn } from "./buffer.ts";
import type { Model } from "../../model/model.ts";
import type { LogsState } from "../../model/log.ts";
import type { Size } from "../../text/block.ts";
import { logTest, rowsOfLine, searchTest } from "./rows.ts";

/** The log scrolled by rows: up below 0. Reaching the end follows again. */
export function scrollLog(model: Model, rows: number, size: Size): LogsState {
  const { logs } = model;
  const end = lastSeq(logs.buffer);
  if (end < 0 || rows === 0) return logs;
  const start = logs.anchor ?? { seq: end, cut: 0 };
  const anchor = rows < 0
    ? upwards(model, start, -rows, size.columns)
    : downwards(model, start, rows, size.columns);
  if (anchor === undefined) return { ...logs, anchor: undefined };
  const filled = fillUp(model, anchor, size);
  if (filled === undefined) return { ...logs, anchor: undefined };
  return { ...logs, anchor: filled, leftAt: logs.anchor === undefined ? end : logs.leftAt };
}

type Anchor = NonNullable<LogsState["anchor"]>;

function upwards(model: Model, from: Anchor, rows: number, columns: number): Anchor {
  let left = rows;
  let cut = from.cut;
  let last = from;
  for (const line of linesBack(model.logs.buffer, from.seq, logTest(model.logs))) {
    const height = rowsOfLine(line, model, columns).length;
    if (cut + left < height) return { seq: line.seq, cut: cut + left };
    left -= height - cut;
    cut = 0;
    last = { seq: line.seq, cut: height - 1 };
  }
  return last;
}

/** Undefined when the end is reached. */
function downwards(
  model: Model,
  from: Anchor,
  rows: number,
  columns: number,
): Anchor | undefined {
  let left = rows;
  for (const line of linesOn(model.logs.buffer, from.seq, logTest(model.logs))) {
    const height = rowsOfLine(line, model, columns).length;
    const below = line.seq === from.seq ? from.cut : height;
    if (left < below) return { seq: line.seq, cut: below - left };
    left -= below;
    if (left === 0) {
      const anchor = { seq: line.seq, cut: 0 };
      return line.seq >= lastSeq(model.logs.buffer) ? undefined : anchor;
    }
  }
  return undefined;
}

/** An anchor with a full screen above it, or undefined when the whole log fits. */
function fillUp(model: Model, anchor: Anchor, size: Size): Anchor | undefined {
  let above = 0;
  for (const line of linesBack(model.logs.buffer, anchor.seq, logTest(model.logs))) {
    above += rowsOfLine(line, model, size.columns).length;
    if (line.seq === anchor.seq) above -= anchor.cut;
    if (above >= size.rows) return anchor;
  }
  return downwards(model, anchor, size.rows - above, size.columns);
}

/** The log where it stands, or at its oldest lines where those below it fell out. */
export function clampAnchor(model: Model, size: Size): LogsState {
  const { logs } = model;
  if (logs.anchor === undefined) return logs;
  const first = firstSeq(logs.buffer);
  const at = logs.anchor.seq < first ? { seq: first, cut: 0 } : logs.anchor;
  const match = logs.match !== undefined && logs.match < first ? undefined : logs.match;
  return { ...logs, match, anchor: fillUp(model, at, size) ?? at };
}

/** The log scrolled to its oldest line. */
export function scrollToTop(model: Model, size: Size): LogsState {
  const { logs } = model;
  if (lastSeq(logs.buffer) < 0) return logs;
  const anchor = fillUp(model, { seq: firstSeq(logs.buffer), cut: 0 }, size);
  if (anchor === undefined) return { ...logs, anchor: undefined };
  return {
    ...logs,
    anchor,
    leftAt: logs.anchor === undefined ? lastSeq(logs.buffer) : logs.leftAt,
  };
}

/** An anchor that shows a line in the upper third of the screen; undefined near the end. */
export function anchorBelow(model: Model, seq: number, size: Size): Anchor | undefined {
  const at = downwards(model, { seq, cut: 0 }, Math.floor(size.rows * 2 / 3), size.columns);
  return at === undefined ? undefined : fillUp(model, at, size);
}

/**
 * The next match of the search (1 is towards the end), in the middle of the screen. `around`: where
 * none is left it begins again at the other end; else undefined.
 */
export function stepMatch(
  model: Model,
  by: 1 | -1,
  size: Size,
  around: boolean,
): LogsState | undefined {
  const { logs } = model;
  const test = searchTest(logs);
  if (test === undefined) return logs;
  const end = lastSeq(logs.buffer);
  const from = logs.match ?? (logs.anchor?.seq ?? end) + 1;
  const onward = by === 1
    ? linesOn(logs.buffer, from + 1, test)
    : linesBack(logs.buffer, from - 1, test);
  const again = by === 1 ? linesOn(logs.buffer, 0, test) : linesBack(logs.buffer, end, test);
  const found = onward.next().value ?? (around ? again.next().value : undefined);
  if (found === undefined) return around ? { ...logs, match: undefined } : undefined;
  const half = Math.floor(size.rows / 2);
  const at = downwards(model, { seq: found.seq, cut: 0 }, half, size.columns);
  const anchor = at === undefined ? undefined : fillUp(model, at, size);
  // Near the end the last page shows it, but new lines may not push it away.
  const held = anchor ?? { seq: end, cut: 0 };
  return {
    ...logs,
    match: found.seq,
    anchor: held,
    leftAt: logs.anchor === undefined ? end : logs.leftAt,
  };
}
