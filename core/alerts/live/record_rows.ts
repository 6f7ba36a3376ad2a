/** Events and samples of the record's database, as rules are fed with them. */
import type { DatabaseSync } from "node:sqlite";
import type { ContainerRow } from "../../recorder/index/index_writer.ts";
import { subjectOf } from "../rules/subject.ts";
import type { Input } from "../types.ts";

type EventInput = Input & { kind: "event" };
type SampleInput = Input & { kind: "sample" };

const MILLISECOND = 1_000_000n;
/** So many are read at once. */
const AT_ONCE = 20_000;

/** The last event that was looked at. */
export interface EventPosition {
  /** Its number in the database; 0: there was none. */
  no: number;
  /** Its time, in ns since 1970: another database may have the same number. */
  time?: bigint;
}

/** The newest event of the database. */
export function lastEvent(db: DatabaseSync): EventPosition {
  return positionOf(db, Number(db.prepare("SELECT max(no) n FROM events").get()?.n ?? 0));
}

function positionOf(db: DatabaseSync, no: number): EventPosition {
  const statement = db.prepare("SELECT time_ns t FROM events WHERE no = ?");
  statement.setReadBigInts(true);
  const time = statement.get(no)?.t as bigint | undefined;
  return { no, ...(time !== undefined && { time }) };
}

/**
 * Events that were recorded after `after`, of those that happened from `floor` on (ms since 1970).
 * Where the database was made anew, all of them that are newer.
 */
export function eventsAfter(
  db: DatabaseSync,
  after: EventPosition,
  floor: number,
): { events: EventInput[]; last: EventPosition } {
  const newest = lastEvent(db);
  const there = positionOf(db, after.no).time;
  const anew = newest.no < after.no ||
    after.time !== undefined && there !== undefined && there !== after.time;
  let from = BigInt(Math.max(0, floor)) * MILLISECOND;
  if (anew && after.time !== undefined && after.time >= from) from = after.time + 1n;
  const sql = "SELECT no, time_ns, type, action, id, attributes FROM events WHERE no > ? " +
    "AND time_ns >= ? ORDER BY no LIMIT ?";
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  const rows = statement.all(anew ? 0 : after.no, from, AT_ONCE);
  const events = rows.map((r): EventInput => ({
    kind: "event",
    time: Number(r.time_ns) / 1e6,
    type: String(r.type),
    action: String(r.action),
    id: String(r.id),
    attributes: JSON.parse(String(r.attributes)),
  }));
  const last = rows.length === AT_ONCE ? positionOf(db, Number(rows.at(-1)!.no)) : newest;
  return { events, last };
}

/** Samples that were taken since then, as far as their containers are known; in order. */
export function* samplesSince(
  db: DatabaseSync,
  since: number,
  rows: ReadonlyMap<string, ContainerRow>,
): Generator<SampleInput> {
  const sql = "SELECT c.id, s.time, s.cpu, s.memory, s.memory_limit, s.span FROM samples s " +
    "JOIN containers c ON c.no = s.container WHERE s.time >= ? ORDER BY s.time";
  for (const r of db.prepare(sql).iterate(Math.max(0, Math.floor(since)))) {
    const row = rows.get(String(r.id));
    if (row === undefined) continue;
    yield {
      kind: "sample",
      time: Number(r.time),
      subject: subjectOf(row),
      cpu: Number(r.cpu),
      memory: Number(r.memory),
      memoryLimit: Number(r.memory_limit),
      span: Number(r.span),
    };
  }
}
