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

let printable: RegExp | undefined;

/**
 * Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols, the space.
 * Made when first asked: the classes of Unicode take 0.7 ms to be built, at every start.
 */
function isPrintable(char: string): boolean {
  return (printable ??= /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u).test(char);
}

/** Text that needs no look at its characters, with the mark of what was cut. */
const PLAIN = /^[ !#-&(-[\]-~\u2026]*$/;

function quoteWith(text: string, quote: string): string {
  if (PLAIN.test(text)) return quote + text + quote;
  let out = quote;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === quote) out += "\\" + quote;
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char];
    else if (code >= 0x20 && code < 0x7f || char === "\u2026" || isPrintable(char)) out += char;
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

const UNESCAPED: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** What a Go literal in quotes or backticks says; undefined for an escape that Go has not. */
export function goUnquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return inner.replaceAll("\r", "");
  let sound = true;
  const text = inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]))/g,
    (_, x, u, long, octal, char) => {
      if (char !== undefined) {
        sound &&= Object.hasOwn(UNESCAPED, char);
        return UNESCAPED[char] ?? "";
      }
      return String.fromCodePoint(octal ? parseInt(octal, 8) : parseInt(x ?? u ?? long, 16));
    },
  );
  return sound ? text : undefined;
}
