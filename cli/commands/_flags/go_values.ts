/**
 * Values as Go's standard library reads them, with its error texts, because docker hands those on
 * word for word (`invalid argument "5x" for "-m, --memory" flag: invalid suffix: 'x'`).
 */
import { goQuote } from "../../format/quote.ts";

/** `strconv.ParseUint(text, 10, bits)`. */
export function parseUint(text: string, bits: 16 | 32 | 64): number {
  return Number(parseUintBig(text, bits, 10));
}

function parseUintBig(text: string, bits: number, base: 8 | 10): bigint {
  const shape = base === 10 ? /^[0-9]+$/ : /^[0-7]+$/;
  if (!shape.test(text)) {
    throw new Error(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = base === 10 ? BigInt(text) : BigInt(`0o${text}`);
  if (value >= 1n << BigInt(bits)) {
    throw new Error(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
  }
  return value;
}

/** `strconv.ParseUint(text, 8, 32)`, for file modes. */
export function parseOctal(text: string): number {
  return Number(parseUintBig(text, 32, 8));
}

/** `strconv.ParseUint(text, 0, bits)`: decimal, `0x`, `0o`, `0b`, a leading 0 is octal. */
export function parseUintAnyBase(text: string, bits: 16 | 64): number {
  const digits = text.replaceAll(/(?<=[0-9a-fA-FxXoObB])_(?=[0-9a-fA-F])/g, "");
  if (/^[+-]|_/.test(digits)) {
    throw new Error(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  }
  return Number(anyBase("ParseUint", text, digits, 0n, (1n << BigInt(bits)) - 1n));
}

function anyBase(func: string, text: string, digits: string, min: bigint, max: bigint): bigint {
  const negative = digits.startsWith("-");
  const body = /^[+-]/.test(digits) ? digits.slice(1) : digits;
  const shaped = /^(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)$/.test(body);
  if (!shaped) throw new Error(`strconv.${func}: parsing ${goQuote(text)}: invalid syntax`);
  const octal = /^0[0-7]+$/.test(body);
  let value = BigInt(octal ? `0o${body.slice(1)}` : body);
  if (negative) value = -value;
  if (value < min || value > max) {
    throw new Error(`strconv.${func}: parsing ${goQuote(text)}: value out of range`);
  }
  return value;
}

/** What `strconv.ParseInt(text, 10, 64)` gives, with `func` named in its errors. */
export function parseInt64(text: string, func = "ParseInt"): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw new Error(`strconv.${func}: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = BigInt(text.replace(/^\+/, ""));
  if (value > 9223372036854775807n || value < -9223372036854775808n) {
    throw new Error(`strconv.${func}: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(value);
}

/** The reason alone, as Go's `NumError.Err` has it: `invalid syntax`, `value out of range`. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(text.lastIndexOf(": ") + 2);
}

/** `strconv.ParseBool`; undefined where Go fails. */
export function parseBool(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return false;
  return undefined;
}

const BINARY: Record<string, number> = {
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};

/** A size in bytes, base 1024: `512m`, `1.5 GiB`, `7`; as go-units' `RAMInBytes` reads it. */
export function ramInBytes(text: string): number {
  let sep = text.length - 1;
  while (sep >= 0 && !/[0-9. ]/.test(text[sep]!)) sep--;
  if (sep < 0) throw new Error(`invalid size: '${text}'`);
  const number = text[sep] === " " ? text.slice(0, sep) : text.slice(0, sep + 1);
  const suffix = text.slice(sep + 1).toLowerCase();
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(number)) {
    throw new Error(`strconv.ParseFloat: parsing ${goQuote(number)}: invalid syntax`);
  }
  const size = Number(number);
  if (size < 0) throw new Error(`invalid size: '${text}'`);
  if (suffix === "" || suffix === "b") return Math.trunc(size);
  const factor = BINARY[suffix[0]!];
  const rest = suffix.slice(1);
  if (factor === undefined || (rest !== "" && rest !== "b" && rest !== "ib")) {
    throw new Error(`invalid suffix: '${suffix}'`);
  }
  return Math.trunc(size * factor);
}

/** `--memory-swap`: a size, or -1 for no limit. */
export function ramOrUnlimited(text: string): number {
  return text === "-1" ? -1 : ramInBytes(text);
}

/** `--cpus`: a rational (`1.5`, `3/2`, `1e-1`) in billionths of a CPU. */
export function parseCpus(text: string): number {
  const parts = /^([+-]?)(?:(\d+)\/(\d+)|(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?)$/.exec(text);
  const [, sign, top, bottom, whole = "", fraction = "", exponent = "0"] = parts ?? [];
  const ratio = top !== undefined && bottom !== undefined;
  if (!parts || (!ratio && whole + fraction === "") || (ratio && BigInt(bottom) === 0n)) {
    throw new Error(`failed to parse ${text} as a rational number`);
  }
  let above = 1_000_000_000n * BigInt(ratio ? top : whole + fraction);
  let below = ratio ? BigInt(bottom) : 10n ** BigInt(fraction.length);
  const shift = Number(exponent);
  if (shift >= 0) above *= 10n ** BigInt(shift);
  else below *= 10n ** BigInt(-shift);
  if (above % below !== 0n) throw new Error("value is too precise");
  return Number(above / below) * (sign === "-" ? -1 : 1);
}

const NANOSECONDS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  "µs": 1e3,
  "μs": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `time.ParseDuration`: `1h15m30.5s`, `-3ms`, `0`. In nanoseconds. */
export function parseDuration(text: string): number {
  const bad = () => new Error(`time: invalid duration ${goQuote(text)}`);
  let rest = text;
  const negative = rest.startsWith("-");
  if (/^[+-]/.test(rest)) rest = rest.slice(1);
  if (rest === "0") return 0;
  if (rest === "") throw bad();
  let total = 0;
  while (rest !== "") {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw bad();
    rest = rest.slice(number.length);
    const unit = /^[^0-9.]*/.exec(rest)![0];
    if (unit === "") throw new Error(`time: missing unit in duration ${goQuote(text)}`);
    const factor = NANOSECONDS[unit];
    if (factor === undefined) {
      throw new Error(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`);
    }
    total += Number(number) * factor;
    if (total > 2 ** 63) throw bad();
    rest = rest.slice(unit.length);
  }
  total = Math.trunc(total);
  return negative ? -total : total;
}

/**
 * One record of comma-separated values as `encoding/csv` reads it: quotes around a field, a
 * doubled quote inside one.
 */
export function csvRecord(text: string): string[] {
  if (text === "" || text === "\n") throw new Error("EOF");
  const fields: string[] = [];
  let at = 0;
  while (true) {
    if (text[at] !== '"') {
      let end = at;
      while (end < text.length && text[end] !== "," && text[end] !== "\n") end++;
      const field = text.slice(at, end);
      const quote = field.indexOf('"');
      if (quote >= 0) {
        throw new Error(
          `parse error on line 1, column ${at + quote + 1}: bare " in non-quoted field`,
        );
      }
      fields.push(field);
      if (text[end] !== ",") return fields;
      at = end + 1;
      continue;
    }
    let field = "";
    let from = at + 1;
    while (true) {
      const quote = text.indexOf('"', from);
      if (quote < 0) {
        throw new Error(
          `parse error on line 1, column ${
            text.length + 1
          }: extraneous or missing " in quoted-field`,
        );
      }
      field += text.slice(from, quote);
      const next = text[quote + 1];
      if (next === '"') {
        field += '"';
        from = quote + 2;
        continue;
      }
      fields.push(field);
      if (next === ",") {
        at = quote + 2;
        break;
      }
      if (next === undefined || next === "\n") return fields;
      throw new Error(
        `parse error on line 1, column ${quote + 1}: extraneous or missing " in quoted-field`,
      );
    }
  }
}

/** Splits at the first `separator`, as `strings.Cut`; `found` tells a missing one from an empty end. */
export function cut(
  text: string,
  separator: string,
): [before: string, after: string, found: boolean] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, "", false] : [text.slice(0, at), text.slice(at + separator.length), true];
}

/** `a/b/../c` as Go's `path.Clean` writes it. */
export function cleanPath(path: string): string {
  if (path === "") return ".";
  const rooted = path.startsWith("/");
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (part !== ".." || !rooted) out.push(part);
  }
  const joined = out.join("/");
  return rooted ? `/${joined}` : joined || ".";
}
