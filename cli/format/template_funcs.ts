/** The functions of Go's templates and those docker adds (docker/cli templates/templates.go). */
import { GoMap, GoPointer, MISSING, plain } from "./go_types.ts";
import { BigNumber, goJson } from "./json.ts";
import { goString, sprint, sprintf, truth, typeName } from "./template_value.ts";

/** What an argument must be. */
type Kind = "any" | "string" | "int" | "strings";

/** A function that templates may call. */
export interface TemplateFunction {
  params: readonly Kind[];
  /** The last parameter may be given any number of times, also none. */
  variadic?: boolean;
  call(...args: unknown[]): unknown;
}

function fn(
  params: readonly Kind[],
  call: (...args: never[]) => unknown,
  variadic = false,
): TemplateFunction {
  return { params, call: call as (...args: unknown[]) => unknown, variadic };
}

/** Go's strings.Title: the first letter of every word in upper case. */
function title(text: string): string {
  return text.replace(/(^|[^\p{L}\p{Nd}_'])(\p{L})/gu, (_, before, c) => before + c.toUpperCase());
}

function index(value: unknown, ...keys: unknown[]): unknown {
  let at = plain(value);
  for (const given of keys) {
    const key = plain(given);
    if (at === null || at === undefined || at === MISSING) {
      throw new Error("index of untyped nil");
    }
    if (at instanceof Map) {
      if (typeof key !== "string") {
        throw new Error(`value has type ${typeName(key)}; should be string`);
      }
      if (at instanceof GoMap && !at.takesStrings && typeof given === "string") {
        throw new Error("value has type string; should be nat.Port");
      }
      // A missing key gives the zero value.
      at = at.has(key)
        ? at.get(key)
        : at instanceof GoMap
        ? at.zero()
        : [...at.values()].some((v) => typeof v !== "string")
        ? MISSING
        : "";
      continue;
    }
    if (typeof at !== "string" && !Array.isArray(at)) {
      throw new Error(`can't index item of type ${typeName(at)}`);
    }
    if (typeof key !== "number") {
      throw new Error(`cannot index slice/array with type ${typeName(key)}`);
    }
    if (key < 0 || key >= at.length) throw new Error(`index out of range: ${key}`);
    at = typeof at === "string" ? at.charCodeAt(key) : at[key];
  }
  return at;
}

function slice(given: unknown, ...ends: unknown[]): unknown {
  const value = plain(given);
  if (typeof value !== "string" && !Array.isArray(value)) {
    throw new Error(`can't slice item of type ${typeName(value)}`);
  }
  if (ends.length > 3) throw new Error(`too many slice indexes: ${ends.length}`);
  if (typeof value === "string" && ends.length === 3) {
    throw new Error("cannot 3-index slice a string");
  }
  const numbers = ends.map(plain).map((end) => {
    if (typeof end !== "number") {
      throw new Error(`cannot index slice/array with type ${typeName(end)}`);
    }
    if (end < 0 || end > value.length) throw new Error(`index out of range: ${end}`);
    return end;
  });
  const [from = 0, to = value.length] = numbers;
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

function len(given: unknown): number {
  const value = plain(given);
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  if (value === null || value === undefined || value === MISSING) {
    throw new Error("len of nil pointer");
  }
  throw new Error(`len of type ${typeName(value)}`);
}

type Basic = string | number | bigint | boolean;

function basic(given: unknown): Basic {
  // Two pointers may be compared, and a pointer with nothing else.
  if (given instanceof GoPointer) throw new Error("incompatible types for comparison");
  const value = plain(given);
  if (value instanceof BigNumber) return BigInt(value.digits);
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return value as Basic;
  throw new Error("invalid type for comparison");
}

function sameKind(a: Basic, b: Basic): boolean {
  const kind = (v: Basic) => typeof v === "bigint" ? "number" : typeof v;
  return kind(a) === kind(b);
}

function eq(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error("missing argument for comparison");
  return others.some((other) => {
    if (first === null || other === null || first === MISSING || other === MISSING) {
      return (first === null || first === MISSING) && (other === null || other === MISSING);
    }
    const [a, b] = [basic(first), basic(other)];
    if (!sameKind(a, b)) throw new Error("incompatible types for comparison");
    // deno-lint-ignore eqeqeq
    return a == b;
  });
}

function less(first: unknown, second: unknown): boolean {
  const [a, b] = [basic(first), basic(second)];
  if (typeof a === "boolean" || typeof b === "boolean") {
    throw new Error("invalid type for comparison");
  }
  if (!sameKind(a, b)) throw new Error("incompatible types for comparison");
  return a < b;
}

const HTML: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** Every function, by name. `and`, `or` and `call` are the executor's, as they are special. */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: fn(["any", "any"], (...args: unknown[]) => args.at(-1), true),
  or: fn(["any", "any"], (...args: unknown[]) => args.at(-1), true),
  call: fn(["any", "any"], () => undefined, true),
  not: fn(["any"], (value: unknown) => !truth(value)),
  len: fn(["any"], len),
  index: fn(["any", "any"], index, true),
  slice: fn(["any", "any"], slice, true),
  print: fn(["any"], (...args: unknown[]) => sprint(args), true),
  println: fn(["any"], (...args: unknown[]) => args.map((a) => goString(a)).join(" ") + "\n", true),
  printf: fn(
    ["string", "any"],
    (format: string, ...args: unknown[]) => sprintf(format, args),
    true,
  ),
  html: fn(["any"], (...args: unknown[]) => sprint(args).replace(/["'&<>]/g, (c) => HTML[c]), true),
  js: fn(
    ["any"],
    (...args: unknown[]) =>
      sprint(args).replace(
        /[\\'"<>&=\n\r\t]/g,
        (c) =>
          "\\'\"".includes(c)
            ? "\\" + c
            : c === "\n"
            ? "\\n"
            : c === "\r"
            ? "\\r"
            : c === "\t"
            ? "\\t"
            : "\\u00" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"),
      ),
    true,
  ),
  urlquery: fn(
    ["any"],
    (...args: unknown[]) =>
      encodeURIComponent(sprint(args)).replace(/%20/g, "+").replace(
        /[!'()*]/g,
        (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase(),
      ),
    true,
  ),
  eq: fn(["any", "any"], eq, true),
  ne: fn(["any", "any"], (a: unknown, b: unknown) => !eq(a, b)),
  lt: fn(["any", "any"], less),
  le: fn(["any", "any"], (a: unknown, b: unknown) => less(a, b) || eq(a, b)),
  gt: fn(["any", "any"], (a: unknown, b: unknown) => less(b, a)),
  ge: fn(["any", "any"], (a: unknown, b: unknown) => !less(a, b)),
  json: fn(["any"], (value: unknown) => goJson(value, false)),
  split: fn(["string", "string"], (text: string, by: string) => text.split(by)),
  join: fn(["strings", "string"], (parts: string[], by: string) => parts.join(by)),
  title: fn(["string"], title),
  lower: fn(["string"], (text: string) => text.toLowerCase()),
  upper: fn(["string"], (text: string) => text.toUpperCase()),
  pad: fn(
    ["string", "int", "int"],
    (text: string, before: number, after: number) =>
      text === "" ? "" : " ".repeat(Math.max(0, before)) + text + " ".repeat(Math.max(0, after)),
  ),
  truncate: fn(
    ["string", "int"],
    (text: string, max: number) => text.length < max ? text : text.slice(0, max),
  ),
};

/** In a table's header these leave their argument as it is. */
export const HEADER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ...FUNCTIONS,
  json: fn(["any"], (value: unknown) => value),
  title: fn(["string"], (text: string) => text),
  lower: fn(["string"], (text: string) => text),
  upper: fn(["string"], (text: string) => text),
  truncate: fn(["string", "int"], (text: string) => text),
  split: fn(["string", "string"], (text: string) => text),
  join: fn(["string", "string"], (text: string) => text),
};

/** The names that a template may call. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));
