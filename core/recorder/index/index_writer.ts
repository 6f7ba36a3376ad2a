/** Rows of the database as objects, for the recorder. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EngineEvent } from "../../system/types.ts";
import { setMeta } from "./database.ts";
import type { RecordedContainer, RecordedSample, RecordFormat } from "../types.ts";

/** A row of `segments`. */
export interface SegmentRow {
  /** Empty for the consolidated file. */
  container: string;
  seq: number;
  /** Below the folder of logs; ends in `.gz` once it is compressed. */
  file: string;
  format: RecordFormat;
  created: number;
  from?: bigint;
  to?: bigint;
  lines: number;
  gaps: number;
  /** On disk. */
  bytes: number;
  closed: boolean;
  /** How far into its text `lines`, `from`, `to` and `gaps` reach: what follows is counted at start. */
  counted: number;
}

/** What is known of a container but its log, and the recorder's own notes. */
export interface ContainerRow extends Omit<RecordedContainer, "log"> {
  note?: string;
  stepNs?: bigint;
  openNs?: bigint;
}

const millis = (d: Date | undefined) => d === undefined ? null : d.getTime();
const COLUMNS = "id, name, image, image_id, command, labels, created, first_seen, last_seen, " +
  "removed_at, state, started_at, finished_at, exit_code, oom_killed, restart_count, note, " +
  "step_ns, open_ns";
const SEGMENT_COLUMNS =
  "container, seq, file, format, created, from_ns, to_ns, lines, gaps, bytes, closed, counted";

/** Writes the database: what changed is gathered and committed together. */
export class IndexWriter {
  readonly #statements = new Map<string, StatementSync>();
  #numbers = new Map<string, number>();

  constructor(public db: DatabaseSync, readonly endpoint: string) {
    setMeta(db, "endpoint", endpoint);
  }

  /** Another database has taken the place of a damaged one. */
  replace(db: DatabaseSync): void {
    this.db = db;
    this.#statements.clear();
    this.#numbers.clear();
    setMeta(db, "endpoint", this.endpoint);
  }

  /** Runs `f` in one transaction: all of it, or nothing and its error. */
  together(f: () => void): void {
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

  containers(): ContainerRow[] {
    return this.#get(`SELECT ${COLUMNS} FROM containers`, true).all().map((r) => {
      const date = (v: unknown) => v === null ? undefined : new Date(Number(v));
      return {
        id: String(r.id),
        name: String(r.name),
        image: String(r.image),
        imageId: String(r.image_id),
        command: String(r.command),
        labels: JSON.parse(String(r.labels)),
        created: new Date(Number(r.created)),
        firstSeen: new Date(Number(r.first_seen)),
        lastSeen: new Date(Number(r.last_seen)),
        removedAt: date(r.removed_at),
        state: String(r.state),
        startedAt: date(r.started_at),
        finishedAt: date(r.finished_at),
        exitCode: r.exit_code === null ? undefined : Number(r.exit_code),
        oomKilled: Number(r.oom_killed) === 1,
        restartCount: Number(r.restart_count),
        note: r.note === null ? undefined : String(r.note),
        stepNs: r.step_ns === null ? undefined : r.step_ns as bigint,
        openNs: r.open_ns === null ? undefined : r.open_ns as bigint,
      };
    });
  }

  putContainer(c: ContainerRow): void {
    const names = COLUMNS.split(", ");
    this.#get(
      `INSERT INTO containers (${COLUMNS}) VALUES (${names.map(() => "?").join(", ")}) ` +
        `ON CONFLICT (id) DO UPDATE SET ${
          names.filter((n) => n !== "id" && n !== "first_seen")
            .map((n) => `${n} = excluded.${n}`).join(", ")
        }`,
    ).run(
      c.id,
      c.name,
      c.image,
      c.imageId,
      c.command,
      JSON.stringify(c.labels),
      c.created.getTime(),
      c.firstSeen.getTime(),
      c.lastSeen.getTime(),
      millis(c.removedAt),
      c.state,
      millis(c.startedAt),
      millis(c.finishedAt),
      c.exitCode ?? null,
      c.oomKilled ? 1 : 0,
      c.restartCount,
      c.note ?? null,
      c.stepNs ?? null,
      c.openNs ?? null,
    );
  }

  dropContainer(id: string): void {
    this.#get("DELETE FROM containers WHERE id = ?").run(id);
    this.#numbers.delete(id);
  }

  /** All segments, each container's oldest first. */
  segments(): SegmentRow[] {
    const sql = `SELECT ${SEGMENT_COLUMNS} FROM segments ORDER BY container, seq`;
    return this.#get(sql, true).all().map((r) => ({
      container: String(r.container),
      seq: Number(r.seq),
      file: String(r.file),
      format: r.format === "json" ? "json" : "text",
      created: Number(r.created),
      from: r.from_ns === null ? undefined : r.from_ns as bigint,
      to: r.to_ns === null ? undefined : r.to_ns as bigint,
      lines: Number(r.lines),
      gaps: Number(r.gaps),
      bytes: Number(r.bytes),
      closed: Number(r.closed) === 1,
      counted: Number(r.counted),
    }));
  }

  putSegment(s: SegmentRow): void {
    this.#get(
      `INSERT OR REPLACE INTO segments (${SEGMENT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
    ).run(
      s.container,
      s.seq,
      s.file,
      s.format,
      s.created,
      s.from ?? null,
      s.to ?? null,
      s.lines,
      s.gaps,
      s.bytes,
      s.closed ? 1 : 0,
      s.counted,
    );
  }

  dropSegment(s: SegmentRow): void {
    this.#get("DELETE FROM segments WHERE container = ? AND seq = ?").run(s.container, s.seq);
  }

  /** Samples of containers that have a row; others are passed over. */
  addSample(s: RecordedSample): void {
    const no = this.#numberOf(s.containerId);
    if (no === undefined) return;
    this.#get("INSERT OR REPLACE INTO samples VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
      no,
      s.time.getTime(),
      s.span,
      s.cpu,
      s.cpuMax,
      Math.round(s.memory),
      Math.round(s.memoryMax),
      Math.round(s.memoryLimit),
      Math.round(s.networkIn),
      Math.round(s.networkOut),
      Math.round(s.diskRead),
      Math.round(s.diskWrite),
      s.pids,
    );
  }

  /** Whether the event is new. */
  addEvent(e: EngineEvent): boolean {
    return Number(
      this.#get(
        "INSERT OR IGNORE INTO events (time_ns, type, action, id, attributes) VALUES (?,?,?,?,?)",
      ).run(e.timeNano, e.type, e.action, e.id, attributesText(e)).changes,
    ) > 0;
  }

  /** Whether something of this name happened to a container from then on (ns since 1970). */
  hasEvent(action: string, id: string, since: bigint): boolean {
    return this.#get(
      "SELECT 1 FROM events WHERE id = ? AND time_ns >= ? AND action = ? AND type = 'container' " +
        "LIMIT 1",
    ).get(id, since, action) !== undefined;
  }

  #numberOf(id: string): number | undefined {
    let no = this.#numbers.get(id);
    if (no === undefined) {
      const row = this.#get("SELECT no FROM containers WHERE id = ?").get(id);
      if (row === undefined) return undefined;
      this.#numbers.set(id, no = Number(row.no));
    }
    return no;
  }

  #get(sql: string, big = false): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      if (big) statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** An event's attributes as the database has them: the same for the same event. */
export function attributesText({ attributes }: EngineEvent): string {
  const sorted = Object.entries(attributes).sort(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify(Object.fromEntries(sorted));
}
