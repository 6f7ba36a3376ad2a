/** Tokens of Go's text/template, as its own lexer cuts them (text/template/parse/lex.go). */
import { goQuote } from "./quote.ts";

export type TokenType =
  | "text"
  | "left" // {{
  | "right" // }}
  | "space"
  | "keyword"
  | "identifier"
  | "field" // .Name
  | "variable" // $name
  | "dot"
  | "nil"
  | "bool"
  | "number"
  | "char" // 'x'
  | "string"
  | "raw"
  | "declare" // :=
  | "assign" // =
  | "pipe"
  | "("
  | ")"
  | "other" // any other printable character
  | "eof"
  | "error";

/** A piece of a template. */
export interface Token {
  type: TokenType;
  text: string;
  /** Offset in the template. */
  at: number;
  line: number;
}

const KEYWORDS = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

const SPACE = /[ \t\r\n]/;
const WORD = {
  /** ASCII first, and within: the classes of Unicode take half a millisecond to be built. */
  test: (char: string) =>
    /[A-Za-z0-9_]/.test(char) || char > "\x7f" && /[\p{L}\p{Nd}_]/u.test(char),
};

/** `U+007D '}'`, as Go's %#U writes a character. */
function unicode(char: string): string {
  const hex = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `U+${hex} '${char}'`;
}

/** A token as error messages show it. */
export function showToken(token: Token): string {
  if (token.type === "eof") return "EOF";
  if (token.type === "error") return token.text;
  if (token.type === "keyword" || token.type === "dot" || token.type === "nil") {
    return `<${token.text}>`;
  }
  const chars = [...token.text];
  return chars.length > 10 ? goQuote(chars.slice(0, 10).join("")) + "..." : goQuote(token.text);
}

/** Cuts a template into tokens; the last is `eof` or `error`. */
export function* tokens(text: string): Generator<Token, void> {
  let at = 0;
  let line = 1;
  const token = (type: TokenType, end: number): Token => {
    const made = { type, text: text.slice(at, end), at, line };
    line += made.text.split("\n").length - 1;
    at = end;
    return made;
  };
  const failure = (message: string): Token => ({ type: "error", text: message, at, line });
  const skip = (end: number) => void token("text", end);

  while (true) {
    const open = text.indexOf("{{", at);
    if (open < 0) {
      if (at < text.length) yield token("text", text.length);
      yield token("eof", at);
      return;
    }
    const trimLeft = text.startsWith("- ", open + 2) || /^-[\t\r\n]/.test(text.slice(open + 2));
    const end = trimLeft ? text.slice(at, open).replace(/[ \t\r\n]+$/, "").length + at : open;
    if (end > at) yield token("text", end);
    skip(open);
    let inside = open + 2 + (trimLeft ? 2 : 0);
    if (/^\s*\/\*/.test(text.slice(inside))) {
      inside = text.indexOf("/*", inside);
      const close = text.indexOf("*/", inside);
      if (close < 0) return void (yield failure("unclosed comment"));
      const rest = /^(?:[ \t\r\n]-)?\}\}/.exec(text.slice(close + 2));
      if (!rest) return void (yield failure("comment ends before closing delimiter"));
      skip(close + 2 + rest[0].length);
      if (rest[0].length > 2) skip(at + /^[ \t\r\n]*/.exec(text.slice(at))![0].length);
      continue;
    }
    yield { ...token("left", open + 2), text: "{{" };
    skip(inside);
    let depth = 0;
    while (true) {
      const trimRight = /^[ \t\r\n]-\}\}/.test(text.slice(at, at + 4));
      if (trimRight || text.startsWith("}}", at)) {
        if (depth > 0) return void (yield failure("unclosed left paren"));
        if (trimRight) skip(at + 2);
        yield token("right", at + 2);
        if (trimRight) skip(at + /^[ \t\r\n]*/.exec(text.slice(at))![0].length);
        break;
      }
      const next = inAction(text, at);
      if (typeof next === "string") return void (yield failure(next));
      if (next.type === "(") depth++;
      if (next.type === ")" && --depth < 0) return void (yield failure("unexpected right paren"));
      yield token(next.type, next.end);
    }
  }
}

/** The token at `at` inside an action, or what is wrong there. */
function inAction(text: string, at: number): { type: TokenType; end: number } | string {
  if (at >= text.length) return "unclosed action";
  const char = String.fromCodePoint(text.codePointAt(at)!);
  if (SPACE.test(char)) {
    let end = at + 1;
    while (end < text.length && SPACE.test(text[end])) end++;
    // The last space belongs to the trim marker that follows.
    if (text.startsWith("-}}", end) && end - 1 > at) end--;
    return { type: "space", end };
  }
  switch (char) {
    case "=":
      return { type: "assign", end: at + 1 };
    case ":":
      return text[at + 1] === "=" ? { type: "declare", end: at + 2 } : "expected :=";
    case "|":
      return { type: "pipe", end: at + 1 };
    case "(":
    case ")":
      return { type: char, end: at + 1 };
    case '"':
      return quoted(text, at, '"', "string", "unterminated quoted string");
    case "'":
      return quoted(text, at, "'", "char", "unterminated character constant");
    case "`": {
      const close = text.indexOf("`", at + 1);
      return close < 0 ? "unterminated raw quoted string" : { type: "raw", end: close + 1 };
    }
    case "$":
      return word(text, at, "variable");
    case ".":
      if (!/[0-9]/.test(text[at + 1] ?? "")) {
        return atTerminator(text, at + 1) ? { type: "dot", end: at + 1 } : word(text, at, "field");
      }
  }
  if (/[-+.0-9]/.test(char)) return number(text, at);
  if (WORD.test(char)) return word(text, at, "identifier");
  if (/[\x20-\x7e]/.test(char)) return { type: "other", end: at + 1 };
  return `unrecognized character in action: ${unicode(char)}`;
}

function quoted(text: string, at: number, quote: string, type: TokenType, problem: string) {
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === quote) return { type, end: end + 1 };
  }
  return problem;
}

function atTerminator(text: string, at: number): boolean {
  return at >= text.length || /[ \t\r\n.,|:()]/.test(text[at]) || text.startsWith("}}", at);
}

function word(text: string, at: number, type: TokenType) {
  let end = type === "identifier" ? at : at + 1;
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end)!);
    if (!WORD.test(char)) break;
    end += char.length;
  }
  if (!atTerminator(text, end)) {
    return `bad character ${unicode(String.fromCodePoint(text.codePointAt(end)!))}`;
  }
  if (type !== "identifier") return { type, end };
  const name = text.slice(at, end);
  if (KEYWORDS.has(name)) return { type: "keyword" as const, end };
  if (name === "nil") return { type: "nil" as const, end };
  return { type: name === "true" || name === "false" ? "bool" as const : type, end };
}

const NUMBER =
  /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]+)?)/;

function number(text: string, at: number) {
  const match = NUMBER.exec(text.slice(at, at + 100))![0];
  let end = at + match.length;
  if (/[0-9]/.test(match) && !WORD.test(text[end] ?? " ")) return { type: "number" as const, end };
  while (end < text.length && WORD.test(text[end])) end++;
  return `bad number syntax: ${goQuote(text.slice(at, Math.max(end, at + 1)))}`;
}
