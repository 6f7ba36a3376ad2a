/** `${NAME}` and its relatives in the values of a project's files. */
import { ProjectError } from "./problem.ts";
import type { TreeNode } from "./tree.ts";

/** The variables, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const NAME = /^[_a-zA-Z][_a-zA-Z0-9]*/;
/** Bound of `${A:-${B:-…}}`. */
const MAX_DEPTH = 32;
/** Bound of one value, in UTF-16 units. */
const MAX_LENGTH = 1024 * 1024;

/** What is wrong with a template; `at` is an offset in it. */
export class TemplateError extends Error {
  /** Always `TemplateError`. */
  override readonly name = "TemplateError";
  /** What is wrong and where. */
  constructor(message: string, readonly at: number) {
    super(message);
  }
}

/**
 * A text with its variables filled in: `$A`, `${A}`, `${A-else}`, `${A:-else}` (also where it is
 * empty), `${A?error}`, `${A:?error}`, `${A+instead}`, `${A:+instead}`, each of them nested, and
 * `$$` for a dollar sign; one before anything else stays. `unset` is told of names that have no value. Throws TemplateError.
 */
export function substitute(
  text: string,
  variables: Variables,
  unset: (name: string) => void = () => {},
): string {
  const { value } = fill(text, 0, undefined, { variables, unset, closing: pairsOf(text) }, 0);
  return value;
}

/** What stays the same through all of a text. */
interface Filling {
  /** Undefined only looks for the end. */
  readonly variables: Variables | undefined;
  readonly unset: (name: string) => void;
  /** Each opening brace with the one that closes it. */
  readonly closing: ReadonlyMap<number, number>;
}

function pairsOf(text: string): Map<number, number> {
  const pairs = new Map<number, number>(), open: number[] = [];
  if (!text.includes("${")) return pairs;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{") open.push(i);
    else if (text[i] === "}" && open.length > 0) pairs.set(open.pop()!, i);
  }
  return pairs;
}

interface Filled {
  value: string;
  /** Behind what was read. */
  end: number;
}

/** Reads until the end, or until the brace that closes the one at `opened`. */
function fill(
  text: string,
  from: number,
  opened: number | undefined,
  filling: Filling,
  depth: number,
): Filled {
  const { variables, unset, closing } = filling;
  const close = opened === undefined ? undefined : closing.get(opened);
  if (depth > MAX_DEPTH) throw new TemplateError("variables inside of variables go too deep", from);
  let value = "", i = from;
  const valueOf = (name: string) =>
    variables !== undefined && Object.hasOwn(variables, name) ? variables[name] : undefined;
  while (i < text.length) {
    const c = text[i];
    // `${A:-{"b":{}}}`: braces of the text itself. Where they do not match, the first one closes.
    if (opened !== undefined && c === "}" && (close === undefined || i >= close)) {
      return { value, end: i };
    }
    if (c !== "$") {
      value += c;
      i++;
      continue;
    }
    if (text[i + 1] === "$") {
      value += "$";
      i += 2;
      continue;
    }
    if (text[i + 1] !== "{") {
      const name = NAME.exec(text.slice(i + 1, i + 1 + 256))?.[0];
      if (name === undefined) {
        // As docker compose: a dollar sign before something else is one.
        value += "$";
        i++;
        continue;
      }
      const found = valueOf(name);
      if (found === undefined && variables !== undefined) unset(name);
      value += found ?? "";
      i += 1 + name.length;
      continue;
    }
    const name = NAME.exec(text.slice(i + 2, i + 2 + 256))?.[0];
    if (name === undefined) throw invalid(i);
    const done = braces(text, i, name, valueOf(name), filling, depth);
    value += done.value;
    i = done.end;
    if (value.length > MAX_LENGTH) throw new TemplateError("the value grows beyond 1 MB", i);
  }
  if (opened !== undefined) throw new TemplateError('"${" has no "}"', Math.max(0, from - 2));
  return { value, end: i };
}

/** `${NAME…}`, which begins at `at`. */
function braces(
  text: string,
  at: number,
  name: string,
  found: string | undefined,
  filling: Filling,
  depth: number,
): Filled {
  const { variables, unset } = filling;
  let i = at + 2 + name.length;
  if (text[i] === "}") {
    if (found === undefined && variables !== undefined) unset(name);
    return { value: found ?? "", end: i + 1 };
  }
  if (i >= text.length) throw new TemplateError('"${" has no "}"', at);
  const colon = text[i] === ":";
  if (colon) i++;
  const operator = text[i];
  if (operator !== "-" && operator !== "?" && operator !== "+") throw invalid(at);
  const there = found !== undefined && !(colon && found === "");
  const wanted = operator === "+" ? there : !there;
  // What is not used is read all the same: its braces may be nested.
  const inner = wanted ? filling : { ...filling, variables: undefined };
  const rest = fill(text, i + 1, at + 1, inner, depth + 1);
  const end = rest.end + 1;
  if (operator === "-") return { value: there ? found : rest.value, end };
  if (operator === "+") return { value: there ? rest.value : "", end };
  if (there) return { value: found, end };
  const why = rest.value || (colon ? "it is not set, or empty" : "it is not set");
  throw new TemplateError(`required variable ${name} is missing a value: ${why}`, at);
}

function invalid(at: number): TemplateError {
  return new TemplateError(
    "invalid interpolation: write $$ for a dollar sign, $NAME or ${NAME} for a variable",
    at,
  );
}

/** A tree with all its values filled in; keys stay as they are. Throws ProjectError. */
export function interpolate(
  node: TreeNode,
  variables: Variables,
  unset: (name: string) => void,
): TreeNode {
  if (node.kind === "list") {
    return { ...node, items: node.items.map((n) => interpolate(n, variables, unset)) };
  }
  if (node.kind === "map") {
    const entries = new Map(
      [...node.entries].map(([key, e]) =>
        [key, { ...e, value: interpolate(e.value, variables, unset) }] as const
      ),
    );
    return { ...node, entries };
  }
  if (typeof node.value !== "string" || !node.value.includes("$")) return node;
  try {
    return { ...node, value: substitute(node.value, variables, unset) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    // The value may be quoted or stand on lines of its own: the dollar sign is looked for.
    const { source, at } = node.place;
    const part = node.value.slice(error.at, error.at + 12).split("\n")[0];
    const found = part === "" ? -1 : source.text.indexOf(part, at);
    throw new ProjectError(error.message, { source, at: found < 0 ? at : found });
  }
}
