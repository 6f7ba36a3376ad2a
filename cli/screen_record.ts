/** The record of the engine that the full screen shows, opened when there is one. */
import type { Engine } from "../core/mod.ts";
import type { RecordPlace } from "../core/recorder/places.ts";
import type { RecordReader } from "../core/recorder/types.ts";
import type { RecordAccess } from "./tui/mod.ts";

/** The way to the record of whatever engine is the present one; closing it is the caller's. */
export function screenRecord(
  engine: () => Promise<Engine>,
  env: Readonly<Record<string, string | undefined>>,
): RecordAccess & AsyncDisposable {
  let open: { readonly dir: string; readonly reader: Promise<RecordReader> } | undefined;
  const close = async () => {
    const before = open;
    open = undefined;
    await (await before?.reader.catch(() => undefined))?.[Symbol.asyncDispose]();
  };
  const placeOf = async (): Promise<RecordPlace | undefined> => {
    const { endpoint } = (await engine()).transport;
    const [{ loadRecordConfig }, { recordPlace }] = await Promise.all([
      import("../core/recorder/config.ts"),
      import("../core/recorder/places.ts"),
    ]);
    const { config } = await loadRecordConfig(env);
    const place = recordPlace(config.dir, endpoint);
    const exists = await Deno.stat(place.dir).then((s) => s.isDirectory, () => false);
    return exists ? place : undefined;
  };
  return {
    async reader() {
      const place = await placeOf();
      if (place === undefined || place.dir !== open?.dir) await close();
      if (place === undefined) return undefined;
      if (open === undefined) {
        const { openRecord } = await import("../core/recorder/reader.ts");
        const reader = openRecord(place.dir);
        open = { dir: place.dir, reader };
        // What cannot be opened now is tried again when it is asked for again.
        reader.catch(() => open = undefined);
      }
      return await open.reader;
    },
    async recording() {
      const place = await placeOf();
      return place !== undefined && await isLocked(place.lock);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Whether a recorder holds the lock. */
async function isLocked(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch {
    return false;
  }
  try {
    // Shared, so that two who look at the same time do not take each other for a recorder.
    if (!await file.tryLock(false)) return true;
    await file.unlock();
    return false;
  } finally {
    file.close();
  }
}
