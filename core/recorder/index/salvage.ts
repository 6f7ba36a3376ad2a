/** What can be read of a damaged database, copied into a new one. */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/**
 * Copies what can be read of the tables of the damaged database `from` to `to`, from both ends of
 * each, so that a bad page in the middle costs what is behind it alone. Returns how many rows.
 */
export function salvage(from: string, to: DatabaseSync, tables: readonly string[]): number {
  let saved = 0;
  let old: DatabaseSync;
  try {
    old = new DatabaseSync(from, { readOnly: true });
  } catch {
    return 0;
  }
  try {
    for (const table of tables) {
      for (const order of orders(to, table)) saved += copy(old, to, table, order);
    }
  } finally {
    old.close();
  }
  return saved;
}

/** Forward and backward along the primary key. */
function orders(to: DatabaseSync, table: string): string[] {
  const columns = to.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
    .all(table).map((c) => String(c.name));
  return [columns.join(", "), columns.map((c) => `${c} DESC`).join(", ")];
}

function copy(old: DatabaseSync, to: DatabaseSync, table: string, order: string): number {
  let saved = 0;
  to.exec("BEGIN");
  try {
    const columns = to.prepare("SELECT name FROM pragma_table_info(?)").all(table)
      .map((c) => String(c.name));
    const select = old.prepare(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY ${order}`);
    select.setReadBigInts(true);
    const insert = to.prepare(
      `INSERT OR IGNORE INTO ${table} VALUES (${columns.map(() => "?").join(", ")})`,
    );
    for (const row of select.iterate()) {
      try {
        saved += Number(insert.run(...columns.map((c) => row[c] as SQLInputValue)).changes);
      } catch { /* a row whose values are no longer what the table takes */ }
    }
  } catch { /* as far as it can be read */ }
  to.exec("COMMIT");
  return saved;
}
