/** How one word is written so that a shell, and dockerctl's own reading of a line, take it whole. */

/**
 * A word as a shell would take it; an empty one is two quotes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quoteWord } from "./quote_word.ts";
 *
 * assert.equal(quoteWord("it's"), `'it'\\''s'`);
 * ```
 */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
