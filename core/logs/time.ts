/** RFC 3339 texts of the engine as nanoseconds. */

/** Nanoseconds since 1970 of an RFC 3339 text; undefined for Go's zero time and what is none. */
export function nanosOfText(text: string | undefined): bigint | undefined {
  const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(
    text ?? "",
  );
  if (m === null || text!.startsWith("0001-")) return undefined;
  const ms = Date.parse(m[1] + m[3]);
  return Number.isNaN(ms)
    ? undefined
    : BigInt(ms) * 1_000_000n + BigInt((m[2] ?? "").padEnd(9, "0"));
}
