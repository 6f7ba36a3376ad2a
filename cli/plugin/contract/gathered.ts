/** A plugin's table as plain data, for a list over several hosts: each host's rows go into one. */
import type { GatheredRows } from "../../spec/types.ts";
import type { Cell, PluginListing } from "./types.ts";

/** A value of a row. */
export type Plain = string | number | boolean | null | readonly string[];

/** Rows of one host, and what they are called. */
export interface GatheredTable {
  /** Name in templates and JSON, and title, of each value of a row. */
  readonly fields: readonly (readonly [name: string, header: string])[];
  /** Names of the fields of the table. */
  readonly table: readonly string[];
  readonly rows: readonly (readonly Plain[])[];
  readonly format?: string;
  readonly quiet?: boolean;
  /** The template that `quiet` stands for. */
  readonly quietly?: string;
}

/** More rows of one host are no list that anybody reads. */
export const MAX_ROWS = 10_000;

/** A value without what could not be sent. */
export function plainOf(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((v) => String(plainOf(v) ?? ""));
  if (typeof value === "number" || typeof value === "boolean") return value;
  return String(value);
}

/** What a list of a plugin's has; methods with an argument stay behind. */
export function gatheredList<T>(
  rows: readonly T[],
  { fields, table, quiet: quietly }: PluginListing<T>,
  options: { format?: string; quiet?: boolean },
): GatheredTable {
  const named = Object.entries(fields);
  return {
    fields: named.map(([name, { header }]) => [name, header]),
    table,
    rows: bounded(rows).map((row) => named.map(([, { value }]) => plainOf(value(row)))),
    ...options.format && { format: options.format },
    ...options.quiet && { quiet: true },
    ...quietly !== undefined && { quietly },
  };
}

/** What a table of a plugin's has; `keyOf` makes the name of a title. */
export function gatheredTable<T>(
  rows: readonly T[],
  columns: Readonly<Record<string, (row: T) => Cell>>,
  keyOf: (title: string) => string,
  format?: string,
): GatheredTable {
  const titles = Object.keys(columns);
  // A template must be able to name it.
  const names = titles.map((t, n) => /^[A-Za-z]\w*$/.test(keyOf(t)) ? keyOf(t) : `column${n + 1}`);
  return {
    fields: titles.map((title, n) => [names[n], title]),
    table: names,
    rows: bounded(rows).map((row) => titles.map((title) => plainOf(columns[title](row)))),
    ...format !== undefined && { format },
  };
}

function bounded<T>(rows: readonly T[]): readonly T[] {
  if (rows.length > MAX_ROWS) throw new Error(`a list over hosts has at most ${MAX_ROWS} rows`);
  return rows;
}

/** The same as dockerctl's own lists are gathered; `cell` makes text of a value. */
export function gatheredRows(
  { fields, table, rows, format, quiet, quietly }: GatheredTable,
  cell: (value: Plain) => string,
): GatheredRows {
  const json = format === "json";
  return {
    listing: {
      type: "*plugin.row",
      fields: Object.fromEntries(fields.map(([name, header], n) => [
        name,
        { header, value: (row: readonly Plain[]) => json ? row[n] : cell(row[n]) },
      ])),
      table: table.map((name) => `{{.${name}}}`).join("\t"),
      ...quietly !== undefined && { quiet: quietly },
    },
    items: rows,
    ...format !== undefined && { format },
    ...quiet && { quiet },
  };
}
