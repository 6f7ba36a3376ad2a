/**
 * `alerts.db`: what is kept of alerts. It lies beside the record's index and is a file of its own,
 * since that one may be made anew from the logs, and this one may not.
 */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { EngineError } from "../../errors.ts";
import { openOwn } from "../../own_path.ts";
import { DamagedError, isCorruption } from "../../recorder/index/database.ts";

const VERSION = 1;
/** How long a reader or writer waits for the other, in milliseconds. */
const BUSY = 2_000;

/** States are JSON; times milliseconds since 1970. */
const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE held (key TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE alerts (key TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE history (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rule TEXT NOT NULL,
  who TEXT NOT NULL,
  fired INTEGER NOT NULL,
  resolved INTEGER,
  told INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL
);
CREATE INDEX history_fired ON history (fired);
CREATE TABLE outbox (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  way TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  notice TEXT NOT NULL,
  UNIQUE (way, id)
);
CREATE TABLE ways (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE mutes (
  rule TEXT NOT NULL,
  who TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (rule, who)
) WITHOUT ROWID;
CREATE TABLE facts (no INTEGER PRIMARY KEY, time INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX facts_time ON facts (time);
CREATE TABLE positions (
  container TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  offset INTEGER NOT NULL
) WITHOUT ROWID;
`;

/** What has to be JSON before anybody goes on from it. */
const JSON_COLUMNS = [
  ["held", "state"],
  ["alerts", "state"],
  ["history", "state"],
  ["outbox", "notice"],
  ["ways", "state"],
  ["facts", "state"],
  ["meta", "value"],
] as const;

/** Where it lies in the folder of an engine's record. */
export function alertsFile(dir: string): string {
  return join(dir, "alerts.db");
}

/** An opened database, and what was wrong with the one that lay there. */
export interface OpenedAlerts {
  db: DatabaseSync;
  problem?: string;
}

/**
 * Opens it for writing, making it where there is none, for its owner alone. A damaged one is set
 * aside: what fires then fires anew.
 *
 * @throws {EngineError} of code `config` for one of a newer dockerctl, or of somebody else.
 */
export function openAlertsDatabase(file: string, now: Date): OpenedAlerts {
  try {
    return { db: prepare(file) };
  } catch (e) {
    if (e instanceof EngineError || !isCorruption(e)) throw e;
    const aside = `${file}.corrupt-${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;
    for (const end of ["", "-wal", "-shm"]) {
      try {
        Deno.renameSync(file + end, aside + end);
      } catch (e) {
        if (!(e instanceof Deno.errors.NotFound)) throw e;
      }
    }
    const problem = `The database of alerts was damaged (${(e as Error).message}) and is set ` +
      `aside as ${aside}: what fires may be told again`;
    return { db: prepare(file), problem };
  }
}

function prepare(file: string): DatabaseSync {
  // SQLite gives its other files the rights of this one.
  openOwn(file, {
    what: "database of alerts",
    others: "nothing",
    read: true,
    write: true,
    create: true,
  }).close();
  const db = new DatabaseSync(file);
  try {
    db.exec(
      `PRAGMA busy_timeout = ${BUSY}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`,
    );
    const { user_version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (user_version > VERSION) {
      throw new EngineError(`The database of alerts ${file} was written by a newer dockerctl`, {
        code: "config",
        op: "open alerts",
      });
    }
    if (user_version === 0) {
      db.exec(`BEGIN IMMEDIATE;${SCHEMA};PRAGMA user_version = ${VERSION};COMMIT`);
    }
    for (const table of ["meta", "held", "alerts", "history", "outbox", "mutes"]) {
      db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get();
    }
    for (const [table, column] of JSON_COLUMNS) {
      const broken = `SELECT 1 FROM ${table} WHERE NOT json_valid(${column}) LIMIT 1`;
      if (db.prepare(broken).get() !== undefined) {
        throw new DamagedError(`${table} holds what is no JSON`);
      }
    }
    return db;
  } catch (e) {
    db.close();
    throw e;
  }
}
