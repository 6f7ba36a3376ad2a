/** Values inside templates and how Go's fmt prints them. */
import {
  GO_STRING,
  GoNumber,
  GoPointer,
  GoStruct,
  MISSING,
  plain,
  TO,
  TYPE_NAME,
} from "./go_types.ts";
import { BigNumber, goJson, TO_GO_JSON } from "./json.ts";
import { goQuote, goQuoteRune } from "./quote.ts";
import { formatG, toExponential, toFixed } from "./human.ts";

/** A slice of bytes: numbers to look at, base64 in JSON, text for `printf "%s"`. */
export class GoBytes extends Array<number> {
  /** From base64; undefined for what is none. */
  static fromBase64(text: string): GoBytes | undefined {
    try {
      return GoBytes.from(atob(text), (c) => c.charCodeAt(0)) as GoBytes;
    } catch {
      return undefined;
    }
  }
  [TO_GO_JSON](): string {
    return JSON.stringify(btoa(String.fromCharCode(...this)));
  }
  text(): string {
    return new TextDecoder().decode(Uint8Array.from(this));
  }
}

/** A value's type as Go would name it in a message. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return Number.isInteger(value) ? "int" : "float64";
    case "bigint":
      return "int64";
    case "boolean":
      return "bool";
    case "function":
      return "func()";
  }
  if (value === null || value === undefined || value === MISSING) return "interface {}";
  if (Array.isArray(value)) {
    const known = (value as { [TYPE_NAME]?: string })[TYPE_NAME];
    if (known !== undefined) return known;
    return value.every((v) => typeof v === "string") ? "[]string" : "[]interface {}";
  }
  if (value instanceof BigNumber) return "int64";
  if (value instanceof GoPointer) return `*${typeName(value[TO])}`;
  const known = (value as { [TYPE_NAME]?: string })[TYPE_NAME];
  return known ?? (value instanceof Map ? "map[string]interface {}" : "struct");
}

/** Whether a value counts as true: neither zero, empty nor absent. */
export function truth(value: unknown): boolean {
  if (value === null || value === undefined || value === MISSING) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof BigNumber || value instanceof GoPointer) return true;
  value = plain(value);
  return typeof value === "object" || typeof value === "function" || Boolean(value);
}

/** A value as fmt's `%v` prints it; plain objects are structs. */
export function goString(value: unknown, nested = false): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return goNumber(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "function":
      return "0x0";
  }
  if (value === MISSING || value === undefined) return nested ? "<nil>" : "<no value>";
  if (value === null) return "<nil>";
  if (value instanceof GoNumber) return goString(plain(value), nested);
  if (GO_STRING in (value as object)) return (value as { [GO_STRING](): string })[GO_STRING]();
  if (value instanceof GoPointer) return goString(value[TO], nested);
  if (Array.isArray(value)) return `[${value.map((v) => goString(v, true)).join(" ")}]`;
  if (value instanceof BigNumber) return value.digits;
  if (value instanceof Map) {
    const entries = [...value as Map<string, unknown>].sort(([a], [b]) => a < b ? -1 : 1);
    return `map[${entries.map(([k, v]) => `${k}:${goString(v, true)}`).join(" ")}]`;
  }
  if (!(value instanceof GoStruct) && TO_GO_JSON in (value as object)) return goJson(value);
  return `{${Object.values(value as object).map((v) => goString(v, true)).join(" ")}}`;
}

/** A number as `%v`: an integer's digits, else the shortest form, exponent from 1e21 on. */
function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const text = String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Go's fmt.Sprint: a space between two operands where neither is a string. */
export function sprint(args: readonly unknown[]): string {
  return args.map((arg, n) => {
    const apart = n > 0 && typeof arg !== "string" && typeof args[n - 1] !== "string";
    return (apart ? " " : "") + goString(arg);
  }).join("");
}

const VERB = /%([-+# 0]*)(\d+|\*)?(?:\.(\d+|\*)?)?([a-zA-Z%])/g;

/** Go's fmt.Sprintf for the verbs that templates use: v s q d t x X o b c U e f g T %. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const out = format.replace(VERB, (spec, flags: string, width, precision, verb: string) => {
    if (verb === "%") return "%";
    const star = (text: string | undefined) => text === "*" ? Number(args[next++]) : Number(text);
    const columns = width === undefined ? 0 : star(width);
    const dotted = spec.includes(".");
    const digits = precision === undefined ? dotted ? 0 : undefined : star(precision);
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const text = formatVerb(verb, args[next++], flags, digits);
    return pad(text, columns, flags, verb);
  });
  if (next >= args.length) return out;
  const extra = args.slice(next).map((a) => `${typeName(a)}=${goString(a)}`).join(", ");
  return `${out}%!(EXTRA ${extra})`;
}

function pad(text: string, columns: number, flags: string, verb: string): string {
  const missing = columns - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (flags.includes("0") && "dxXobefgF".includes(verb)) {
    const sign = /^[+-]/.exec(text)?.[0] ?? "";
    return sign + "0".repeat(missing) + text.slice(sign.length);
  }
  return " ".repeat(missing) + text;
}

/** With an ampersand where it is reached through a pointer. */
function shownStruct(value: unknown): string {
  const isPointer = value instanceof GoStruct && value[TYPE_NAME].startsWith("*") &&
    !(GO_STRING in value);
  return (isPointer ? "&" : "") + goString(value);
}

/** The character of a code point; of what is none, the one that stands for what is wrong. */
function runeText(code: number): string {
  const isRune = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isRune ? String.fromCodePoint(code) : "\ufffd";
}

function formatVerb(verb: string, given: unknown, flags: string, digits?: number): string {
  let value = given instanceof GoPointer ? given : "vs".includes(verb) ? given : plain(given);
  const bad = () => `%!${verb}(${typeName(given)}=${goString(value)})`;
  if (value instanceof BigNumber) value = BigInt(value.digits);
  const isFloat = given instanceof GoNumber && given.isFloat;
  const whole = typeof value === "bigint" ||
    typeof value === "number" && Number.isInteger(value) && !isFloat;
  const sign = flags.includes("+") && Number(value) >= 0 ? "+" : "";
  switch (verb) {
    case "v":
    case "s":
      if (verb === "s" && value instanceof GoBytes) return value.text();
      if (verb === "s" && (value instanceof GoNumber || /^(number|boolean)$/.test(typeof value))) {
        return bad();
      }
      return digits === undefined
        ? shownStruct(value)
        : [...goString(value)].slice(0, digits).join("");
    case "q":
      if (typeof value === "string") return goQuote(value);
      if (Array.isArray(value)) return `[${value.map((v) => goQuote(String(v))).join(" ")}]`;
      return whole ? goQuoteRune(runeText(Number(value))) : bad();
    case "T":
      return typeName(given);
    case "t":
      return typeof value === "boolean" ? String(value) : bad();
    case "d":
      return whole ? sign + String(value) : bad();
    case "x":
    case "X": {
      const hex = whole
        ? BigInt(value as number).toString(16)
        : typeof value === "string"
        ? [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, "0")).join("")
        : undefined;
      if (hex === undefined) return bad();
      const prefix = flags.includes("#") ? "0x" : "";
      return verb === "X" ? (prefix + hex).toUpperCase() : prefix + hex;
    }
    case "o":
      return whole ? BigInt(value as number).toString(8) : bad();
    case "b":
      return whole ? BigInt(value as number).toString(2) : bad();
    case "c":
      return whole ? runeText(Number(value)) : bad();
    case "U":
      return whole ? `U+${Number(value).toString(16).toUpperCase().padStart(4, "0")}` : bad();
    case "f":
    case "F":
      // An integer given to %f is Go's mistake to report.
      return typeof value === "number" && !whole ? sign + toFixed(value, digits ?? 6) : bad();
    case "e":
      return typeof value === "number" && !whole
        ? sign + toExponential(value, digits ?? 6).replace(/e([+-])(\d)$/, "e$10$2")
        : bad();
    case "g":
      if (typeof value !== "number" || whole) return bad();
      return sign + (digits === undefined ? goNumber(value) : formatG(value, digits));
    default:
      return bad();
  }
}
