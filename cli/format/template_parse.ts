/** The tree of a Go template, as text/template/parse builds it, with its error messages. */
import { goQuote, goUnquote } from "./quote.ts";
import {
  type Command,
  type Ended,
  type Node,
  type Operand,
  type Pipe,
  showNode,
  type Template,
} from "./template_node.ts";
import { showToken, type Token, tokens, type TokenType } from "./template_lexer.ts";

/** A template that cannot be read: `template: :1: unclosed action`. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
}

/**
 * Reads a template. `functions` are the names that may be called.
 *
 * Throws {@link TemplateSyntaxError} with Go's words.
 */
export function parseTemplate(
  name: string,
  text: string,
  functions: ReadonlySet<string>,
): Template {
  return new Parser(name, text, functions).parse();
}

class Parser {
  readonly #source: Generator<Token, void>;
  readonly #ahead: Token[] = [];
  readonly #defined = new Map<string, Node[]>();
  #vars: string[] = ["$"];
  #ranges = 0;
  #line = 1;
  #actionLine = 0;

  constructor(
    readonly name: string,
    readonly text: string,
    readonly functions: ReadonlySet<string>,
  ) {
    this.#source = tokens(text);
  }

  parse(): Template {
    const body: Node[] = [];
    while (this.#peek().type !== "eof") {
      const node = this.#textOrAction();
      if (node === undefined) continue;
      if ("end" in node) this.#fail(`unexpected {{${node.end}}}`);
      body.push(node);
    }
    return { name: this.name, text: this.text, body, defined: this.#defined };
  }

  #fail(message: string): never {
    throw new TemplateSyntaxError(`template: ${this.name}:${this.#line}: ${message}`);
  }

  #unexpected(token: Token, context: string): never {
    if (token.type === "error") {
      let where = "";
      if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
        where = ` in action started at ${this.name}:${this.#actionLine}`;
        if (token.text.endsWith(" action")) where = where.slice(" in action".length);
      }
      this.#fail(token.text + where);
    }
    this.#fail(`unexpected ${showToken(token)} in ${context}`);
  }

  #next(): Token {
    const token = this.#ahead.pop() ?? this.#source.next().value ??
      { type: "eof" as const, text: "", at: this.text.length, line: this.#line };
    this.#line = token.line;
    return token;
  }
  #back(token: Token): void {
    this.#ahead.push(token);
  }
  #peek(): Token {
    const token = this.#next();
    this.#back(token);
    return token;
  }
  #nextNonSpace(): Token {
    let token = this.#next();
    while (token.type === "space") token = this.#next();
    return token;
  }
  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#back(token);
    return token;
  }
  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    if (token.type !== type) this.#unexpected(token, context);
    return token;
  }

  #textOrAction(): Node | Ended | undefined {
    const token = this.#nextNonSpace();
    if (token.type === "text") return { kind: "text", at: token.at, text: token.text };
    if (token.type === "left") {
      this.#actionLine = token.line;
      try {
        return this.#action();
      } finally {
        this.#actionLine = 0;
      }
    }
    return this.#unexpected(token, "input");
  }

  #action(): Node | Ended | undefined {
    const token = this.#nextNonSpace();
    if (token.type === "keyword") {
      switch (token.text) {
        case "if":
        case "with":
        case "range":
          return this.#control(token.text, token.at);
        case "end":
          this.#expect("right", "end");
          return { end: "end" };
        case "else": {
          const peek = this.#peekNonSpace();
          if (peek.type === "keyword" && (peek.text === "if" || peek.text === "with")) {
            return { end: "else" };
          }
          this.#expect("right", "else");
          return { end: "else" };
        }
        case "template":
          return this.#template();
        case "define":
          this.#define();
          return undefined;
        case "block":
          return this.#block();
        case "break":
        case "continue": {
          const after = this.#nextNonSpace();
          if (after.type !== "right") this.#unexpected(after, `{{${token.text}}}`);
          if (this.#ranges === 0) this.#fail(`{{${token.text}}} outside {{range}}`);
          return { kind: token.text, at: token.at };
        }
      }
    }
    this.#back(token);
    return { kind: "action", at: token.at, pipe: this.#pipeline("command", "right") };
  }

  #control(kind: "if" | "with" | "range", at: number): Node {
    const vars = this.#vars.length;
    const pipe = this.#pipeline(kind, "right");
    if (kind === "range") this.#ranges++;
    let { nodes: body, end } = this.#list();
    if (kind === "range") this.#ranges--;
    let otherwise: Node[] | undefined;
    if (end === "else") {
      const peek = this.#peek();
      if (kind !== "range" && peek.type === "keyword" && peek.text === kind) {
        this.#next();
        otherwise = [this.#control(kind, peek.at)];
      } else {
        const rest = this.#list();
        otherwise = rest.nodes;
        end = rest.end;
        if (end !== "end") this.#fail(`expected end; found {{${end}}}`);
      }
    }
    this.#vars.length = vars;
    return { kind, at, pipe, body, otherwise };
  }

  #list(): { nodes: Node[]; end: "end" | "else" } {
    const nodes: Node[] = [];
    while (this.#peekNonSpace().type !== "eof") {
      const node = this.#textOrAction();
      if (node === undefined) continue;
      if ("end" in node) return { nodes, end: node.end };
      nodes.push(node);
    }
    return this.#fail("unexpected EOF");
  }

  #templateName(context: string): { name: string; at: number } {
    const token = this.#nextNonSpace();
    if (token.type !== "string" && token.type !== "raw") this.#unexpected(token, context);
    return { name: this.#unquote(token), at: token.at };
  }

  #template(): Node {
    const { name, at } = this.#templateName("template clause");
    const after = this.#nextNonSpace();
    if (after.type === "right") return { kind: "template", at, name };
    this.#back(after);
    return { kind: "template", at, name, pipe: this.#pipeline("template clause", "right") };
  }

  #define(): void {
    const { name } = this.#templateName("define clause");
    this.#expect("right", "define clause");
    this.#defined.set(name, this.#inner("define clause"));
  }

  #block(): Node {
    const { name, at } = this.#templateName("block clause");
    const pipe = this.#pipeline("block clause", "right");
    this.#defined.set(name, this.#inner("block clause"));
    return { kind: "template", at, name, pipe };
  }

  #inner(context: string): Node[] {
    const vars = this.#vars;
    this.#vars = ["$"];
    const { nodes, end } = this.#list();
    if (end !== "end") this.#fail(`unexpected {{${end}}} in ${context}`);
    this.#vars = vars;
    return nodes;
  }

  #pipeline(context: string, end: TokenType): Pipe {
    const pipe: Pipe = {
      kind: "pipe",
      at: this.#peekNonSpace().at,
      declare: [],
      assign: false,
      commands: [],
    };
    this.#declarations(pipe, context);
    while (true) {
      const token = this.#nextNonSpace();
      if (token.type === end) {
        this.#check(pipe, context);
        return pipe;
      }
      if (!OPERANDS.has(token.type)) this.#unexpected(token, context);
      this.#back(token);
      pipe.commands.push(this.#command());
    }
  }

  #declarations(pipe: Pipe, context: string): void {
    while (true) {
      const name = this.#peekNonSpace();
      if (name.type !== "variable") return;
      this.#next();
      const after = this.#peek();
      const next = this.#peekNonSpace();
      if (next.type === "assign" || next.type === "declare") {
        this.#nextNonSpace();
        pipe.assign = next.type === "assign";
        pipe.declare.push(name.text);
        if (!pipe.assign) this.#vars.push(name.text);
        else if (!this.#vars.includes(name.text)) {
          this.#fail(`undefined variable ${goQuote(name.text)}`);
        }
        return;
      }
      if (next.type === "other" && next.text === ",") {
        this.#nextNonSpace();
        pipe.declare.push(name.text);
        this.#vars.push(name.text);
        if (context === "range" && pipe.declare.length < 2) {
          if (["variable", "right", ")"].includes(this.#peekNonSpace().type)) continue;
          this.#fail("range can only initialize variables");
        }
        this.#fail(`too many declarations in ${context}`);
      }
      if (after.type === "space") this.#back(after);
      this.#back(name);
      return;
    }
  }

  #check(pipe: Pipe, context: string): void {
    if (pipe.commands.length === 0) this.#fail(`missing value for ${context}`);
    pipe.commands.slice(1).forEach((command, n) => {
      if (["bool", "dot", "nil", "number", "string"].includes(command.args[0].kind)) {
        this.#fail(`non executable command in pipeline stage ${n + 2}`);
      }
    });
  }

  #command(): Command {
    const command: Command = { kind: "command", at: this.#peekNonSpace().at, args: [] };
    while (true) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) command.args.push(operand);
      const token = this.#next();
      if (token.type === "space") continue;
      if (token.type === "right" || token.type === ")") this.#back(token);
      else if (token.type !== "pipe") this.#unexpected(token, "operand");
      break;
    }
    if (command.args.length === 0) this.#fail("empty command");
    return command;
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined || this.#peek().type !== "field") return node;
    const at = this.#peek().at;
    const names: string[] = [];
    while (this.#peek().type === "field") names.push(this.#next().text.slice(1));
    switch (node.kind) {
      case "field":
      case "variable":
        return { kind: node.kind, at, names: [...node.names, ...names] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#fail(`unexpected . after term ${goQuote(showNode(node))}`);
      default:
        return { kind: "chain", at, of: node, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
    const { at, text } = token;
    switch (token.type) {
      case "identifier":
        if (!this.functions.has(text)) this.#fail(`function ${goQuote(text)} not defined`);
        return { kind: "identifier", at, name: text };
      case "dot":
      case "nil":
        return { kind: token.type, at };
      case "variable":
        if (!this.#vars.includes(text)) this.#fail(`undefined variable ${goQuote(text)}`);
        return { kind: "variable", at, names: [text] };
      case "field":
        return { kind: "field", at, names: [text.slice(1)] };
      case "bool":
        return { kind: "bool", at, value: text === "true" };
      case "char": {
        const value = this.#unquote(token);
        if ([...value].length !== 1) this.#fail(`malformed character constant: ${text}`);
        return { kind: "number", at, text, value: value.codePointAt(0)! };
      }
      case "number": {
        const value = Number(text.replaceAll("_", "").replace(/^\+/, ""));
        if (Number.isNaN(value)) this.#fail(`illegal number syntax: ${goQuote(text)}`);
        return { kind: "number", at, text, value };
      }
      case "string":
      case "raw":
        return { kind: "string", at, text, value: this.#unquote(token) };
      case "(":
        return this.#pipeline("parenthesized pipeline", ")");
    }
    this.#back(token);
    return undefined;
  }

  #unquote(token: Token): string {
    return goUnquote(token.text) ?? this.#fail("invalid syntax");
  }
}

const OPERANDS = new Set<TokenType>([
  "bool",
  "char",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "raw",
  "string",
  "variable",
  "(",
]);
