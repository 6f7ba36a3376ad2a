/** How one word is written in a unit file of systemd (systemd.syntax(7), systemd.service(5)). */

/**
 * A word as systemd reads it: its own quotes, no specifiers, and no variables where there are any.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { systemdWord } from "./systemd_word.ts";
 *
 * assert.equal(systemdWord("100% $HOME"), '"100%% $$HOME"');
 * ```
 */
export function systemdWord(word: string, variables = true): string {
  const plain = word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%")
    .replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
  const escaped = variables ? plain.replaceAll("$", "$$$$") : plain;
  return /^[A-Za-z0-9_@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
