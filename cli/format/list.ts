/**
 * Lists as docker prints them: a table, one JSON object a line, or a template of the user's
 * (docker/cli formatter/formatter.go).
 */
import { goJson, TO_GO_JSON } from "./json.ts";
import { paint, type Tone, unpainted } from "./colour.ts";
import { unlinked } from "./hyperlink.ts";
import { alignRows, alignTabs } from "./table.ts";
import { tableWidth } from "./width.ts";
import { execute, parseFormat, TYPE_NAME } from "./template.ts";
import { HEADER_FUNCTIONS } from "./template_funcs.ts";

/** A format that cannot be read or carried out; docker ends with 1. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  /** `detail` is the template's own message. */
  constructor(readonly during: "parse" | "execute", readonly detail: string) {
    super(`template parsing error: ${detail}`);
  }
}

/** One field of a row: its heading in tables and its value. */
export interface Field<T> {
  header: string;
  value(item: T): unknown;
  /** How its value is coloured in the default table, where there are colours. */
  tone?(item: T): Tone | undefined;
  /** The value with its links, in the default table of a terminal that shows them. */
  link?(item: T, text: string): string;
}

/** What rows of a kind offer to templates. */
export interface Listing<T> {
  /** The type that a message names when a template asks for what is not there. */
  type: string;
  fields: Readonly<Record<string, Field<T>>>;
  /** Fields with an argument: `{{.Label "tier"}}`. */
  methods?: Readonly<Record<string, (item: T, argument: string) => unknown>>;
  /** The default table: `{{.ID}}\t{{.Names}}`. */
  table: string;
  /** What `--quiet` leaves: `{{.ID}}`. */
  quiet?: string;
  /** What `--format raw` prints for each row, and with `--quiet`. */
  raw?: { full: string; quiet: string };
}

/** How a list is to be printed. */
export interface ListOptions {
  /** `--format`; unset or empty is the default table. */
  format?: string;
  quiet?: boolean;
  /** Applied to every value that is text, where the output is a screen. */
  clean?: (text: string) => string;
  /** Colour the default table. */
  colours?: boolean;
  /** Make links in the default table. */
  links?: boolean;
}

/** What a terminal gets beside the text. */
type Looks = Pick<ListOptions, "clean" | "colours" | "links">;

/** The heading of `{{.Label "com.example.tier-name"}}`: `tier name`. */
function labelHeader(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).replace(/[-_]/g, " ");
}

/** A field's value, and what the looks make of it where it is a text. */
function cellOf<T>(field: Field<T>, item: T, { clean, colours, links }: Looks): unknown {
  const value = field.value(item);
  if (typeof value !== "string") return value;
  const text = clean === undefined ? value : clean(value);
  const linked = links && field.link !== undefined ? field.link(item, text) : text;
  return colours ? paint(linked, field.tone?.(item)) : linked;
}

/** Where a row keeps its item: out of reach of templates, which ask by text. */
const ITEM: unique symbol = Symbol("item");

/**
 * Makes rows whose fields are read when a template asks for them. The fields belong to the rows'
 * class, as a list may have thousands of rows.
 */
function rowMaker<T>(
  listing: Listing<T>,
  looks: Looks,
): (item: T) => object {
  const { clean } = looks;
  const tidy = (value: unknown) =>
    clean !== undefined && typeof value === "string" ? clean(value) : value;
  class Row {
    readonly [ITEM]: T;
    constructor(item: T) {
      this[ITEM] = item;
    }
    get [TYPE_NAME](): string {
      return listing.type;
    }
    [TO_GO_JSON](): string {
      const values = Object.entries(listing.fields).map(([k, f]) =>
        [k, f.value(this[ITEM])] as const
      );
      return goJson(new Map(values));
    }
  }
  for (const [name, field] of Object.entries(listing.fields)) {
    Object.defineProperty(Row.prototype, name, {
      get(this: Row) {
        return cellOf(field, this[ITEM], looks);
      },
    });
  }
  for (const [name, method] of Object.entries(listing.methods ?? {})) {
    Object.defineProperty(Row.prototype, name, {
      value(this: Row, text: string) {
        return tidy(method(this[ITEM], text));
      },
    });
  }
  return (item) => new Row(item);
}

/** Rows for a template that goes through them itself: `{{range .Images}}…{{end}}`. */
export function templateRows<T>(
  listing: Listing<T>,
  items: Iterable<T>,
  clean?: (text: string) => string,
): object[] {
  return Array.from(items, rowMaker(listing, { clean }));
}

/**
 * One text from one template over data that holds rows. Throws {@link FormatError} for a template
 * that cannot be read, and the template's own error for one that cannot be carried out.
 */
export function renderOnce(format: string, data: object): string {
  const text = format === "json" ? "{{json .}}" : format.replace(/^table/, "").trim();
  let template;
  try {
    template = parseFormat(text.replaceAll("\\t", "\t").replaceAll("\\n", "\n"));
  } catch (e) {
    throw new FormatError("parse", (e as Error).message);
  }
  return execute(template, data);
}

function headerOf<T>(listing: Listing<T>): object {
  const header: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(listing.fields)) header[name] = field.header;
  for (const name of Object.keys(listing.methods ?? {})) {
    header[name] = (text: string) => labelHeader(text);
  }
  return header;
}

/** The template that a format stands for, and whether it is a table. */
function templateOf<T>(listing: Listing<T>, options: ListOptions): [string, boolean] {
  const format = options.format ?? "";
  if (format === "" || format === "table") {
    if (options.quiet && listing.quiet !== undefined) return [listing.quiet, false];
    return [listing.table, true];
  }
  if (format === "raw" && listing.raw) {
    return [options.quiet ? listing.raw.quiet : listing.raw.full, false];
  }
  if (format === "json") return ["{{json .}}", false];
  const isTable = format.startsWith("table");
  const text = (isTable ? format.slice("table".length) : format).trim();
  return [text.replaceAll("\\t", "\t").replaceAll("\\n", "\n"), isTable];
}

/**
 * Prints a list. Throws {@link FormatError} with docker's words: `template parsing error: …`.
 */
export function renderList<T>(
  listing: Listing<T>,
  items: Iterable<T>,
  options: ListOptions = {},
): string {
  const [text, isTable] = templateOf(listing, options);
  const own = isTable && text === listing.table;
  const all = Array.from(items);
  const plain = own ? plainTable(listing, all, options) : undefined;
  if (plain !== undefined) return plain;
  let template;
  try {
    template = parseFormat(text);
  } catch (e) {
    throw new FormatError("parse", (e as Error).message);
  }
  const run = (data: object, functions?: typeof HEADER_FUNCTIONS) => {
    try {
      return execute(template, data, { functions }) + "\n";
    } catch (e) {
      throw new FormatError("execute", (e as Error).message);
    }
  };
  const { clean } = options;
  const rowOf = rowMaker(listing, own ? options : { clean });
  const rows = all.map((item) => run(rowOf(item))).join("");
  if (!isTable) return rows;
  return alignTabs(
    run(headerOf(listing), HEADER_FUNCTIONS) + rows,
    undefined,
    undefined,
    widthBy(own ? options : {}),
  );
}

/** How wide a cell is seen, with its colours and links. */
function widthBy({ colours, links }: Looks): ((cell: string) => number) | undefined {
  return colours || links ? (cell) => tableWidth(unlinked(unpainted(cell))) : undefined;
}

/**
 * The default table where it is nothing but fields that are texts, as most are: the same as by its
 * template, in a third of the time. Undefined where it is not.
 */
function plainTable<T>(
  listing: Listing<T>,
  items: readonly T[],
  looks: Looks,
): string | undefined {
  const names = listing.table.split("\t").map((part) => /^\{\{\.(\w+)\}\}$/.exec(part)?.[1] ?? "");
  if (!names.every((name) => Object.hasOwn(listing.fields, name))) return undefined;
  const fields = names.map((name) => listing.fields[name]);
  const rows = [fields.map((field) => field.header)];
  for (const item of items) {
    const row: string[] = [];
    for (const field of fields) {
      const cell = cellOf(field, item, looks);
      if (typeof cell !== "string") return undefined;
      row.push(cell);
    }
    rows.push(row);
  }
  return alignRows(rows, widthBy(looks));
}

/** The template with a column more or less: docker's `table` with `--size`, `--digests`. */
export function columns(...fields: readonly string[]): string {
  return fields.map((name) => `{{.${name}}}`).join("\t");
}
