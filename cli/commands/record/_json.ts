/** Forms that recorded values have in JSON. */
import { stampOf } from "../../../core/logs/time.ts";

/** A time in nanoseconds as RFC 3339, for JSON.stringify. */
export function nanosText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? stampOf(value) : value;
}
