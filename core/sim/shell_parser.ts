/** Reads a shell script into words, pipes, lists, conditions and loops. */

/** A word with its quotes still on. */
export type Word = string;

export interface Redirect {
  fd: 0 | 1 | 2;
  op: "<" | ">" | ">>" | ">&";
  target: Word;
}

export type Node =
  | { kind: "command"; words: Word[]; redirects: Redirect[] }
  | { kind: "pipe"; parts: Node[] }
  | { kind: "and" | "or"; left: Node; right: Node }
  | { kind: "list"; items: Node[] }
  | { kind: "subshell"; body: Node }
  | { kind: "while"; test: Node; body: Node; until: boolean }
  | { kind: "for"; name: string; words: Word[]; body: Node }
  | { kind: "if"; test: Node; then: Node; otherwise?: Node };

/** What the shell says of text it cannot read. */
export class ShellSyntaxError extends Error {}

/** Words and operators; line breaks are `;`. */
export function tokenize(text: string): string[] {
  const out: string[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    if (c === "\n") {
      out.push(";");
      i++;
    } else if (/\s/.test(c)) i++;
    else if (c === "#") {
      while (i < text.length && text[i] !== "\n") i++;
    } else {
      const op = /^(?:[012]?>&|[12]?>>|[012]?>|0?<|&&|\|\||[;|&(){}])/.exec(text.slice(i));
      if (op && !(/^[{}]/.test(op[0]) && /^[{}][^\s;]/.test(text.slice(i)))) {
        out.push(op[0]);
        i += op[0].length;
        continue;
      }
      const start = i;
      while (i < text.length && !/[\s;|&<>()]/.test(text[i])) {
        if (text[i] === "\\") i += 2;
        else if (text[i] === "'") {
          i = end(text, "'", i);
        } else if (text[i] === '"') {
          i++;
          while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
          if (i >= text.length) throw new ShellSyntaxError("unterminated quoted string");
          i++;
        } else if (text.startsWith("$((", i)) {
          const close = text.indexOf("))", i);
          if (close < 0) throw new ShellSyntaxError('missing "))"');
          i = close + 2;
        } else i++;
      }
      out.push(text.slice(start, i));
    }
  }
  return out;
}

function end(text: string, quote: string, at: number): number {
  const close = text.indexOf(quote, at + 1);
  if (close < 0) throw new ShellSyntaxError("unterminated quoted string");
  return close + 1;
}

const RESERVED = new Set(["do", "done", "then", "else", "elif", "fi", "}", ")"]);

/** Reads a script: lists, pipes, redirections, while, until, for, if, groups. */
export function parse(text: string): Node {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at];
  const unexpected = () =>
    new ShellSyntaxError(
      peek() === undefined
        ? "syntax error: unexpected end of file"
        : `syntax error: unexpected "${peek()}"`,
    );
  const expect = (t: string) => {
    if (peek() !== t) throw unexpected();
    at++;
  };

  function list(): Node {
    const items: Node[] = [];
    for (;;) {
      while (peek() === ";" || peek() === "&") at++;
      if (peek() === undefined || RESERVED.has(peek())) break;
      items.push(andOr());
      if (peek() !== undefined && peek() !== ";" && peek() !== "&" && !RESERVED.has(peek())) {
        throw unexpected();
      }
    }
    return items.length === 1 ? items[0] : { kind: "list", items };
  }
  function andOr(): Node {
    let left = pipe();
    while (peek() === "&&" || peek() === "||") {
      const kind = tokens[at++] === "&&" ? "and" : "or";
      while (peek() === ";") at++;
      left = { kind, left, right: pipe() };
    }
    return left;
  }
  function pipe(): Node {
    const parts = [command()];
    while (peek() === "|") {
      at++;
      parts.push(command());
    }
    return parts.length === 1 ? parts[0] : { kind: "pipe", parts };
  }
  function command(): Node {
    switch (peek()) {
      case "while":
      case "until": {
        const until = tokens[at++] === "until";
        const test = list();
        expect("do");
        const body = list();
        expect("done");
        return { kind: "while", test, body, until };
      }
      case "for": {
        at++;
        const name = tokens[at++] ?? "";
        const words: Word[] = [];
        if (peek() === "in") {
          at++;
          while (peek() !== undefined && peek() !== ";") words.push(tokens[at++]);
        }
        while (peek() === ";") at++;
        expect("do");
        const body = list();
        expect("done");
        return { kind: "for", name, words, body };
      }
      case "if":
        at++;
        return branch();
      case "{":
      case "(": {
        const close = tokens[at++] === "{" ? "}" : ")";
        const body = list();
        expect(close);
        return close === ")" ? { kind: "subshell", body } : body;
      }
    }
    const words: Word[] = [], redirects: Redirect[] = [];
    for (;;) {
      const t = peek();
      const r = t === undefined ? null : /^([012]?)(>&|>>|>|<)$/.exec(t);
      if (r) {
        at++;
        const target = tokens[at++];
        if (target === undefined) throw unexpected();
        const op = r[2] as Redirect["op"];
        redirects.push({ fd: Number(r[1] || (op === "<" ? 0 : 1)) as 0 | 1 | 2, op, target });
      } else if (t === undefined || /^(?:[;|&(){}]|&&|\|\|)$/.test(t)) break;
      else words.push(tokens[at++]);
    }
    if (words.length === 0 && redirects.length === 0) throw unexpected();
    return { kind: "command", words, redirects };
  }
  function branch(): Node {
    const test = list();
    expect("then");
    const then = list();
    let otherwise: Node | undefined;
    if (peek() === "elif") {
      at++;
      return { kind: "if", test, then, otherwise: branch() };
    }
    if (peek() === "else") {
      at++;
      otherwise = list();
    }
    expect("fi");
    return { kind: "if", test, then, otherwise };
  }

  const node = list();
  if (at < tokens.length) throw unexpected();
  return node;
}
