/** Moments in time as flags say them: a span back, a date, seconds. */
import { goQuote } from "../../format/quote.ts";
import { parseDuration } from "./go_values.ts";

/** Minutes east of Greenwich at a local time, for times given without a zone. */
function localOffset(date: Date): number {
  return -date.getTimezoneOffset();
}

interface Shape {
  pattern: RegExp;
  layout: string;
}

const DATE = "(\\d{4})-(\\d{2})-(\\d{2})";
const ZONE = "(Z|[+-]\\d{2}:\\d{2})";

/** The layouts docker chooses from by the look of the text, as Go names them. */
function shapeOf(text: string, local: boolean): Shape {
  const zone = local ? "" : ZONE;
  const suffix = local ? "" : "Z07:00";
  const make = (time: string, layout: string): Shape => ({
    pattern: new RegExp(`^${DATE}${time}${zone}$`),
    layout: `2006-01-02${layout}${suffix}`,
  });
  const seconds = () => make("T(\\d{1,2}):(\\d{2}):(\\d{2})(?:[.,](\\d+))?", "T15:04:05");
  if (text.includes(".")) {
    return { ...seconds(), layout: `2006-01-02T15:04:05.999999999${suffix}` };
  }
  if (!text.includes("T")) return make("", "");
  let colons = text.split(":").length - 1;
  if (!local && !/[zZ]/.test(text) && colons > 0) colons--;
  if (colons === 0) return make("T(\\d{1,2})", "T15");
  if (colons === 1) return make("T(\\d{1,2}):(\\d{2})", "T15:04");
  return seconds();
}

/**
 * A `--since` or `--until` as the engine takes it, `seconds.nanoseconds`: a duration before now
 * (`10m`, `1h30m`), a date or time of day in local time or with a zone, or seconds since 1970
 * (docker's `GetTimestamp`).
 *
 * @throws {Error} with docker's words.
 */
export function parseMoment(text: string, now: Date): string {
  if (text !== "0") {
    let ago: number | undefined;
    try {
      ago = parseDuration(text);
    } catch {
      // Not a duration.
    }
    if (ago !== undefined) {
      return String(Math.floor((now.getTime() - ago / 1e6) / 1000));
    }
  }
  const local = !/[zZ+]/.test(text) && text.split("-").length - 1 !== 3;
  const { pattern, layout } = shapeOf(text, local);
  const match = pattern.exec(text);
  const parsed = match ? toSeconds(match, local) : undefined;
  if (parsed !== undefined) return parsed;
  if (text.includes("-")) {
    throw new Error(
      `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${
        goQuote(text)
      } as "2006"`,
    );
  }
  if (!/^[+-]?\d+(\.[+-]?\d+)?$/.test(text)) {
    throw new Error(`failed to parse value as time or duration: ${goQuote(text)}`);
  }
  // Exactly nine digits: fewer are taken for a fraction scaled in floating point by old engines.
  const [seconds, fraction] = text.split(".");
  return fraction === undefined ? text : `${seconds}.${fraction.padEnd(9, "0").slice(0, 9)}`;
}

function toSeconds(match: RegExpExecArray, local: boolean): string | undefined {
  const zone = local ? undefined : match.at(-1);
  const fields = match.slice(1, local ? undefined : -1);
  const [year, month, day, hour = "0", minute = "0", second = "0"] = fields;
  const fraction = (fields[6] ?? "").padEnd(9, "0").slice(0, 9);
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const days = new Date(Date.UTC(y, mo, 0)).getUTCDate();
  if (mo < 1 || mo > 12 || d < 1 || d > days || h > 23 || mi > 59 || s > 59) return undefined;
  const utc = Date.UTC(y, mo - 1, d, h, mi, s);
  let offset = 0;
  if (zone === undefined) offset = localOffset(new Date(y, mo - 1, d, h, mi, s));
  else if (zone !== "Z") {
    const [hours, minutes] = zone.slice(1).split(":").map(Number) as [number, number];
    offset = (hours * 60 + minutes) * (zone.startsWith("-") ? -1 : 1);
  }
  return `${Math.floor(utc / 1000) - offset * 60}.${fraction}`;
}
