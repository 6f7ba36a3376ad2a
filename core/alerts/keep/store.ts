/** What is kept of alerts, as objects. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EngineState } from "../rules/engine.ts";
import type { Held } from "../rules/held.ts";
import type { OutboxEntry, WayStatus } from "../send/outbox.ts";
import type { AlertKey, AlertState, Input } from "../types.ts";

/** How far a container's log was looked at: in which segment, and up to which byte of its text. */
export interface Position {
  seq: number;
  offset: number;
}

/** Of a rule or one of its alerts nothing is told until then. */
export interface Mute extends AlertKey {
  since: number;
  /** Unset: until it is unmuted. */
  until?: number;
}

/** An alert that fired, and perhaps was resolved. */
export interface FiredAlert {
  alert: AlertState;
  fired: number;
  resolved?: number;
  /** Whether anybody was told. */
  told: boolean;
}

/** How far the record was looked at, and since when. */
export interface Progressed {
  /** Number of the last event, and its time in ns since 1970. */
  event: number;
  eventTime?: string;
  /** In ms since 1970: when the rules began to look, and up to when all was looked at. */
  began?: number;
  caught?: number;
}

/** What a step of the live rules changed; all of it is written, or nothing. */
export interface Batch extends Progressed {
  at: number;
  memory: EngineState["memory"];
  waiting: readonly Input[];
  held: ReadonlyMap<string, Held | undefined>;
  alerts: ReadonlyMap<string, AlertState | undefined>;
  fired: readonly AlertState[];
  resolved: readonly { alert: AlertState; time: number }[];
  told: readonly string[];
  outbox: readonly OutboxEntry[];
  /** Entries that nobody can send any more. */
  gone: readonly OutboxEntry[];
  facts: readonly Input[];
  positions: ReadonlyMap<string, Position | undefined>;
  /** What else is kept, by name. */
  meta?: Readonly<Record<string, unknown>>;
}

/** How much of the past is kept. */
const MAX_HISTORY = 20_000;
const MAX_FACTS = 50_000;

/** Reads and writes the database of alerts. */
export class AlertStore {
  #statements = new Map<string, StatementSync>();

  constructor(private database: DatabaseSync) {}

  get db(): DatabaseSync {
    return this.database;
  }

  set db(db: DatabaseSync) {
    this.database = db;
    this.#statements.clear();
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) this.#statements.set(text, statement = this.db.prepare(text));
    return statement;
  }

  /** What the rules go on from; undefined where they never ran. */
  state():
    | (EngineState & Progressed & { waiting: Input[]; positions: Map<string, Position> })
    | undefined {
    const at = this.meta("at");
    if (at === undefined) return undefined;
    const all = <T>(table: string) =>
      this.#sql(`SELECT state FROM ${table}`).all()
        .map(({ state }) => JSON.parse(String(state)) as T);
    const progressed = (key: keyof Progressed) => {
      const text = this.meta(key);
      return text === undefined ? undefined : JSON.parse(text);
    };
    return {
      at: Number(at),
      event: Number(this.meta("event") ?? 0),
      eventTime: progressed("eventTime") ?? undefined,
      began: progressed("began"),
      caught: progressed("caught"),
      memory: JSON.parse(this.meta("memory") ?? '{"fresh":[],"killed":[]}'),
      waiting: JSON.parse(this.meta("waiting") ?? "[]"),
      held: all<Held>("held"),
      alerts: all<AlertState>("alerts"),
      positions: new Map(
        this.#sql("SELECT * FROM positions").all().map((r) => [
          String(r.container),
          { seq: Number(r.seq), offset: Number(r.offset) },
        ]),
      ),
    };
  }

  meta(key: string): string | undefined {
    const row = this.#sql("SELECT value FROM meta WHERE key = ?").get(key);
    return row === undefined ? undefined : String(row.value);
  }

  setMeta(key: string, value: string): void {
    this.#sql("INSERT OR REPLACE INTO meta VALUES (?, ?)").run(key, value);
  }

  /** Writes a step, all or nothing. */
  write(batch: Batch): void {
    this.#together(() => {
      this.setMeta("at", String(batch.at));
      this.#putMeta("event", batch.event);
      this.#putMeta("eventTime", batch.eventTime ?? null);
      for (const key of ["began", "caught"] as const) {
        if (batch[key] !== undefined) this.#putMeta(key, batch[key]);
      }
      for (const [key, value] of Object.entries(batch.meta ?? {})) this.#putMeta(key, value);
      this.#putMeta("memory", batch.memory);
      this.#putMeta("waiting", batch.waiting);
      this.#putAll("held", batch.held);
      this.#putAll("alerts", batch.alerts);
      for (const alert of batch.fired) {
        this.#sql(
          "INSERT OR IGNORE INTO history (id, rule, who, fired, state) VALUES (?,?,?,?,?)",
        )
          .run(
            alert.id,
            alert.rule,
            alert.who,
            alert.firedAt ?? alert.since,
            JSON.stringify(alert),
          );
      }
      for (const { alert, time } of batch.resolved) {
        this.#sql("UPDATE history SET resolved = ?, state = ? WHERE id = ?")
          .run(time, JSON.stringify(alert), alert.id);
      }
      for (const id of batch.told) {
        this.#sql("UPDATE history SET told = 1 WHERE id = ?").run(id);
      }
      for (const entry of batch.outbox) this.#putOutbox(entry);
      for (const { way, notice } of batch.gone) {
        this.#sql("DELETE FROM outbox WHERE way = ? AND id = ?").run(way, notice.id);
      }
      for (const fact of batch.facts) {
        this.#sql("INSERT INTO facts (time, state) VALUES (?, ?)")
          .run(fact.time, JSON.stringify(fact));
      }
      for (const [container, p] of batch.positions) {
        if (p === undefined) {
          this.#sql("DELETE FROM positions WHERE container = ?").run(container);
        } else {
          this.#sql("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)")
            .run(container, p.seq, p.offset);
        }
      }
      if (batch.fired.length > 0 || batch.facts.length > 0) this.#trim();
    });
  }

  #putMeta(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (this.meta(key) !== text) this.setMeta(key, text);
  }

  #putAll(table: "held" | "alerts", rows: ReadonlyMap<string, unknown>): void {
    for (const [key, state] of rows) {
      if (state === undefined) this.#sql(`DELETE FROM ${table} WHERE key = ?`).run(key);
      else {
        this.#sql(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`)
          .run(key, JSON.stringify(state));
      }
    }
  }

  #putOutbox({ way, notice, at }: OutboxEntry): void {
    this.#sql("INSERT OR IGNORE INTO outbox (way, id, at, notice) VALUES (?, ?, ?, ?)")
      .run(way, notice.id, at, JSON.stringify(notice));
  }

  #trim(): void {
    this.#sql(
      "DELETE FROM history WHERE no <= (SELECT max(no) FROM history) - ? AND resolved IS NOT NULL",
    ).run(MAX_HISTORY);
    this.#sql("DELETE FROM facts WHERE no <= (SELECT max(no) FROM facts) - ?").run(MAX_FACTS);
  }

  /** What is still to be told, in order. */
  outbox(): OutboxEntry[] {
    return this.#sql("SELECT way, at, notice FROM outbox ORDER BY no").all().map((r) => ({
      way: String(r.way),
      at: Number(r.at),
      notice: JSON.parse(String(r.notice)),
      tries: 0,
    }));
  }

  /** An entry is done with. */
  done({ way, notice }: OutboxEntry, status: WayStatus): void {
    this.#together(() => {
      this.#sql("DELETE FROM outbox WHERE way = ? AND id = ?").run(way, notice.id);
      this.#putWay(status);
    });
  }

  /** How ways fare, as the recorder knew it last. */
  ways(): Map<string, WayStatus> {
    return new Map(
      this.#sql("SELECT state FROM ways").all().map(({ state }) => {
        const way = JSON.parse(String(state)) as WayStatus;
        return [way.name, way];
      }),
    );
  }

  /** Notes how ways fare. */
  putWays(ways: readonly WayStatus[]): void {
    this.#together(() => {
      for (const way of ways) this.#putWay(way);
    });
  }

  #putWay(status: WayStatus): void {
    this.#sql("INSERT OR REPLACE INTO ways VALUES (?, ?)")
      .run(status.name, JSON.stringify(status));
  }

  /** What is muted. */
  mutes(): Mute[] {
    return this.#sql("SELECT * FROM mutes ORDER BY rule, who").all().map((r) => ({
      rule: String(r.rule),
      who: String(r.who),
      since: Number(r.since),
      ...(r.until !== null && { until: Number(r.until) }),
    }));
  }

  mute({ rule, who, since, until }: Mute): void {
    this.#sql("INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?)")
      .run(rule, who, since, until ?? null);
  }

  /** Whether anything was muted. */
  unmute({ rule, who }: AlertKey): boolean {
    return Number(
      this.#sql("DELETE FROM mutes WHERE rule = ? AND who = ?").run(rule, who).changes,
    ) > 0;
  }

  /** Alerts that wait or fire. */
  current(): AlertState[] {
    return this.#sql("SELECT state FROM alerts").all()
      .map(({ state }) => JSON.parse(String(state)) as AlertState)
      .filter(({ phase }) => phase !== "quiet");
  }

  /** Alerts that fired since then, the newest first. */
  history(since: number, most: number): FiredAlert[] {
    return this.#sql(
      "SELECT * FROM history WHERE fired >= ? OR resolved >= ? OR resolved IS NULL " +
        "ORDER BY fired DESC, no DESC LIMIT ?",
    ).all(since, since, most).map((r) => ({
      alert: JSON.parse(String(r.state)),
      fired: Number(r.fired),
      ...(r.resolved !== null && { resolved: Number(r.resolved) }),
      told: Number(r.told) === 1,
    }));
  }

  /** What the record does not hold and rules were fed with, in the order of time. */
  facts(since: number, until: number): Input[] {
    return this.#sql(
      "SELECT state FROM facts WHERE time >= ? AND time <= ? ORDER BY time, no",
    ).all(since, until).map(({ state }) => JSON.parse(String(state)));
  }

  #together(f: () => void): void {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      f();
      this.db.exec("COMMIT");
    } catch (e) {
      try {
        this.db.exec("ROLLBACK");
      } catch { /* SQLite has done that itself */ }
      throw e;
    }
  }
}
