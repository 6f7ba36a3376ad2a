/** The `filters` of a list, read and applied as the engine does. */
import { type Sim, words } from "./state.ts";
import { ApiError } from "./wire.ts";

/** The `filters` parameter: key to values, any of which may match. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** Reads both forms, `{"k":["v"]}` and the old `{"k":{"v":true}}`; refuses unknown keys. */
export function parseFilters(
  text: string | null,
  known?: readonly string[],
  sim?: Sim,
): Filters {
  const out = new Map<string, string[]>();
  if (!text) return out;
  let doc: unknown;
  try {
    doc = JSON.parse(text);
  } catch {
    throw new ApiError(400, "invalid filter");
  }
  if (typeof doc !== "object" || doc === null || Array.isArray(doc)) {
    throw new ApiError(400, "invalid filter");
  }
  for (const [k, v] of Object.entries(doc)) {
    if (known && !known.includes(k)) {
      const says = `invalid filter '${k}'`;
      throw new ApiError(400, sim ? words(sim, says) : says);
    }
    if (Array.isArray(v)) out.set(k, v.map(String));
    else if (typeof v === "object" && v !== null) out.set(k, Object.keys(v));
    else throw new ApiError(400, "invalid filter");
  }
  return out;
}

/** Whether any value of the key passes `test`; true where the key was not given. */
export function any(filters: Filters, key: string, test: (value: string) => boolean): boolean {
  const values = filters.get(key);
  return values === undefined || values.length === 0 || values.some(test);
}

/** Whether all values of `label` are met: `key` or `key=value`. */
export function labelsMatch(
  filters: Filters,
  labels: Readonly<Record<string, string>>,
  key = "label",
): boolean {
  return (filters.get(key) ?? []).every((l) => labelMatches(l, labels));
}

function labelMatches(l: string, labels: Readonly<Record<string, string>>): boolean {
  const eq = l.indexOf("=");
  return eq < 0 ? Object.hasOwn(labels, l) : labels[l.slice(0, eq)] === l.slice(eq + 1);
}

/** Whether none of the values of `label!` is met. */
export function labelsExcluded(
  filters: Filters,
  labels: Readonly<Record<string, string>>,
): boolean {
  return !(filters.get("label!") ?? []).some((l) => labelMatches(l, labels));
}

/** A true-or-false filter, undefined where it was not given. */
export function truth(filters: Filters, key: string): boolean | undefined {
  const v = filters.get(key)?.[0];
  if (v === undefined) return undefined;
  if (["1", "true"].includes(v.toLowerCase())) return true;
  if (["0", "false"].includes(v.toLowerCase())) return false;
  throw new ApiError(400, `invalid filter '${key}=[${v}]'`);
}

/** A regular expression as users write it in `name=`; a broken one matches nothing. */
export function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

/** `until=`: a duration before `now`, seconds since the epoch, or a date; in milliseconds. */
export function untilTime(text: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  let rest = text, sum = 0;
  for (let m; (m = /^(\d+(?:\.\d+)?)(ms|s|m|h)/.exec(rest));) {
    sum += Number(m[1]) * units[m[2]];
    rest = rest.slice(m[0].length);
  }
  if (rest === "" && text !== "") return now - sum;
  const date = Date.parse(text);
  if (Number.isNaN(date)) throw new ApiError(400, `invalid timestamp "${text}"`);
  return date;
}
