/** Values of the engine's documents where Go writes null for what is empty. */
import type { Filters } from "./options.ts";

/** Go marshals an empty slice as `null` as often as `[]`. */
export function orEmpty<T>(list: readonly T[] | null | undefined): T[] {
  return list ? [...list] : [];
}

/** Go marshals an empty map as `null` as often as `{}`. */
export function orEmptyMap<T>(
  map: Readonly<Record<string, T>> | null | undefined,
): Record<string, T> {
  return { ...map };
}

/** `""`, null and absent are all Go's zero string. */
export function orAbsent(text: string | null | undefined): string | undefined {
  return text ? text : undefined;
}

/** The engine wants filters as JSON; no filter at all is no parameter, for the oldest engines' sake. */
export function filtersParam(filters: Filters | undefined): string | undefined {
  if (!filters) return undefined;
  const given = Object.entries(filters).filter(([, values]) => values.length > 0);
  return given.length > 0 ? JSON.stringify(Object.fromEntries(given)) : undefined;
}

/** A date from a count of seconds since 1970 (the lists of containers and images). */
export function dateOfSeconds(seconds: number | undefined): Date {
  return new Date((seconds ?? 0) * 1000);
}

/** A date from Go's RFC 3339 text; its zero time and an empty text are `undefined`. */
export function dateOfText(text: string | null | undefined): Date | undefined {
  if (!text || text.startsWith("0001-01-01T")) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Leaves out the keys without a value, so that `unset is absent` holds for what we return. */
export function compact<T extends object>(value: T): T {
  const keys = Object.keys(value) as (keyof T)[];
  if (keys.every((key) => value[key] !== undefined)) return value;
  // An object that a key is deleted from is a slow one for ever, and lists have thousands.
  const out = {} as T;
  for (const key of keys) if (value[key] !== undefined) out[key] = value[key];
  return out;
}
