/** The database of a record: its schema, opening, checking, and setting a damaged one aside. */
import { DatabaseSync } from "node:sqlite";
import { EngineError } from "../../errors.ts";
import { salvage } from "./salvage.ts";

/** Told to whom opens a newer one with older code. */
const VERSION = 1;

/** How long a reader or writer waits for the other, in milliseconds. */
const BUSY = 10_000;

/**
 * `index.db`. Times of the engine's clock (`…_ns`) are nanoseconds since 1970 and pass 2^53: read
 * them with `setReadBigInts(true)`. All other times are milliseconds since 1970.
 *
 * `segments` with an empty container are those of the consolidated file; `file` is below the
 * folder of logs. `note` of a container says why its log is not recorded. `step_ns` and `open_ns`
 * are the recorder's own: how far back it must read again after a step of the clock, or for a line
 * that began long ago.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS containers (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  image TEXT NOT NULL,
  image_id TEXT NOT NULL,
  command TEXT NOT NULL,
  labels TEXT NOT NULL,
  created INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  removed_at INTEGER,
  state TEXT NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  exit_code INTEGER,
  oom_killed INTEGER NOT NULL DEFAULT 0,
  restart_count INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  step_ns INTEGER,
  open_ns INTEGER
);
CREATE INDEX IF NOT EXISTS containers_name ON containers (name);
CREATE TABLE IF NOT EXISTS segments (
  container TEXT NOT NULL,
  seq INTEGER NOT NULL,
  file TEXT NOT NULL,
  format TEXT NOT NULL,
  created INTEGER NOT NULL,
  from_ns INTEGER,
  to_ns INTEGER,
  lines INTEGER NOT NULL DEFAULT 0,
  gaps INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  counted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (container, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS samples (
  container INTEGER NOT NULL,
  time INTEGER NOT NULL,
  span INTEGER NOT NULL,
  cpu REAL NOT NULL,
  cpu_max REAL NOT NULL,
  memory INTEGER NOT NULL,
  memory_max INTEGER NOT NULL,
  memory_limit INTEGER NOT NULL,
  network_in INTEGER NOT NULL,
  network_out INTEGER NOT NULL,
  disk_read INTEGER NOT NULL,
  disk_write INTEGER NOT NULL,
  pids INTEGER NOT NULL,
  PRIMARY KEY (container, time)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  no INTEGER PRIMARY KEY,
  time_ns INTEGER NOT NULL,
  type TEXT NOT NULL,
  action TEXT NOT NULL,
  id TEXT NOT NULL,
  attributes TEXT NOT NULL,
  UNIQUE (time_ns, type, action, id, attributes)
);
CREATE INDEX IF NOT EXISTS events_id ON events (id, time_ns);
`;

/** The tables that hold what cannot be had again. */
export const TABLES = ["meta", "containers", "segments", "samples", "events"] as const;

/** An opened database, and what was wrong with the one that lay there. */
export interface OpenedDatabase {
  db: DatabaseSync;
  /** A sentence for the person; the segments must then be listed anew. */
  problem?: string;
}

/**
 * Opens the database for reading alone, also while a recorder writes it.
 *
 * @throws {EngineError} of code `not_found` where there is none, `config` for one that cannot be
 * read.
 */
export function openForReading(file: string): DatabaseSync {
  const op = "read record";
  try {
    Deno.statSync(file);
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory)) {
      throw new EngineError(`Cannot read ${file}: ${(e as Error).message}`, {
        code: "config",
        op,
        cause: e,
      });
    }
    throw new EngineError("Nothing is recorded of this engine", {
      code: "not_found",
      op,
      hint: 'Run "dockerctl record start" to record it from now on',
    });
  }
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    db.exec(`PRAGMA busy_timeout = ${BUSY}`);
    checkVersion(db, file);
    return db;
  } catch (e) {
    db?.close();
    if (e instanceof EngineError) throw e;
    throw new EngineError(`Cannot read the record's database ${file}: ${(e as Error).message}`, {
      code: "config",
      op,
      cause: e,
      hint: "A recorder sets it aside and makes it anew when it starts",
    });
  }
}

/**
 * Opens the database for the recorder, making it where there is none. A corrupted one is set aside
 * as `index.db.corrupt-…`, and what can be read of its rows is taken over.
 */
export function openForWriting(file: string, now: Date): OpenedDatabase {
  let there = true;
  try {
    Deno.statSync(file);
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    there = false;
  }
  try {
    const db = prepare(file);
    try {
      checkVersion(db, file);
      if (there && meta(db, "clean") !== "1") check(db);
      setMeta(db, "clean", "0");
      return { db };
    } catch (e) {
      db.close();
      throw e;
    }
  } catch (e) {
    if (e instanceof EngineError || !isCorruption(e)) throw e;
    const aside = `${file}.corrupt-${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;
    // The log of changes belongs to what is set aside: applied to a new file it would break it.
    for (const end of ["", "-wal", "-shm"]) {
      try {
        Deno.renameSync(file + end, aside + end);
      } catch (e) {
        if (!(e instanceof Deno.errors.NotFound)) throw e;
      }
    }
    const db = prepare(file);
    const saved = salvage(aside, db, TABLES);
    setMeta(db, "clean", "0");
    return {
      db,
      problem: `The record's database was damaged (${(e as Error).message}) and is set aside as ` +
        `${aside}; ${saved} rows of it were saved, the logs are not concerned`,
    };
  }
}

/** Closes what {@link openForWriting} gave. */
export function closeDatabase(db: DatabaseSync): void {
  try {
    setMeta(db, "clean", "1");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch { /* a full disk: it is checked when it is opened again */ }
  db.close();
}

function prepare(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    // Before the first table, else it has no effect. A commit survives the end of the process;
    // what a machine loses at once are the last seconds of samples and events.
    db.exec(
      `PRAGMA busy_timeout = ${BUSY}; PRAGMA auto_vacuum = INCREMENTAL;` +
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
    );
    const { user_version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (user_version === 0) {
      db.exec(`BEGIN IMMEDIATE;${SCHEMA};PRAGMA user_version = ${VERSION};COMMIT`);
    }
    return db;
  } catch (e) {
    db.close();
    throw e;
  }
}

function checkVersion(db: DatabaseSync, file: string): void {
  const { user_version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (user_version > VERSION) {
    throw new EngineError(`The record's database ${file} was written by a newer dockerctl`, {
      code: "config",
      op: "open record",
    });
  }
}

function check(db: DatabaseSync): void {
  const rows = db.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  const said = rows[0]?.quick_check ?? "ok";
  if (said !== "ok") throw new DamagedError(said.split("\n").slice(-1)[0]);
  for (const table of TABLES) db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get();
}

/** The file is not what it should be. */
export class DamagedError extends Error {}

/** Whether SQLite says that the file is not, or no longer, what it should be. */
export function isCorruption(e: unknown): boolean {
  return e instanceof DamagedError ||
    e instanceof Error && /malformed|not a database|no such table|no such column/.test(e.message);
}

/** Whether SQLite says that the disk is full. */
export function isFull(e: unknown): boolean {
  return e instanceof Error && /database or disk is full|disk I\/O error/.test(e.message);
}

/** A value that concerns the record as a whole: `endpoint`, `clean`, `schema`. */
export function meta(db: DatabaseSync, key: string): string | undefined {
  const row = db.prepare("SELECT value FROM meta WHERE key = ?").get(key);
  return row?.value === undefined || row.value === null ? undefined : String(row.value);
}

/** Sets such a value. */
export function setMeta(db: DatabaseSync, key: string, value: string): void {
  db.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
    .run(key, value);
}
