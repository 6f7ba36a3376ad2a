/** Old samples and events: made coarser, then removed. */
import type { DatabaseSync } from "node:sqlite";
import type { RecordConfig } from "../types.ts";

const MINUTE = 60_000;

/**
 * Makes one sample a minute of those older than `keepFine`, and removes samples and events that
 * are older than they are kept.
 */
export function thin(
  db: DatabaseSync,
  { stats, events }: Pick<RecordConfig, "stats" | "events">,
  now: number,
): void {
  if (stats.keepFine > 0) {
    const until = Math.floor((now - stats.keepFine) / MINUTE) * MINUTE;
    const fine = db.prepare(
      `SELECT min(time) t FROM samples WHERE container = ? AND time < ? AND span < ${MINUTE}`,
    );
    const gather = db.prepare(
      `INSERT OR REPLACE INTO samples SELECT container, time / ${MINUTE} * ${MINUTE} AS minute, ` +
        `${MINUTE}, avg(cpu), max(cpu_max), CAST(avg(memory) AS INTEGER), max(memory_max), ` +
        "max(memory_limit), CAST(avg(network_in) AS INTEGER), CAST(avg(network_out) AS INTEGER), " +
        "CAST(avg(disk_read) AS INTEGER), CAST(avg(disk_write) AS INTEGER), max(pids) " +
        `FROM samples WHERE container = ? AND time >= ? AND time < ? AND span < ${MINUTE} ` +
        "GROUP BY minute",
    );
    const drop = db.prepare(
      `DELETE FROM samples WHERE container = ? AND time >= ? AND time < ? AND span < ${MINUTE}`,
    );
    for (const { no } of db.prepare("SELECT no FROM containers").all()) {
      const from = fine.get(no, until)?.t;
      if (from === null || from === undefined) continue;
      gather.run(no, from, until);
      drop.run(no, from, until);
    }
  }
  if (stats.keepMinutes > 0) {
    db.prepare("DELETE FROM samples WHERE time < ?").run(now - stats.keepMinutes);
  }
  if (events.keepAge > 0) {
    db.prepare("DELETE FROM events WHERE time_ns < ?")
      .run(BigInt(Math.floor(now - events.keepAge)) * 1_000_000n);
  }
  db.exec("PRAGMA incremental_vacuum(1000)");
}
