/**
 * Progress bars: `[=====>    ]  1.2MB/2.4MB  300kB/s  4s left`. Pure: the clock is handed in, and
 * what is to be written is given back as text.
 */
import { humanSize } from "./human.ts";
import { sanitise } from "./sanitise.ts";
import { ellipsis, tableWidth } from "./width.ts";

/** How far something is: bytes, unless `units` says otherwise. */
export interface Amount {
  current: number;
  /** Absent or 0: nobody knows. */
  total?: number;
  /** The total is an estimate. */
  about?: boolean;
  units?: string;
}

/** The rate is that of the last so many milliseconds. */
const WINDOW_MS = 5_000;

/** Samples closer together than this, in milliseconds, count as one: so the window is bounded. */
const SAMPLE_MS = 100;

/** A rate from less time than this, in milliseconds, is a guess, and is not shown. */
const SETTLED_MS = 500;

/** Widest bar between its brackets, as docker's, and the narrowest worth drawing. */
const BAR = 50;
const NARROWEST_BAR = 10;

/** Longest time left that is told, in seconds: more is no forecast. */
const FARTHEST_S = 100 * 3600;

/** Measures how fast a count grows, over the last five seconds. */
export class Meter {
  #samples: { at: number; current: number }[] = [];
  #current = 0;

  /** Takes in the count at a time, in milliseconds. One that falls begins anew. */
  add(current: number, at: number): void {
    if (current < this.#current) this.#samples = [];
    this.#current = current;
    const last = this.#samples.at(-1);
    if (last === undefined || at - last.at >= SAMPLE_MS) this.#samples.push({ at, current });
    while (this.#samples.length > 2 && at - this.#samples[1]!.at >= WINDOW_MS) {
      this.#samples.shift();
    }
  }

  /** Growth a second at this time; undefined while it is too early to say. 0 when it stands still. */
  rate(at: number): number | undefined {
    const first = this.#samples.find((s) => at - s.at <= WINDOW_MS) ?? this.#samples.at(-1);
    if (first === undefined || at - first.at < SETTLED_MS) return undefined;
    return (this.#current - first.current) / (at - first.at) * 1000;
  }
}

/** A span of seconds: `4s`, `1m05s`, `2h03m`. */
export function shortTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h${two(Math.floor(whole % 3600 / 60))}m`;
}

/** A size or a count with its unit. */
function measure(n: number, units = ""): string {
  return units === "" ? humanSize(n, 4) : `${formatCount(n)} ${units}`;
}

function formatCount(n: number): string {
  return String(Math.round(n * 10) / 10);
}

/**
 * How far, how fast and how long still, in at most `columns` columns: with a bar where there is
 * room for one. Empty where nothing is known.
 */
export function progressText(amount: Amount, rate: number | undefined, columns: number): string {
  const { current, units } = amount;
  const total = amount.total !== undefined && amount.total > 0 ? amount.total : undefined;
  if (current <= 0 && total === undefined) return "";
  const shown = total === undefined ? current : Math.min(current, total);
  const parts = [
    total === undefined
      ? measure(shown, units)
      : `${measure(shown, units)}/${amount.about ? "~" : ""}${measure(total, units)}`,
  ];
  const done = total !== undefined && shown >= total;
  // Docker's units are steps ("3 files"): a rate of those says nothing.
  if (rate !== undefined && !done && !units) {
    parts.push(`${humanSize(Math.max(0, rate), 3)}/s`);
    const left = total === undefined || rate <= 0 ? Infinity : (total - shown) / rate;
    if (left <= FARTHEST_S) parts.push(`${shortTime(left)} left`);
  }
  const text = parts.join("  ");
  if (total === undefined) return ellipsis(text, columns);
  const room = Math.min(BAR, columns - text.length - 5);
  if (room < NARROWEST_BAR) return ellipsis(text, columns);
  const filled = Math.floor(shown / total * room);
  const bar = done ? "=".repeat(room) + ">" : "=".repeat(filled) + ">" + " ".repeat(room - filled);
  return `[${bar}]  ${text}`;
}

/** What is shown of one thing that makes progress. */
interface Row {
  label: string;
  status: string;
  amount?: Amount;
  meter: Meter;
  /** What stands on the screen. */
  shown: string;
}

/** The size of a terminal, in characters. */
export interface ScreenSize {
  columns: number;
  rows: number;
}

/**
 * Rows that are redrawn in place, one for each id, in the order of their appearance. A line without
 * an id ends the rows before it: what they show stays. Every text is cut to the width, because a
 * row that breaks could not be found again.
 */
export class ProgressBoard {
  #rows = new Map<string, Row>();

  constructor(private readonly now: () => number, private readonly size: () => ScreenSize) {}

  /** Text of its own, below the rows. */
  text(text: string): string {
    const last = this.redraw();
    this.#rows.clear();
    return last + text;
  }

  /** News of one row; gives what is to be written at once: nothing for a mere count. */
  update(id: string, label: string, status: string, amount?: Amount): string {
    const row = this.#rows.get(id);
    const clean = sanitise(status);
    if (row === undefined) {
      const made: Row = {
        label: sanitise(label),
        status: clean,
        amount,
        meter: new Meter(),
        shown: "",
      };
      if (amount) made.meter.add(amount.current, this.now());
      made.shown = this.#text(made);
      this.#rows.set(id, made);
      return `${made.shown}\n`;
    }
    const same = row.status === clean && (row.amount === undefined) === (amount === undefined);
    if (row.status !== clean) row.meter = new Meter();
    row.status = clean;
    row.amount = amount;
    if (amount) row.meter.add(amount.current, this.now());
    return same ? "" : this.redraw();
  }

  /** What brings the screen up to date: the rows whose text has changed. */
  redraw(): string {
    const { rows } = this.size();
    let out = "";
    let up = this.#rows.size;
    for (const row of this.#rows.values()) {
      const text = this.#text(row);
      // What has left the screen cannot be reached any more.
      if (text !== row.shown && up < rows) {
        row.shown = text;
        out += `\x1b[${up}A\r${text}\x1b[K\r\x1b[${up}B`;
      }
      up--;
    }
    return out;
  }

  #text(row: Row): string {
    const width = this.size().columns - 1;
    const head = row.label === "" ? row.status : `${row.label}: ${row.status}`;
    if (row.amount === undefined) return ellipsis(head, width);
    const room = width - tableWidth(head) - 1;
    const text = progressText(row.amount, row.meter.rate(this.now()), room);
    return text === "" ? ellipsis(head, width) : ellipsis(`${head} ${text}`, width);
  }
}
