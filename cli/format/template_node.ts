/** The nodes of a Go template, and how error messages show them (text/template/parse). */
import { goQuote } from "./quote.ts";

/** Where a node stands: its offset in the template. */
interface At {
  at: number;
}
export type Operand =
  | At & { kind: "field"; names: string[] }
  | At & { kind: "variable"; names: string[] }
  | At & { kind: "chain"; of: Operand; names: string[] }
  | At & { kind: "identifier"; name: string }
  | At & { kind: "string"; text: string; value: string }
  | At & { kind: "number"; text: string; value: number }
  | At & { kind: "bool"; value: boolean }
  | At & { kind: "nil" }
  | At & { kind: "dot" }
  | Pipe;
export interface Command extends At {
  kind: "command";
  args: Operand[];
}
export interface Pipe extends At {
  kind: "pipe";
  declare: string[];
  assign: boolean;
  commands: Command[];
}
export type Node =
  | At & { kind: "text"; text: string }
  | At & { kind: "action"; pipe: Pipe }
  | At & { kind: "if" | "with" | "range"; pipe: Pipe; body: Node[]; otherwise?: Node[] }
  | At & { kind: "template"; name: string; pipe?: Pipe }
  | At & { kind: "break" | "continue" };

/** What closes a list of nodes. */
export type Ended = { end: "end" | "else" };

/** A template that was read. */
export interface Template {
  name: string;
  text: string;
  body: Node[];
  /** Templates of `{{define}}` and `{{block}}`, by name. */
  defined: Map<string, Node[]>;
}

/** A node as error messages show it. */
export function showNode(node: Operand | Command | Node): string {
  switch (node.kind) {
    case "field":
      return node.names.map((n) => "." + n).join("");
    case "variable":
      return node.names.join(".");
    case "chain":
      return (node.of.kind === "pipe" ? `(${showNode(node.of)})` : showNode(node.of)) +
        node.names.map((n) => "." + n).join("");
    case "identifier":
      return node.name;
    case "string":
    case "number":
      return node.text;
    case "bool":
      return String(node.value);
    case "nil":
      return "nil";
    case "dot":
      return ".";
    case "command":
      return node.args.map((a) => a.kind === "pipe" ? `(${showNode(a)})` : showNode(a)).join(" ");
    case "pipe": {
      const names = node.declare.join(", ");
      const start = names === "" ? "" : `${names} ${node.assign ? "=" : ":="} `;
      return start + node.commands.map(showNode).join(" | ");
    }
    case "template":
      return `{{template ${goQuote(node.name)}${node.pipe ? " " + showNode(node.pipe) : ""}}}`;
    case "action":
      return `{{${showNode(node.pipe)}}}`;
    case "if":
    case "with":
    case "range":
      return `{{${node.kind} ${showNode(node.pipe)}}}`;
    case "text":
      return node.text;
    default:
      return `{{${node.kind}}}`;
  }
}
