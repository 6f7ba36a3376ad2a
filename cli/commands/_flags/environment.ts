/** Environment variables that take their value from this process. */
import { cut } from "./go_values.ts";

/** `NAME=VALUE` as it stands; a bare NAME takes its value from the environment, if it has one. */
export function withLookup(
  item: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const [name, , hasValue] = cut(item, "=");
  const value = hasValue ? undefined : env[name];
  return value === undefined ? item : `${name}=${value}`;
}
