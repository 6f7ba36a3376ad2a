/** What values of a project's file look like, and the check that says where one does not. */
import { ProjectError } from "./problem.ts";
import type { Entry, MapNode, TreeNode } from "./tree.ts";

/** Kinds of values. */
type Kind = "string" | "number" | "boolean" | "null" | "list" | "map";

/** What a value may be. */
export interface Shape {
  readonly is: readonly Kind[];
  /** Of a list. */
  readonly items?: Shape;
  /** Of a mapping with free keys. */
  readonly values?: Shape;
  /** Of a mapping with known keys. */
  readonly keys?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Words that a string may be. */
  readonly words?: readonly string[];
  /** What a string must say where it stands for another kind. */
  readonly text?: "whole" | "number" | "boolean";
  /** Known to the specification, and not done here: why. */
  readonly unsupported?: string;
  /** What the names of a mapping with free keys may be. */
  readonly names?: RegExp;
}

const WORDS: Record<Kind, string> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "nothing",
  list: "a list",
  map: "a mapping",
};
const BOOLEANS = /^(true|false|yes|no|on|off|y|n|1|0|t|f)$/i;

/** A string. */
export const str: Shape = { is: ["string"] };
/** A number, or a string of one. */
export const num: Shape = { is: ["number", "string"], text: "number" };
/** A whole number, or a string of one. */
export const int: Shape = { is: ["number", "string"], text: "whole" };
/** A boolean, or a word for one. */
export const bool: Shape = { is: ["boolean", "string"], text: "boolean" };
/** A size, an amount: a number, or a string with a unit. */
export const amount: Shape = { is: ["number", "string"] };
/** Any single value. */
export const single: Shape = { is: ["string", "number", "boolean", "null"] };
/** Anything. */
export const any: Shape = { is: ["string", "number", "boolean", "null", "list", "map"] };
/** One of these words. */
export const oneOf = (...words: string[]): Shape => ({ is: ["string"], words });
/** A list. */
export const listOf = (items: Shape): Shape => ({ is: ["list", "null"], items });
/** A mapping with free keys. */
export const mapOf = (values: Shape, names?: RegExp): Shape => ({
  is: ["map", "null"],
  values,
  ...(names && { names }),
});
/** A mapping with known keys. */
export const obj = (keys: Record<string, Shape>, ...required: string[]): Shape => ({
  is: ["map"],
  keys,
  required,
});
/** One shape or another, of other kinds. */
export const either = (...shapes: Shape[]): Shape =>
  Object.assign({}, ...shapes, { is: [...new Set(shapes.flatMap((s) => s.is))] });
/** Known, and not supported. */
export const no = (unsupported: string): Shape => ({ ...any, unsupported });

/** Throws ProjectError where a value is not of its shape; `path` is what messages call it. */
export function check(node: TreeNode, shape: Shape, path: string): void {
  if (node.tag === "reset") return;
  const kind = kindOf(node);
  if (!shape.is.includes(kind)) {
    const may = [...new Set(shape.is.filter((k) => k !== "null").map((k) => WORDS[k]))];
    const words = may.length > 1 ? `${may.slice(0, -1).join(", ")} or ${may.at(-1)}` : may[0];
    throw new ProjectError(`${path} must be ${words}, and is ${WORDS[kind]}`, node.place);
  }
  if (node.kind === "scalar") {
    checkText(node.value, shape, () => path, node);
  } else if (node.kind === "list") {
    if (shape.items === undefined) return;
    node.items.forEach((item, n) => check(item, shape.items!, `${path}[${n}]`));
  } else checkMap(node, shape, path);
}

function checkText(
  value: string | number | boolean | null,
  shape: Shape,
  path: () => string,
  node: TreeNode,
): void {
  if (typeof value === "number" && shape.text === "whole" && !Number.isInteger(value)) {
    throw new ProjectError(`${path()} must be a whole number`, node.place);
  }
  if (typeof value !== "string") return;
  const { text, words } = shape;
  if (words !== undefined && !words.includes(value)) {
    throw new ProjectError(
      `${path()} must be ${words.map((w) => `"${w}"`).join(" or ")}, not "${value}"${
        suggestion(value, words)
      }`,
      node.place,
    );
  }
  if (text === "boolean" && !BOOLEANS.test(value)) {
    throw new ProjectError(`${path()} must be true or false, not "${value}"`, node.place);
  }
  if (text === "whole" && !/^[+-]?\d+$/.test(value)) {
    throw new ProjectError(`${path()} must be a whole number, not "${value}"`, node.place);
  }
  if (text === "number" && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    throw new ProjectError(`${path()} must be a number, not "${value}"`, node.place);
  }
}

function checkMap(node: MapNode, shape: Shape, path: string): void {
  const at = (key: string) => path === "" ? key : `${path}.${key}`;
  for (const [key, { key: place, value }] of node.entries) {
    if (shape.keys === undefined) {
      if (shape.names !== undefined && !shape.names.test(key)) {
        throw new ProjectError(
          `${at(key)}: a name has letters, digits, dots, dashes and underscores`,
          place,
        );
      }
      if (shape.values !== undefined) check(value, shape.values, at(key));
      continue;
    }
    if (key.startsWith("x-")) continue;
    const known = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (known === undefined) {
      const near = suggestion(key, Object.keys(shape.keys));
      throw new ProjectError(`${at(key)} is not a key of the specification${near}`, place);
    }
    if (known.unsupported !== undefined && !isNothing(value)) {
      throw new ProjectError(`${at(key)} is not supported: ${known.unsupported}`, place);
    }
    if (isNothing(value) && !known.is.includes("null")) {
      // A key with nothing behind its colon is as if it were not there, except where it is a mapping's.
      if (known.is.includes("map") && known.required?.length === 0) continue;
      if (value.tag === "reset") continue;
    }
    check(value, known, at(key));
  }
  const missing = (shape.required ?? []).find((key) => !node.entries.has(key));
  if (missing !== undefined) throw new ProjectError(`${path} has no "${missing}"`, node.place);
}

function isNothing(node: TreeNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function kindOf(node: TreeNode): Kind {
  if (node.kind !== "scalar") return node.kind;
  return node.value === null ? "null" : typeof node.value as Kind;
}

/** `: did you mean "x"?`, where a word is near. */
export function suggestion(word: string, words: readonly string[]): string {
  let best: string | undefined, least = Math.min(3, Math.ceil(word.length / 2)) + 1;
  for (const other of words) {
    if (Math.abs(other.length - word.length) >= least) continue;
    const d = distance(word.slice(0, 64), other);
    if (d < least) [best, least] = [other, d];
  }
  return best === undefined ? "" : `: did you mean "${best}"?`;
}

/** Letters to change; two that changed places count as one. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.length][b.length];
}

/** The entry of a key, for its place. */
export function entryOf(node: TreeNode | undefined, key: string): Entry | undefined {
  return node?.kind === "map" ? node.entries.get(key) : undefined;
}
