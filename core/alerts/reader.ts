/** What is known of alerts, for whoever shows it: the command line, the screen, the page. */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseSync as Database } from "node:sqlite";
import { EngineError } from "../errors.ts";
import { checkOwn } from "../own_path.ts";
import { alertsFile, openAlertsDatabase } from "./keep/database.ts";
import { AlertStore, type FiredAlert, type Mute } from "./keep/store.ts";
import type { WayStatus } from "./send/outbox.ts";
import type { AlertKey, AlertState, Input } from "./types.ts";

/** An alert that waits to fire or fires, and whether it is muted now. */
export interface CurrentAlert extends AlertState {
  muted: boolean;
}

/** Reads what a recorder, running or not, keeps of the alerts of one engine. */
export interface AlertsReader extends Disposable {
  /** Those that wait to fire (`pending`) and those that fire (`firing`), the oldest first. */
  current(): CurrentAlert[];
  /** Those that fired or were resolved since then (ms since 1970), the newest first. */
  history(since: number, most?: number): FiredAlert[];
  /** Mutes that hold now. */
  mutes(): Mute[];
  /** How the ways fare, as the recorder noted it last. */
  ways(): WayStatus[];
  /** Rules that cannot be used, and why; under "" what is wrong beside them. */
  broken(): Readonly<Record<string, string>>;
  /** Up to when the rules have looked (ms since 1970). */
  at(): number;
  /** What rules were fed with and the record does not hold. @internal */
  facts(since: number, until: number): Input[];
}

/** Alerts of one engine that are muted and unmuted, also while a recorder runs. */
export interface AlertsMuter extends Disposable {
  /** Tells nothing of a rule, or of one of its alerts, until then (unset: until it is unmuted). */
  mute(key: AlertKey, until?: number): void;
  /** Whether it was muted. */
  unmute(key: AlertKey): boolean;
}

/** How long a reader waits for a writer, in milliseconds. */
const BUSY = 2_000;

/**
 * Opens what is kept of alerts in `dir`, the folder of an engine's record.
 *
 * @throws {EngineError} of code `not_found` where no recorder has kept any, `config` where it
 * cannot be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openAlerts } from "./reader.ts";
 *
 * assert.throws(() => openAlerts("/nowhere"), { code: "not_found" });
 * ```
 */
export function openAlerts(dir: string, now: () => Date = () => new Date()): AlertsReader {
  const file = alertsFile(dir);
  const there = checkOwn(file, { what: "database of alerts", others: "nothing" });
  if (there?.isFile === false) throw unreadable(file, new Error("it is no plain file"));
  if (there === undefined) {
    throw new EngineError("No alerts are kept for this engine", {
      code: "not_found",
      op: "read alerts",
      hint: 'Rules are looked at while a recorder runs: "dockerctl record start"',
    });
  }
  return new Reader(file, opened(file), now);
}

/**
 * Opens the mutes of the alerts in `dir`, the folder of an engine's record.
 *
 * @throws as {@link openAlerts}.
 */
export function openMutes(dir: string, now: () => Date = () => new Date()): AlertsMuter {
  openAlerts(dir)[Symbol.dispose]();
  const { db } = openAlertsDatabase(alertsFile(dir), now());
  const store = new AlertStore(db);
  return {
    mute: (key, until) => store.mute({ ...key, since: now().getTime(), until }),
    unmute: (key) => store.unmute(key),
    [Symbol.dispose]: () => db.close(),
  };
}

function opened(file: string): DatabaseSync {
  try {
    const db = new Database(file, { readOnly: true });
    db.exec(`PRAGMA busy_timeout = ${BUSY}`);
    return db;
  } catch (e) {
    throw unreadable(file, e);
  }
}

function unreadable(file: string, cause: unknown): EngineError {
  return new EngineError(`Cannot read ${file}: ${(cause as Error).message}`, {
    code: "config",
    op: "read alerts",
    cause,
    hint: "A damaged one is set aside when a recorder starts",
  });
}

class Reader implements AlertsReader {
  readonly #store: AlertStore;

  constructor(
    private readonly file: string,
    db: DatabaseSync,
    private readonly now: () => Date,
  ) {
    this.#store = new AlertStore(db);
  }

  /** What it reads may have been damaged or written by another dockerctl. */
  #read<T>(what: (store: AlertStore) => T): T {
    try {
      return what(this.#store);
    } catch (e) {
      throw unreadable(this.file, e);
    }
  }

  current(): CurrentAlert[] {
    const mutes = this.mutes();
    return this.#read((store) => store.current())
      .map((alert) => ({ ...alert, muted: mutes.some((m) => isOf(m, alert)) }))
      .sort((a, b) => (a.firedAt ?? a.since) - (b.firedAt ?? b.since));
  }

  history(since: number, most = 1_000): FiredAlert[] {
    return this.#read((store) => store.history(since, most));
  }

  mutes(): Mute[] {
    const now = this.now().getTime();
    return this.#read((store) => store.mutes())
      .filter(({ until }) => until === undefined || until > now);
  }

  ways(): WayStatus[] {
    return this.#read((store) => [...store.ways().values()]);
  }

  broken(): Readonly<Record<string, string>> {
    return this.#read((store) => JSON.parse(store.meta("broken") ?? "{}"));
  }

  at(): number {
    return this.#read((store) => Number(store.meta("at") ?? 0));
  }

  facts(since: number, until: number): Input[] {
    return this.#read((store) => store.facts(since, until));
  }

  [Symbol.dispose](): void {
    this.#store.db.close();
  }
}

/** Whether a mute is of an alert: of its rule, or of it alone. */
export function isOf(mute: AlertKey, alert: AlertKey): boolean {
  return mute.rule === alert.rule && (mute.who === "" || mute.who === alert.who);
}
