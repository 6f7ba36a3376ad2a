/** JSON without loss: numbers beyond 2^53 (limits, sizes) go through unchanged. */

/** What `JSON.rawJSON` makes; TypeScript's own library does not know it yet. */
interface RawJson {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}

/**
 * Parses JSON; an integer that a double cannot hold becomes what `JSON.stringify` writes back as
 * the very same digits. Everything else is as from `JSON.parse`. Throws SyntaxError.
 */
export function parseLossless<T>(text: string): T {
  const json = JSON as unknown as RawJson;
  return json.parse(
    text,
    (_key, value, { source }) =>
      typeof value === "number" && source !== undefined && /^-?\d+$/.test(source) &&
        !Number.isSafeInteger(value)
        ? json.rawJSON(source)
        : value,
  ) as T;
}

/** Whether two JSON values say the same; keys in any order, null and absent alike. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v) => {
    if (v === null) return undefined;
    if (typeof v !== "object" || Array.isArray(v)) return v;
    if ((JSON as unknown as { isRawJSON(v: unknown): boolean }).isRawJSON(v)) return v;
    return Object.fromEntries(Object.entries(v).sort(([x], [y]) => x < y ? -1 : 1));
  }) ?? "null";
}
