/** The lines of a log that are held, what passes the filters, and the reading of what is not held. */
import { useRef } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { levelOf, plainOf } from "./words.js";

/** Lines that are held; the oldest go. */
const RING = 20_000;
/** Levels, the worst first. */
export const LEVELS = ["error", "warn", "info", "debug"];

/** The lines, outside of what is drawn: a flood must not draw for each of them. */
export class LogBuffer {
  lines = [];
  skipped = 0;
  total = 0;
  low = 0;
  ended = false;
  problem;
  /** Above: `more`, `loading`, `none`. */
  past = { state: "more" };
  /** Below: `live` (it is followed), `more`, `loading`, `none` (it is over). */
  future = { state: "live" };

  add(batch) {
    for (const l of batch.lines) this.lines.push(this.read(l, ++serial));
    this.total += batch.lines.length;
    this.skipped += batch.skipped ?? 0;
    const over = this.lines.length - RING + this.low;
    if (over > 0) this.lines.splice(0, over);
  }

  /** Lines that come after those that are held, read from the record or the engine. */
  after(batch) {
    this.add({ lines: batch });
    this.total -= batch.length;
  }

  /** Lines of the past; their numbers go down, so that numbers always grow along the log. */
  before(batch) {
    this.low -= batch.length;
    this.lines.unshift(...batch.map((l, n) => this.read(l, this.low + n)));
  }

  read(l, id) {
    const text = l.mark === undefined ? l.text : markWords(l);
    const plain = plainOf(text);
    const json = plain.trimStart().startsWith("{") && plain.trimEnd().endsWith("}");
    return { ...l, id, text, plain, level: l.mark ? undefined : levelOf(plain), json };
  }
}

let serial = 0;

function markWords(l) {
  switch (l.mark) {
    case "stopped":
      return l.exitCode === undefined ? "stopped" : `stopped (exit ${l.exitCode})`;
    case "started":
      return "started";
    case "lost":
      return `the engine is away: ${l.text ?? ""}`;
    case "resumed":
      return "the engine is back";
    case "gap":
      return "lines may be missing here";
    case "truncated":
      return "what came before is not kept any more";
    default:
      return l.mark;
  }
}

const byTime = (a, b) =>
  a.time.length - b.time.length || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
const later = (a, b) => byTime({ time: a }, { time: b }) > 0;

/**
 * Lines of several containers before a time (`before`, exclusive) or from one on (`from`), at least
 * `count` where there are so many, in the order of time and without a hole.
 */
export async function readLines(containers, what, count, signal) {
  const answers = await Promise.all(containers.map(async (c, from) => {
    const at = `${containerPath(c)}/lines`;
    const q = new URLSearchParams({ ...what, count });
    const { lines, end } = await call("GET", `${at}?${q}`, undefined, signal);
    return { end, lines: lines.map((l) => ({ ...l, from })) };
  }));
  const all = answers.flatMap((a) => a.lines).sort(byTime);
  // Up to where everything of all is there: beyond, one of them may have lines that were not read.
  let bound;
  for (const { lines, end } of answers) {
    if (end || lines.length === 0) continue;
    const edge = what.from === undefined ? lines[0].time : lines.at(-1).time;
    if (
      bound === undefined || (what.from === undefined ? later(edge, bound) : later(bound, edge))
    ) {
      bound = edge;
    }
  }
  const fits = (l) =>
    bound === undefined ||
    (what.from === undefined ? !later(bound, l.time) : !later(l.time, bound));
  return { lines: all.filter(fits), end: answers.every((a) => a.end) };
}

/** The lines that pass the filters; of those that came since, only these are looked at. */
export function useShown(buffer, opts, needle) {
  const memo = useRef({});
  const key = `${opts.level} ${needle} ${opts.only}`;
  const m = memo.current;
  const first = buffer.lines[0]?.id ?? 0;
  if (m.buffer !== buffer || m.key !== key || first < m.first) {
    Object.assign(m, { buffer, key, first, list: [], matches: [], last: -Infinity });
  }
  const most = opts.level === "" ? Infinity : LEVELS.indexOf(opts.level);
  let from = buffer.lines.length;
  while (from > 0 && buffer.lines[from - 1].id > m.last) from--;
  for (let n = from; n < buffer.lines.length; n++) {
    const l = buffer.lines[n];
    const fits = l.mark !== undefined || most === Infinity ||
      l.level !== undefined && LEVELS.indexOf(l.level) <= most;
    const hit = needle !== "" && l.plain.toLowerCase().includes(needle);
    if (!fits || needle !== "" && opts.only && !hit) continue;
    m.list.push(l);
    if (hit) m.matches.push(l.id);
  }
  m.last = buffer.lines.at(-1)?.id ?? m.last;
  if (first > m.first) {
    const gone = m.list.findIndex((l) => l.id >= first);
    m.list.splice(0, gone < 0 ? m.list.length : gone);
    const past = m.matches.findIndex((id) => id >= first);
    m.matches.splice(0, past < 0 ? m.matches.length : past);
  }
  m.first = first;
  return m;
}
