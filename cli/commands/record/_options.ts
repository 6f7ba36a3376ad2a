/** Flags that commands on the record share. */
import type { StringOption } from "../../spec/types.ts";

/** `--dir`, as the recorder's own commands have it. */
export const DIR = {
  type: "string",
  value: "path",
  summary: "Read the record below this folder",
  complete: "directory",
} as const satisfies StringOption;

const WHEN = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

export const SINCE = {
  type: "string",
  summary: `Only what was since timestamp ${WHEN}`,
} as const satisfies StringOption;

export const UNTIL = {
  type: "string",
  summary: `Only what was before a timestamp ${WHEN}`,
} as const satisfies StringOption;
