/** A time in nanoseconds as RFC 3339, for JSON.stringify. */
export function nanosText(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const seconds = new Date(Number(value / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(value % 1_000_000_000n).padStart(9, "0")}Z`;
}
