/** Go's names for the control characters that have one. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** Characters Go prints as they are: letters, marks, numbers, punctuation, symbols, the space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function quoteWith(text: string, quote: string): string {
  let out = quote;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === quote) out += "\\" + quote;
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char];
    else if (PRINTABLE.test(char)) out += char;
    else if (code < 0x80) out += "\\x" + code.toString(16).padStart(2, "0");
    else if (code < 0x10000) out += "\\u" + code.toString(16).padStart(4, "0");
    else out += "\\U" + code.toString(16).padStart(8, "0");
  }
  return out + quote;
}

/** A string as Go's `%q` writes it (strconv.Quote): in double quotes, control characters escaped. */
export function goQuote(text: string): string {
  return quoteWith(text, '"');
}

/** One character as Go's `%q` writes a rune: `'x'`. */
export function goQuoteRune(char: string): string {
  return quoteWith(char, "'");
}
