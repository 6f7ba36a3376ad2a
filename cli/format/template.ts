/** Go's text/template: docker's --format, with its values, functions and error messages. */
import { goQuote } from "./quote.ts";
import { FUNCTION_NAMES, FUNCTIONS, type TemplateFunction } from "./template_funcs.ts";
import {
  type Command,
  type Node,
  type Operand,
  type Pipe,
  showNode,
  type Template,
} from "./template_node.ts";
import { parseTemplate } from "./template_parse.ts";
import { BigNumber } from "./json.ts";
import { GoMap, GoNumber, GoPointer, MISSING, plain, TO, untyped } from "./go_types.ts";
import { goString, truth, typeName } from "./template_value.ts";

export type { Template } from "./template_node.ts";
export { TemplateSyntaxError } from "./template_parse.ts";
export { TYPE_NAME } from "./go_types.ts";

/** A template that was read but cannot be carried out on these values. */
export class TemplateExecError extends Error {
  override readonly name = "TemplateExecError";
  /** What was written before it. */
  partial = "";
}

/** Reads a template of docker's `--format`. Throws {@link TemplateSyntaxError}. */
export function parseFormat(text: string, name = ""): Template {
  return parseTemplate(name, text, FUNCTION_NAMES);
}

/** How a template is carried out. */
export interface ExecuteOptions {
  functions?: Readonly<Record<string, TemplateFunction>>;
  /**
   * The data is JSON that Go has no types for: objects are maps of anything, null is no value, and a
   * missing entry is an error.
   */
  untyped?: boolean;
}

/**
 * Carries a template out on `data`. Plain objects are structs, Maps are maps, null is a nil
 * pointer, functions are methods.
 *
 * Throws {@link TemplateExecError} with Go's words.
 */
export function execute(template: Template, data: unknown, options: ExecuteOptions = {}): string {
  const top = options.untyped ? untyped(data, true) : data;
  const run = new Executor(template, top, options);
  try {
    run.walkAll(template.body, top);
  } catch (e) {
    if (e instanceof TemplateExecError) e.partial = run.out.join("");
    throw e;
  }
  return run.out.join("");
}

/** Names of all fields a template mentions first (`Size` of `{{.Size}}` and `{{$.Size}}`). */
export function mentions(template: Template, name: string): boolean {
  return new RegExp(`\\.${name}\\b`).test(template.text);
}

/** The end of a range's turn. */
class Leave {
  constructor(readonly kind: "break" | "continue") {}
}

/** How deep templates may call each other. */
const MAX_DEPTH = 1000;

/** What a pipeline's last stage got from the one before; NONE for the first. */
const NONE: unique symbol = Symbol("none");

class Executor {
  readonly out: string[] = [];
  #vars: [string, unknown][];
  #depth = 0;
  #at: Operand | Command | Node | undefined;
  readonly #functions: Readonly<Record<string, TemplateFunction>>;

  constructor(readonly template: Template, data: unknown, readonly options: ExecuteOptions) {
    this.#vars = [["$", data]];
    this.#functions = options.functions ?? FUNCTIONS;
  }

  walkAll(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) this.#walk(node, dot);
  }

  #fail(message: string): never {
    const { name, text } = this.template;
    if (this.#at === undefined) throw new TemplateExecError(`template: ${name}: ${message}`);
    const before = text.slice(0, this.#at.at);
    const line = before.split("\n").length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
    const context = showNode(this.#at);
    throw new TemplateExecError(
      `template: ${name}:${line}:${column}: executing ${goQuote(name)} at <${context}>: ${message}`,
    );
  }

  #walk(node: Node, dot: unknown): void {
    this.#at = node;
    switch (node.kind) {
      case "text":
        this.out.push(node.text);
        return;
      case "action": {
        const value = this.#pipe(dot, node.pipe);
        if (node.pipe.declare.length === 0) this.#print(value, node.pipe);
        return;
      }
      case "if":
      case "with": {
        const mark = this.#vars.length;
        const value = this.#pipe(dot, node.pipe);
        const inner = node.kind === "with" ? value : dot;
        if (truth(value)) this.walkAll(node.body, inner);
        else if (node.otherwise) this.walkAll(node.otherwise, dot);
        this.#vars.length = mark;
        return;
      }
      case "range":
        this.#range(node, dot);
        return;
      case "template": {
        const body = this.template.defined.get(node.name);
        if (body === undefined) this.#fail(`template ${goQuote(node.name)} not defined`);
        if (++this.#depth > MAX_DEPTH) {
          this.#fail(`exceeded maximum template depth (${MAX_DEPTH})`);
        }
        const data = node.pipe ? this.#pipe(dot, node.pipe) : null;
        const vars = this.#vars;
        this.#vars = [["$", data]];
        this.walkAll(body, data);
        this.#vars = vars;
        this.#depth--;
        return;
      }
      default:
        throw new Leave(node.kind);
    }
  }

  #print(value: unknown, node: Operand): void {
    this.#at = node;
    if (typeof value === "function") this.#fail(`can't print ${showNode(node)} of type func()`);
    this.out.push(goString(value));
  }

  #range(node: Extract<Node, { pipe: Pipe; body: Node[] }>, dot: unknown): void {
    const mark = this.#vars.length;
    const value = this.#pipe(dot, node.pipe);
    const afterPipe = this.#vars.length;
    const turn = (key: unknown, item: unknown): boolean => {
      const names = node.pipe.declare;
      if (names.length === 1) this.#set(names[0], item, node.pipe.assign, afterPipe);
      if (names.length === 2) {
        this.#set(names[0], key, node.pipe.assign, afterPipe);
        this.#set(names[1], item, node.pipe.assign, afterPipe);
      }
      try {
        this.walkAll(node.body, item);
      } catch (e) {
        if (!(e instanceof Leave)) throw e;
        if (e.kind === "break") return false;
      } finally {
        this.#vars.length = afterPipe;
      }
      return true;
    };
    const entries = this.#entries(value);
    let ran = false;
    for (const [key, item] of entries) {
      ran = true;
      if (!turn(key, item)) break;
    }
    this.#vars.length = mark;
    if (!ran && node.otherwise) this.walkAll(node.otherwise, dot);
  }

  #entries(value: unknown): Iterable<readonly [unknown, unknown]> {
    if (value === null || value === undefined || value === MISSING) return [];
    if (Array.isArray(value)) return value.entries();
    const count = value instanceof GoNumber ? plain(value) : value;
    if (typeof count === "number" && Number.isInteger(count)) {
      return Array.from({ length: Math.max(0, count) }, (_, n) => [n, n] as const);
    }
    if (value instanceof Map) {
      const sorted = [...value as Map<string, unknown>].sort(([a], [b]) => a < b ? -1 : 1);
      return value instanceof GoMap ? sorted.map(([k, v]) => [value.keyOf(k), v]) : sorted;
    }
    return this.#fail(`range can't iterate over ${goString(value)}`);
  }

  #set(name: string, value: unknown, assign: boolean, from = 0): void {
    if (assign) {
      const slot = this.#vars.findLast(([n]) => n === name);
      if (slot) slot[1] = value;
      return;
    }
    const slot = this.#vars.slice(from).findLast(([n]) => n === name);
    if (slot) slot[1] = value;
    else this.#vars.push([name, value]);
  }

  #pipe(dot: unknown, pipe: Pipe): unknown {
    this.#at = pipe;
    let value: unknown = NONE;
    for (const command of pipe.commands) value = this.#command(dot, command, value);
    if (!(pipe.declare.length > 0)) return value;
    for (const name of pipe.declare) {
      if (pipe.assign) this.#set(name, value, true);
      else this.#vars.push([name, value]);
    }
    return value;
  }

  #command(dot: unknown, command: Command, final: unknown): unknown {
    const first = command.args[0];
    switch (first.kind) {
      case "field":
        return this.#fields(dot, dot, first, first.names, command.args, final);
      case "variable": {
        const value = this.#variable(first.names[0]);
        if (first.names.length === 1) {
          this.#noArgs(first, command.args, final);
          return value;
        }
        return this.#fields(dot, value, first, first.names.slice(1), command.args, final);
      }
      case "chain": {
        const value = this.#arg(dot, first.of);
        return this.#fields(dot, value, first, first.names, command.args, final);
      }
      case "identifier":
        return this.#call(dot, command, first.name, first, command.args.slice(1), final);
    }
    this.#at = first;
    this.#noArgs(first, command.args, final);
    if (first.kind === "nil") this.#fail("nil is not a command");
    return this.#arg(dot, first);
  }

  #noArgs(node: Operand, args: readonly Operand[], final: unknown): void {
    if (args.length > 1 || final !== NONE) {
      this.#at = args[0];
      this.#fail(`can't give argument to non-function ${showNode(node)}`);
    }
  }

  #variable(name: string): unknown {
    const found = this.#vars.findLast(([n]) => n === name);
    return found ? found[1] : this.#fail(`undefined variable: ${name}`);
  }

  #fields(
    dot: unknown,
    start: unknown,
    node: Operand,
    names: readonly string[],
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    let value = start;
    names.forEach((name, n) => {
      const last = n === names.length - 1;
      value = this.#field(dot, value, name, node, last ? args : [], last ? final : NONE);
    });
    return value;
  }

  #field(
    dot: unknown,
    owner: unknown,
    name: string,
    node: Operand,
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    this.#at = node;
    const given = args.length > 1 || final !== NONE;
    if (owner === MISSING || owner === undefined) {
      if (this.options.untyped) this.#fail(`nil data; no entry for key ${goQuote(name)}`);
      return MISSING;
    }
    if (owner === null) {
      this.#fail(`nil pointer evaluating interface {}.${name}`);
    }
    if (owner instanceof Map && !(owner instanceof GoMap && !owner.takesStrings)) {
      if (given) this.#fail(`${name} is not a method but has arguments`);
      if (owner.has(name)) return owner.get(name);
      if (this.options.untyped) this.#fail(`map has no entry for key ${goQuote(name)}`);
      return MISSING;
    }
    const isStruct = typeof owner === "object" && !Array.isArray(owner) &&
      !(owner instanceof Map) &&
      !(owner instanceof BigNumber);
    if (!isStruct || !(name in owner) || name in Object.prototype) {
      const type = this.options.untyped ? "interface {}" : typeName(owner);
      this.#fail(`can't evaluate field ${name} in type ${type}`);
    }
    const value = (owner as Record<string, unknown>)[name];
    if (typeof value === "function") {
      const params = Array.from({ length: value.length }, () => "string" as const);
      const method: TemplateFunction = { params, call: (...a) => value.apply(owner, a) };
      return this.#invoke(dot, node, name, method, args.slice(1), final, node);
    }
    if (given) this.#fail(`${name} has arguments but cannot be invoked as function`);
    return value;
  }

  #call(
    dot: unknown,
    command: Command,
    name: string,
    node: Operand,
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    this.#at = node;
    const f = this.#functions[name];
    if (f === undefined) this.#fail(`${goQuote(name)} is not a defined function`);
    return this.#invoke(dot, command, name, f, args, final, node);
  }

  #invoke(
    dot: unknown,
    shown: Operand | Command,
    name: string,
    f: TemplateFunction,
    args: readonly Operand[],
    final: unknown,
    node: Operand,
  ): unknown {
    const count = args.length + (final === NONE ? 0 : 1);
    const min = f.params.length - (f.variadic ? 1 : 0);
    this.#at = node;
    if (f.variadic && count < min) {
      this.#fail(`wrong number of args for ${name}: want at least ${min} got ${count}`);
    }
    if (!f.variadic && count !== min) {
      this.#fail(`wrong number of args for ${name}: want ${min} got ${count}`);
    }
    if (name === "and" || name === "or") {
      // They stop at the first that decides.
      let value: unknown = MISSING;
      for (const arg of args) {
        value = this.#arg(dot, arg);
        if (truth(value) === (name === "or")) return value;
      }
      return final === NONE ? value : final;
    }
    const kind = (n: number) => f.params[Math.min(n, f.params.length - 1)] ?? "any";
    const values = args.map((arg, n) => this.#checked(arg, this.#arg(dot, arg), kind(n)));
    if (final !== NONE) values.push(this.#convert(final, kind(args.length)));
    if (name === "call") {
      this.#at = shown;
      this.#fail(
        `error calling call: non-function ${showNode(args[0])} of type ${typeName(values[0])}`,
      );
    }
    try {
      return f.call(...values);
    } catch (e) {
      this.#at = shown;
      return this.#fail(`error calling ${name}: ${(e as Error).message}`);
    }
  }

  #checked(node: Operand, value: unknown, kind: string): unknown {
    this.#at = node;
    const literal = ["string", "number", "bool", "nil"].includes(node.kind);
    if (!literal) return this.#convert(value, kind);
    if (kind === "string" && node.kind !== "string") {
      this.#fail(`expected string; found ${showNode(node)}`);
    }
    if (kind === "int" && !(node.kind === "number" && Number.isInteger(node.value))) {
      this.#fail(`expected integer; found ${showNode(node)}`);
    }
    if (kind === "strings") {
      this.#fail(`cannot assign ${showNode(node)} to []string`);
    }
    return value;
  }

  #convert(given: unknown, kind: string): unknown {
    const wanted = { string: "string", int: "int", strings: "[]string", any: "" }[kind] ?? "";
    if (wanted === "") return given;
    const value = plain(given);
    if (value === MISSING || value === null || value === undefined) {
      if (kind === "strings") return [];
      this.#fail(`invalid value; expected ${wanted}`);
    }
    const fits = kind === "string" ? typeof value === "string" : kind === "int"
      // Another type of number is none, as with Go.
      ? typeof (given instanceof GoPointer ? given[TO] : given) === "number"
      : Array.isArray(value) && value.every((v) => typeof v === "string");
    if (!fits) {
      this.#fail(`wrong type for value; expected ${wanted}; got ${typeName(given)}`);
    }
    return value;
  }

  #arg(dot: unknown, node: Operand): unknown {
    this.#at = node;
    switch (node.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "bool":
      case "number":
      case "string":
        return node.value;
      case "field":
        return this.#fields(dot, dot, node, node.names, [node], NONE);
      case "variable":
        return node.names.length === 1
          ? this.#variable(node.names[0])
          : this.#fields(dot, this.#variable(node.names[0]), node, node.names.slice(1), [], NONE);
      case "chain":
        return this.#fields(dot, this.#arg(dot, node.of), node, node.names, [], NONE);
      case "pipe":
        return this.#pipe(dot, node);
      case "identifier": {
        const f = this.#functions[node.name];
        return this.#invoke(dot, node, node.name, f, [], NONE, node);
      }
    }
  }
}
