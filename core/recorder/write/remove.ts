/** Removing what is recorded of a container. */
import { dirname, join } from "node:path";
import { closeDatabase, openForWriting } from "../index/database.ts";
import { closedName } from "../format/file_name.ts";
import { removeDocuments } from "../documents/document_files.ts";
import { RecorderLock } from "./lock.ts";
import { placeAt } from "../places.ts";

/**
 * Removes what is recorded of containers (full ids) from the record in folder `dir`: their logs,
 * samples, events and documents. Gives the bytes of the files that are gone. A line in the consolidated file
 * stays there.
 *
 * @throws {EngineError} of code `conflict` while a recorder runs, which counts what it keeps.
 */
export async function removeRecorded(
  dir: string,
  endpoint: string,
  ids: readonly string[],
): Promise<number> {
  const place = placeAt(dir);
  using _lock = await RecorderLock.take(place, endpoint);
  const { db } = openForWriting(place.index, new Date());
  let freed = 0;
  try {
    for (const id of ids) {
      const rows = db.prepare("SELECT seq, file FROM segments WHERE container = ?").all(id);
      for (const { seq, file } of rows) {
        // The files first: what is left of rows whose files are gone does no harm.
        freed += await removeFiles(place.logs, String(file), Number(seq));
      }
      db.exec("BEGIN IMMEDIATE");
      try {
        const row = db.prepare("SELECT no FROM containers WHERE id = ?").get(id);
        if (row !== undefined) db.prepare("DELETE FROM samples WHERE container = ?").run(row.no);
        db.prepare("DELETE FROM segments WHERE container = ?").run(id);
        db.prepare("DELETE FROM events WHERE id = ?").run(id);
        db.prepare("DELETE FROM containers WHERE id = ?").run(id);
        db.exec("COMMIT");
      } catch (e) {
        db.exec("ROLLBACK");
        throw e;
      }
      freed += removeDocuments(place.documents, id);
    }
  } finally {
    closeDatabase(db);
  }
  return freed;
}

/** Removes a segment, also where it was about to be closed or compressed. */
async function removeFiles(logs: string, file: string, seq: number): Promise<number> {
  const plain = file.replace(/\.gz$/, "");
  let freed = 0;
  for (const name of new Set([file, plain, `${plain}.gz`, ...closedOf(plain, seq)])) {
    const path = join(logs, name);
    try {
      const { size } = await Deno.stat(path);
      await Deno.remove(path);
      freed += size;
      // A folder that the template made; one that holds more stays.
      if (dirname(name) !== ".") await Deno.remove(dirname(path)).catch(() => {});
    } catch (e) {
      if (!(e instanceof Deno.errors.NotFound)) throw e;
    }
  }
  return freed;
}

function closedOf(plain: string, seq: number): string[] {
  if (/\.\d{4,}\.log$/.test(plain)) return [];
  const closed = closedName(plain, seq);
  return [closed, `${closed}.gz`];
}
