/** An input stream that has ended: what runs on several hosts at once shares no keyboard. */
import type { InputStream } from "./types.ts";

/** Nothing to read. */
export function noInput(): InputStream {
  return { isTerminal: false, async *read() {}, setRaw() {} };
}
