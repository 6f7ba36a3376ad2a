/** A value that knows its own JSON: a row of a list, a number too big for a double. */
export const TO_GO_JSON: unique symbol = Symbol("goJson");

/** An integer as it stood in the engine's JSON, beyond what a double holds. */
export class BigNumber {
  constructor(readonly digits: string) {}
  toString(): string {
    return this.digits;
  }
  [TO_GO_JSON](): string {
    return this.digits;
  }
}

/** Parses JSON and keeps integers exact: those a double cannot hold become {@link BigNumber}. */
export function parseExact(text: string): unknown {
  return JSON.parse(
    text,
    function (_key, value, context?: { source?: string }) {
      if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
      const source = context?.source;
      return source !== undefined && /^-?\d+$/.test(source) ? new BigNumber(source) : value;
    } as (key: string, value: unknown) => unknown,
  );
}

const ESCAPED = /[<>&\u2028\u2029]/g;
const ALWAYS_ESCAPED = /[\u2028\u2029]/g;

function quote(text: string, html: boolean): string {
  return JSON.stringify(text).replace(
    html ? ESCAPED : ALWAYS_ESCAPED,
    (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/**
 * A value as Go's encoding/json writes it: no spaces, the keys of a Map sorted, those of an object
 * in their order, and, unless `html` is false, `<`, `>` and `&` escaped.
 */
export function goJson(value: unknown, html = true): string {
  if (value === null || value === undefined) return "null";
  switch (typeof value) {
    case "string":
      return quote(value, html);
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      break;
    case "symbol":
      // What is not there.
      return "null";
    default:
      throw new TypeError(`json: unsupported type: ${typeof value}`);
  }
  const own = (value as { [TO_GO_JSON]?: (html: boolean) => string })[TO_GO_JSON];
  if (own !== undefined) return own.call(value, html);
  if (Array.isArray(value)) return `[${value.map((v) => goJson(v, html)).join(",")}]`;
  if (value instanceof Date) return quote(value.toISOString(), html);
  const entries: [string, unknown][] = value instanceof Map
    ? [...value as Map<string, unknown>].sort(([a], [b]) => a < b ? -1 : 1)
    : Object.entries(value);
  return `{${entries.map(([k, v]) => `${quote(k, html)}:${goJson(v, html)}`).join(",")}}`;
}
