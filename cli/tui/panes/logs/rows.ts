/** One line of a log in rows: time, source, colours, matches; and which lines pass. */
import { sanitise } from "../../../format/sanitise.ts";
import { patternOf, searchable, textTest } from "../lists/filter.ts";
import type { LogTest } from "./buffer.ts";
import type { LogLine } from "../../model/log.ts";
import type { Model } from "../../model/model.ts";
import type { LogsState } from "../../model/log.ts";
import { plain, spansOf } from "../../text/ansi.ts";
import { dropLine, fitLine, type Line, type Role, type Span, span } from "../../text/block.ts";
import { clockMillis, dateMillis } from "../../text/human.ts";
import { displayWidth, fill } from "../../text/width.ts";
import { highlight, wrapLine } from "../../text/wrap.ts";

/** How grave a line is, by the words that loggers use: 2 error, 1 warning, 0 anything else. */
export function levelOf(text: string): 0 | 1 | 2 {
  const start = text.length > 240 ? text.slice(0, 240) : text;
  if (/\b(?:error|err|fatal|panic|crit(?:ical)?|emerg|alert|exception|traceback)\b/i.test(start)) {
    return 2;
  }
  return /\bwarn(?:ing)?\b/i.test(start) ? 1 : 0;
}

/** What the lines of a log must pass to be shown; undefined where all are. */
export function logTest(logs: LogsState): LogTest | undefined {
  const { filter, level, muted } = logs;
  if (filter === "" && level === 0 && muted.size === 0) return undefined;
  const inverse = filter.startsWith("!") && filter.length > 1;
  const matches = textTest(inverse ? filter.slice(1) : filter);
  return {
    key: `${filter}\n${level}\n${[...muted].join()}`,
    test(line) {
      if (line.stream === "note") return true;
      if (muted.has(line.source)) return false;
      const text = searchable(plain(line.text));
      if (level > 0 && levelOf(text) < level) return false;
      return filter === "" || matches(text) !== inverse;
    },
  };
}

/** What search looks for, as a test on lines. */
export function searchTest(logs: LogsState): LogTest | undefined {
  if (logs.search === "") return undefined;
  const shown = logTest(logs);
  const matches = textTest(logs.search);
  return {
    key: `?${logs.search}\n${shown?.key ?? ""}`,
    test: (line) =>
      line.stream !== "note" && (shown === undefined || shown.test(line)) &&
      matches(searchable(plain(line.text))),
  };
}

/** Columns that the name of a source has in a merged log. */
function nameColumns(logs: LogsState): number {
  const services = logs.sources.some((s) => s.of === "service");
  if (services) return TASK_COLUMNS;
  if (logs.sources.length < 2) return 0;
  return Math.min(16, Math.max(...logs.sources.map((s) => displayWidth(sanitise(s.name)))));
}

/** Columns of a task's name before what it writes: tasks come, and none shall move the others. */
const TASK_COLUMNS = 14;

/** The end of a task's name, which tells one from the next. */
function taskName(name: string, columns: number): string {
  const clean = sanitise(name);
  const over = displayWidth(clean) - columns;
  return over <= 0 ? clean : `…${clean.slice(over + 1)}`;
}

/** Each task in its colour: neighbours in different ones. */
function taskRole(name: string): Role {
  const slot = /\.(\d+)$/.exec(name)?.[1];
  let sum = slot === undefined ? 0 : Number(slot);
  for (const char of name.slice(0, 64).replace(/\.\d+$/, "")) sum += char.charCodeAt(0);
  return sourceRole(sum);
}

/** Role of a source in a merged log. */
export function sourceRole(source: number): Role {
  return `c${source % 8}` as Role;
}

/** What stands before a line: time, source, and the bar that tells stderr. */
function prefixOf(line: LogLine, model: Model): Line {
  const { logs } = model;
  const out: Span[] = [];
  if (logs.timestamps !== false) {
    const dated = logs.timestamps === "date";
    const words = dated ? dateMillis : clockMillis;
    const time = line.time === undefined ? "" : words(line.time, model.utcOffset);
    out.push(span(fill(time, dated ? 23 : 12) + " ", "dim"));
  }
  const columns = nameColumns(logs);
  if (columns > 0) {
    const name = line.task === undefined
      ? sanitise(logs.sources[line.source]?.name ?? "")
      : taskName(line.task, columns);
    const role = line.task === undefined ? sourceRole(line.source) : taskRole(line.task);
    out.push(span(fill(name, columns), role), span(" "));
  }
  out.push(line.stream === "stderr" ? span("┃", "bad") : span(columns > 0 ? "│" : " ", "border"));
  if (columns > 0) out.push(span(" "));
  return out;
}

/** The rows that a line takes on the screen. */
export function rowsOfLine(line: LogLine, model: Model, columns: number): Line[] {
  const { logs } = model;
  if (line.stream === "note") {
    const text = ` ${line.text} `;
    const rule = "─".repeat(Math.max(2, Math.floor((columns - displayWidth(text)) / 2)));
    return [fitLine([span(rule, "border"), span(text, "warn"), span(rule, "border")], columns)];
  }
  const prefix = prefixOf(line, model);
  const room = Math.max(1, columns - prefix.reduce((w, s) => w + displayWidth(s.text), 0));
  const bodies = bodiesOf(line, model);
  const rows: Line[] = [];
  for (const body of bodies) {
    const found = logs.search === "" ? body : mark(body, logs.search);
    if (logs.wrap || logs.pretty) {
      for (const row of wrapLine(found, room)) rows.push(row);
    } else rows.push(logs.left > 0 ? dropLine(found, logs.left) : found);
  }
  const blank = prefix.map((s) =>
    s.text === "│" || s.text === "┃" ? s : span(" ".repeat(displayWidth(s.text)))
  );
  return rows.map((row, i) => [...(i === 0 ? prefix : blank), ...fitLine(row, room)]);
}

function mark(line: Line, search: string): Line {
  const pattern = patternOf(search);
  return pattern === undefined ? line : highlight(line, pattern);
}

/** The text of a line with its colours; JSON spread out where that is wished for. */
function bodiesOf(line: LogLine, model: Model): Line[] {
  const text = line.text;
  if (model.logs.pretty) {
    const spread = prettyJson(plain(text));
    if (spread !== undefined) return spread;
  }
  if (text.includes("\x1b")) return [spansOf(text)];
  const level = levelOf(text);
  return [[span(text, level === 2 ? "bad" : level === 1 ? "warn" : "text")]];
}

/** A JSON object over several rows, the first of which has its level, time and message. */
function prettyJson(text: string): Line[] | undefined {
  if (!/^\s*\{.*\}\s*$/.test(text) || text.length > 16_384) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return JSON.stringify(value, null, 2).split("\n").map((row) => {
    const match = /^(\s*)("(?:[^"\\]|\\.)*"):( .*)$/.exec(row);
    if (match === null) return [span(sanitise(row))];
    return [span(match[1]), span(sanitise(match[2]), "accent"), span(":" + sanitise(match[3]))];
  });
}
