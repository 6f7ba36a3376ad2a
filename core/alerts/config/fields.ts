/** Reading settings field by field: what is wrong is noted with its place, and left out. */
import { parseTime } from "../../recorder/config.ts";

/** The names and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** Something that is wrong with the settings. */
export interface Problem {
  path: Path;
  /** `"alerts.rules.x.for" must be a length of time`, without a full stop. */
  text: string;
  /** The rule that cannot be used for it; unset: none, or all. */
  rule?: string;
}

type Fields = Record<string, unknown>;
type Take = (value: unknown, path: Path) => void;

/** So many problems are told. */
const MAX_PROBLEMS = 200;
/** The longest text; characters. */
const MAX_TEXT = 10_000;
/** The longest list. */
const MAX_LIST = 1_000;

/** Reads values and notes what is wrong with them. */
export class FieldReader {
  readonly problems: Problem[] = [];
  #rule: string | undefined;

  /** Notes what is wrong with a value. */
  problem(path: Path, says: string): undefined {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const text = `"${nameOf(path)}" ${says}`;
    this.problems.push({ path, text, ...(this.#rule !== undefined && { rule: this.#rule }) });
  }

  /** What is wrong within belongs to a rule; whether anything was. */
  within(rule: string, f: () => void): boolean {
    const before = this.problems.length;
    this.#rule = rule;
    try {
      f();
    } finally {
      this.#rule = undefined;
    }
    return this.problems.length > before || before >= MAX_PROBLEMS;
  }

  /** The fields of an object; another one is a problem. */
  fields(value: unknown, path: Path, known: Readonly<Record<string, Take>>): void {
    if (value === undefined) return;
    if (!isFields(value)) return this.problem(path, "must be an object");
    for (const [name, v] of Object.entries(value)) {
      if (Object.hasOwn(known, name)) known[name](v, [...path, name]);
      else {
        const near = Object.keys(known).join(", ");
        this.problem([...path, name], `is no setting; here are ${near}`);
      }
    }
  }

  /** The named values of an object. */
  named(value: unknown, path: Path, most: number, take: (name: string, v: unknown) => void): void {
    if (value === undefined) return;
    if (!isFields(value)) return this.problem(path, "must be an object");
    const entries = Object.entries(value);
    if (entries.length > most) this.problem(path, `has more than ${most} entries`);
    for (const [name, v] of entries.slice(0, most)) take(name, v);
  }

  text(value: unknown, path: Path): string | undefined {
    if (typeof value !== "string") return this.problem(path, "must be a text");
    if (value.length > MAX_TEXT) return this.problem(path, `is longer than ${MAX_TEXT} characters`);
    return value;
  }

  /** A text, or several. */
  texts(value: unknown, path: Path): string[] | undefined {
    const list = typeof value === "string" ? [value] : value;
    if (!Array.isArray(list) || !list.every((v) => typeof v === "string")) {
      return this.problem(path, "must be a text or a list of texts");
    }
    if (list.length > MAX_LIST || list.some((v) => v.length > MAX_TEXT)) {
      return this.problem(path, "is too long");
    }
    return list;
  }

  flag(value: unknown, path: Path): boolean | undefined {
    return typeof value === "boolean" ? value : this.problem(path, "must be true or false");
  }

  /** One of a few words. */
  word<T extends string>(value: unknown, path: Path, words: readonly T[]): T | undefined {
    if (words.includes(value as T)) return value as T;
    return this.problem(path, `must be one of ${words.map((w) => `"${w}"`).join(", ")}`);
  }

  number(value: unknown, path: Path, least: number, most: number): number | undefined {
    if (typeof value === "number" && value >= least && value <= most) return value;
    return this.problem(path, `must be a number from ${least} to ${most}`);
  }

  count(value: unknown, path: Path, most: number): number | undefined {
    if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most) {
      return Number(value);
    }
    return this.problem(path, `must be a whole number from 1 to ${most}`);
  }

  /** Milliseconds. */
  time(value: unknown, path: Path, least: number, most: number): number | undefined {
    const ms = parseTime(value);
    if (ms === undefined) {
      return this.problem(path, 'must be a length of time, such as "30s" or "5m"');
    }
    if (ms < least || ms > most) {
      return this.problem(path, `must be from ${least / 1000} s to ${most / 1000} s`);
    }
    return ms;
  }
}

/** `alerts.rules.web.to[0]`. */
export function nameOf(path: Path): string {
  return path.reduce<string>(
    (text, p) => typeof p === "number" ? `${text}[${p}]` : text === "" ? p : `${text}.${p}`,
    "",
  );
}

/** Whether a value is an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
