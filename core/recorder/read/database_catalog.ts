/** The catalog of a record from its database. */
import { join } from "node:path";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { openForReading } from "../index/database.ts";
import type { RecordPlace } from "../places.ts";
import type {
  RecordedContainer,
  RecordedEvent,
  RecordedSample,
  RecordFormat,
  SpanQuery,
} from "../types.ts";
import type { Catalog } from "./catalog.ts";
import type { SegmentFile } from "./segment_file.ts";
import { millisOf, nanosOf } from "../../logs/time.ts";

/** Events are read so many at a time, so that a recorder never waits for who reads them. */
const EVENTS_AT_ONCE = 1_000;

type Row = Record<string, SQLOutputValue>;

const date = (value: SQLOutputValue) => new Date(Number(value));
const dateIf = (value: SQLOutputValue) => value === null ? undefined : date(value);
const numberIf = (value: SQLOutputValue) => value === null ? undefined : Number(value);
const bigIf = (value: SQLOutputValue) => value === null ? undefined : BigInt(value as bigint);

/** A record by its database. */
export class DatabaseCatalog implements Catalog {
  #db: DatabaseSync;
  #logs: string;

  /** Throws as {@link openForReading}. */
  constructor(place: RecordPlace) {
    this.#db = openForReading(place.index);
    this.#logs = place.logs;
  }

  // deno-lint-ignore require-await -- failures are to come out of the promise
  async containers(): Promise<RecordedContainer[]> {
    return this.#all(
      `SELECT c.*, s.from_ns, s.to_ns, s.lines, s.bytes, s.gaps FROM containers c LEFT JOIN (
        SELECT container, min(from_ns) from_ns, max(to_ns) to_ns, sum(lines) lines,
          sum(bytes) bytes, sum(gaps) gaps FROM segments GROUP BY container
      ) s ON s.container = c.id`,
    ).map((row) => ({
      id: String(row.id),
      name: String(row.name),
      image: String(row.image),
      imageId: String(row.image_id),
      command: String(row.command),
      labels: textsOf(row.labels),
      created: date(row.created),
      firstSeen: date(row.first_seen),
      lastSeen: date(row.last_seen),
      removedAt: dateIf(row.removed_at),
      state: String(row.state),
      startedAt: dateIf(row.started_at),
      finishedAt: dateIf(row.finished_at),
      exitCode: numberIf(row.exit_code),
      oomKilled: Number(row.oom_killed) === 1,
      restartCount: Number(row.restart_count),
      log: {
        from: bigIf(row.from_ns),
        to: bigIf(row.to_ns),
        lines: Number(row.lines ?? 0),
        bytes: Number(row.bytes ?? 0),
        gaps: Number(row.gaps ?? 0),
      },
    }));
  }

  // deno-lint-ignore require-await -- as above
  async segments(containers?: readonly string[]): Promise<Map<string, SegmentFile[]>> {
    const byId = new Map<string, SegmentFile[]>();
    const { where, values } = among("container", containers);
    for (
      const row of this.#all(
        `SELECT * FROM segments WHERE container != ''${where} ORDER BY container, seq`,
        ...values,
      )
    ) {
      const file = String(row.file);
      const containerId = String(row.container);
      const closed = Number(row.closed) === 1;
      const list = byId.get(containerId) ?? [];
      byId.set(containerId, list);
      list.push({
        containerId,
        seq: Number(row.seq),
        path: join(this.#logs, file),
        format: String(row.format) as RecordFormat,
        gzip: file.endsWith(".gz"),
        from: bigIf(row.from_ns),
        to: closed ? bigIf(row.to_ns) : undefined,
        lines: Number(row.lines),
        gaps: Number(row.gaps),
        bytes: Number(row.bytes),
      });
    }
    return byId;
  }

  // deno-lint-ignore require-await -- as above
  async samples({ containers, since, until }: SpanQuery): Promise<RecordedSample[]> {
    const { where, values } = among("c.id", containers);
    // A minute that began before `since` may reach into it.
    return this.#all(
      `SELECT c.id, s.* FROM samples s JOIN containers c ON c.no = s.container
        WHERE s.time >= ? AND s.time <= ?${where} ORDER BY s.time`,
      since === undefined ? 0 : Math.ceil(millisOf(since)),
      until === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(millisOf(until)),
      ...values,
    ).map((row) => ({
      containerId: String(row.id),
      time: date(row.time),
      span: Number(row.span),
      cpu: Number(row.cpu),
      cpuMax: Number(row.cpu_max),
      memory: Number(row.memory),
      memoryMax: Number(row.memory_max),
      memoryLimit: Number(row.memory_limit),
      networkIn: Number(row.network_in),
      networkOut: Number(row.network_out),
      diskRead: Number(row.disk_read),
      diskWrite: Number(row.disk_write),
      pids: Number(row.pids),
    }));
  }

  async *events(query: SpanQuery): AsyncGenerator<RecordedEvent> {
    const { where, values } = among("id", query.containers);
    const { where: attached } = among(
      "json_extract(attributes, '$.container')",
      query.containers,
    );
    const which = where === "" ? "" : ` AND (${where.slice(5)} OR ${attached.slice(5)})`;
    const until = query.until === undefined ? MAX_NANOS : bound(nanosOf(query.until));
    let since = query.since === undefined ? 0n : bound(nanosOf(query.since));
    let no = -1n;
    while (true) {
      query.signal?.throwIfAborted();
      const rows = this.#all(
        `SELECT * FROM events WHERE (time_ns > ? OR time_ns = ? AND no > ?) AND time_ns <= ?${which}
          ORDER BY time_ns, no LIMIT ${EVENTS_AT_ONCE}`,
        since,
        since,
        no,
        until,
        ...values,
        ...(which === "" ? [] : values),
      );
      for (const row of rows) {
        since = BigInt(row.time_ns as bigint);
        no = BigInt(row.no as bigint);
        yield {
          time: since,
          type: String(row.type),
          action: String(row.action),
          id: String(row.id),
          attributes: textsOf(row.attributes),
        };
      }
      if (rows.length < EVENTS_AT_ONCE) return;
      // One tick, so that a signal is seen.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  close(): void {
    this.#db.close();
  }

  #all(sql: string, ...values: (string | number | bigint)[]): Row[] {
    const statement = this.#db.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all(...values) as Row[];
  }
}

/** The last time SQLite can hold. */
const MAX_NANOS = 2n ** 63n - 1n;
const bound = (nanos: bigint) => nanos < 0n ? 0n : nanos > MAX_NANOS ? MAX_NANOS : nanos;

/** ` AND column IN (?, …)`; nothing where all are meant. */
function among(column: string, ids: readonly string[] | undefined) {
  if (ids === undefined) return { where: "", values: [] as string[] };
  return { where: ` AND ${column} IN (${ids.map(() => "?").join(", ")})`, values: [...ids] };
}

/** A JSON object of texts. */
function textsOf(value: SQLOutputValue): Record<string, string> {
  try {
    const o: unknown = JSON.parse(String(value));
    if (typeof o !== "object" || o === null) return {};
    return Object.fromEntries(Object.entries(o).map(([k, v]) => [k, String(v)]));
  } catch {
    return {};
  }
}
