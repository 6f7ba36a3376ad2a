/** A word of a command line as it is shown and copied: nothing in it that a screen would hide. */
import { quoteWord } from "../../recreate/quote_word.ts";
import type { Clean } from "./views.ts";

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Quoted for a shell; with what `clean` takes out written as `$'\n'` does, so that a copy is true. */
export function shownWord(word: string, clean: Clean): string {
  const plain = quoteWord(word);
  if (clean(plain) === plain) return plain;
  const escaped = [...word].map((ch) => {
    if (ch === "\\" || ch === "'") return `\\${ch}`;
    if (clean(ch) === ch && ch !== "\x1b") return ch;
    const code = ch.codePointAt(0)!;
    return NAMED[ch] ??
      (code > 0xffff
        ? `\\U${code.toString(16).padStart(8, "0")}`
        : `\\u${code.toString(16).padStart(4, "0")}`);
  });
  return `$'${escaped.join("")}'`;
}
