/** Events and samples of the record's database, as rules are fed with them. */
import type { DatabaseSync } from "node:sqlite";
import type { ContainerRow } from "../../recorder/index/index_writer.ts";
import { subjectOf } from "../rules/subject.ts";
import type { Input } from "../types.ts";

type EventInput = Input & { kind: "event" };
type SampleInput = Input & { kind: "sample" };

/** So many are read at once. */
const AT_ONCE = 20_000;

/** The number of the newest event; 0 where there is none. */
export function lastEvent(db: DatabaseSync): number {
  return Number(db.prepare("SELECT max(no) n FROM events").get()?.n ?? 0);
}

/**
 * Events that were recorded after the one of number `after`. Where the database was made anew and
 * has no such number any more, those that happened after `floor` (ms since 1970).
 */
export function eventsAfter(
  db: DatabaseSync,
  after: number,
  floor: number,
): { events: EventInput[]; last: number } {
  const newest = lastEvent(db);
  const anew = newest < after;
  const sql = "SELECT no, time_ns, type, action, id, attributes FROM events WHERE no > ? " +
    "AND time_ns >= ? ORDER BY no LIMIT ?";
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  const rows = statement.all(anew ? 0 : after, BigInt(Math.max(0, floor)) * 1_000_000n, AT_ONCE);
  const events = rows.map((r): EventInput => ({
    kind: "event",
    time: Number(r.time_ns) / 1e6,
    type: String(r.type),
    action: String(r.action),
    id: String(r.id),
    attributes: JSON.parse(String(r.attributes)),
  }));
  const last = rows.length === AT_ONCE ? Number(rows.at(-1)!.no) : newest;
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
