/** The log as it is drawn: its rows, and what its edges say. */
import { sanitise } from "../../../format/sanitise.ts";
import { countPassing, lastSeq, linesBack, linesOn, LOG_LINES } from "./buffer.ts";
import type { Model } from "../../model/model.ts";
import type { LogsState } from "../../model/log.ts";
import { type Block, type Line, type Size, type Span, span } from "../../text/block.ts";
import { count, dateMillis, grouped } from "../../text/human.ts";
import { logTest, rowsOfLine, searchTest, sourceRole } from "./rows.ts";

/** The log inside of its border, the newest line at the bottom. */
export function logsView(model: Model, size: Size): Block {
  const { logs } = model;
  if (logs.sources.length === 0) {
    return [[span(" Select a container to see its log", "dim")]];
  }
  const rows = visibleRows(model, size);
  if (rows.length > 0) return rows;
  if (logs.error !== undefined) return [[span(` ${sanitise(logs.error)}`, "warn")]];
  if (logs.loading) return [[span(" Reading the log …", "dim")]];
  if (logs.buffer.lines > 0) return [[span(` ${whyNone(logs)}`, "dim")]];
  return [[span(" The log is empty", "dim")]];
}

/** Why none of the lines that are held is shown. */
function whyNone(logs: LogsState): string {
  if (logs.filter !== "") return "No line passes the filter";
  if (logs.muted.size > 0) {
    return "All of its sources are switched off: their digits switch them on";
  }
  return logs.level === 2
    ? "No line looks like an error"
    : "No line looks like a warning or an error";
}

function visibleRows(model: Model, size: Size): Line[] {
  const { logs } = model;
  const test = logTest(logs);
  const from = logs.anchor?.seq ?? lastSeq(logs.buffer);
  let cut = logs.anchor?.cut ?? 0;
  const rows: Line[] = [];
  for (const line of linesBack(logs.buffer, from, test)) {
    const own = rowsOfLine(line, model, size.columns);
    const shown = line.seq === from && cut > 0 ? own.slice(0, own.length - cut) : own;
    cut = 0;
    const current = logs.match === line.seq && logs.search !== "";
    for (let i = shown.length - 1; i >= 0 && rows.length < size.rows; i--) {
      rows.push(current && i === 0 ? [span("▶", "match"), ...shown[i].slice(1)] : shown[i]);
    }
    if (rows.length >= size.rows) break;
  }
  return rows.reverse();
}

/** Beside the title: what the log is of. */
export function logsTitle(model: Model): Line {
  const { sources, muted, stays } = model.logs;
  const removed = stays === undefined ? [] : [span(" removed", "warn")];
  if (sources.length === 1) return [span(sanitise(sources[0].name)), ...removed];
  return sources.flatMap((s, i): Span[] => [
    span(`${i + 1}`, muted.has(i) ? "dim" : "key"),
    span(`:${sanitise(s.name)} `, muted.has(i) ? "dim" : sourceRole(i)),
  ]);
}

/** At the right of the top edge: whether it follows, what is searched and filtered. */
export function logsNote(model: Model): Line {
  const { logs } = model;
  const notes: Span[] = [];
  if (logs.filter !== "") notes.push(span(`filter ${logs.filter} · `, "warn"));
  if (logs.level > 0) notes.push(span(logs.level === 2 ? "errors · " : "warnings · ", "warn"));
  if (logs.search !== "") {
    const test = searchTest(logs);
    const all = countPassing(logs.buffer, test);
    let place = "";
    if (logs.match !== undefined && all > 0) {
      let before = 0;
      for (const line of linesOn(logs.buffer, 0, test)) {
        if (line.seq > logs.match) break;
        before++;
      }
      place = `${grouped(before)}/`;
    }
    notes.push(span(`"${logs.search}" ${place}${count(all, "match", "matches")} · `, "accent"));
  }
  if (logs.seek !== undefined) {
    const { to, looked } = logs.seek;
    const back = to === undefined ? "" : ` to ${dateMillis(to, model.utcOffset).slice(0, 16)}`;
    notes.push(span(`looking ${grouped(looked)} lines on${back}, Esc stops · `, "warn"));
  }
  if (logs.since > 0) notes.push(span(`since ${logs.since / 60}m · `, "dim"));
  if (logs.at !== undefined) {
    const at = BigInt(Math.floor(logs.at)) * 1_000_000n;
    notes.push(span(`at ${dateMillis(at, model.utcOffset).slice(0, 19)}`, "warn"));
    notes.push(span(logs.later === "none" ? " · its end, f follows" : " · f follows", "dim"));
  } else if (logs.sources.length === 0) {
    // Nothing is chosen: there is no log to speak of.
  } else if (logs.anchor === undefined && logs.sources.every((s) => s.gone)) {
    notes.push(span("from the record", "warn"));
  } else if (logs.anchor === undefined) notes.push(span("following", "ok"));
  else {
    const fresh = freshLines(logs);
    notes.push(span(fresh > 0 ? `+${grouped(fresh)} new` : "paused", "warn"));
  }
  return notes;
}

/** Lines that have come since following was left. */
function freshLines(logs: LogsState): number {
  return Math.max(0, lastSeq(logs.buffer) - logs.leftAt);
}

/** At the right of the bottom edge: how much there is, and what is switched on. */
export function logsFoot(model: Model): Line {
  const { logs } = model;
  if (logs.sources.length === 0) return [];
  const on = (is: boolean, key: string) => span(key, is ? "key" : "dim");
  const dropped = logs.buffer.dropped > 0
    ? ` (${grouped(logs.buffer.dropped)} older gone, / finds in them)`
    : "";
  const earlier = logs.earlier === "asked"
    ? "reading earlier lines … "
    : logs.later === "asked"
    ? "reading later lines … "
    : logs.earlier === "full"
    ? `${grouped(LOG_LINES)} are held at most: / and J reach older ones `
    : "";
  return [
    span(earlier, "warn"),
    span(`${count(logs.buffer.lines, "line")}${dropped} · `, "dim"),
    on(logs.wrap, "w"),
    span(" "),
    on(logs.timestamps !== false, "T"),
    span(" "),
    on(logs.anchor === undefined, "f"),
  ];
}
