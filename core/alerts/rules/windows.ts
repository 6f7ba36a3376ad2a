/** The times in which a rule may tell. */

/** Days and hours; `from` after `to` goes over midnight, and belongs to the day it begins on. */
export interface Window {
  /** 0 is Sunday. */
  days: readonly number[];
  /** Minutes of the day; `to` is exclusive, 1440 is the end of the day. */
  from: number;
  to: number;
  /** IANA name; unset: that of the machine. */
  zone?: string;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether it may tell now; without windows always. */
export function isOpen(windows: readonly Window[], time: number): boolean {
  return windows.length === 0 || windows.some((w) => holds(w, time));
}

function holds(window: Window, time: number): boolean {
  const { day, minute } = localTime(time, window.zone);
  const { from, to, days } = window;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  if (minute >= from) return days.includes(day);
  return minute < to && days.includes((day + 6) % 7);
}

function localTime(time: number, zone: string | undefined): { day: number; minute: number } {
  if (zone === undefined) {
    const date = new Date(time);
    return { day: date.getDay(), minute: date.getHours() * 60 + date.getMinutes() };
  }
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(time).map((p) => [p.type, p.value]));
  return {
    day: DAYS.indexOf(parts.weekday.toLowerCase()),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** Days from a text such as `mon-fri`, `sat,sun` or `daily`; undefined for anything else. */
export function parseDays(text: string): number[] | undefined {
  if (text === "daily") return [0, 1, 2, 3, 4, 5, 6];
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const [from, to = from, more] = part.trim().split("-").map((d) => DAYS.indexOf(d.trim()));
    if (from < 0 || to < 0 || more !== undefined) return undefined;
    for (let day = from;; day = (day + 1) % 7) {
      days.add(day);
      if (day === to) break;
    }
  }
  return [...days].sort();
}

/** Minutes of the day from `08:30`; `24:00` is its end. */
export function parseClock(text: string): number | undefined {
  const m = /^(\d\d):(\d\d)$/.exec(text);
  if (m === null) return undefined;
  const minutes = Number(m[1]) * 60 + Number(m[2]);
  return Number(m[2]) < 60 && minutes <= 1440 ? minutes : undefined;
}
