/** The record of the engine that the full screen shows, opened when there is one. */
import type { Engine } from "../../core/mod.ts";
import type { RecordPlace } from "../../core/recorder/places.ts";
import type { RecordReader } from "../../core/recorder/types.ts";
import { serverOf, serverOptions } from "../spec/server.ts";
import type { GlobalOptions } from "../spec/types.ts";
import type { RecordAccess } from "../tui/mod.ts";

/**
 * The way to the record of whatever engine is the present one, or of the server that it is reached
 * through; closing it is the caller's.
 */
export function screenRecord(
  engine: { get(): Promise<Engine>; readonly options: GlobalOptions },
  env: Readonly<Record<string, string | undefined>>,
): RecordAccess & AsyncDisposable {
  let open: { readonly where: string; readonly reader: Promise<RecordReader> } | undefined;
  const close = async () => {
    const before = open;
    open = undefined;
    await (await before?.reader.catch(() => undefined))?.[Symbol.asyncDispose]();
  };
  const placeOf = async (): Promise<RecordPlace | undefined> => {
    const { endpoint } = (await engine.get()).transport;
    const [{ loadRecordConfig }, { recordPlace }] = await Promise.all([
      import("../../core/recorder/config.ts"),
      import("../../core/recorder/places.ts"),
    ]);
    const { config } = await loadRecordConfig(env);
    const place = recordPlace(config.dir, endpoint);
    const exists = await Deno.stat(place.dir).then((s) => s.isDirectory, () => false);
    return exists ? place : undefined;
  };
  const server = () => serverOf(engine.options, env);
  const opened = async (where: string, make: () => Promise<RecordReader>) => {
    if (open?.where !== where) await close();
    if (open === undefined) {
      const reader = make();
      open = { where, reader };
      // What cannot be opened now is tried again when it is asked for again.
      reader.catch(() => open = undefined);
    }
    return await open.reader;
  };
  const remote = (server: string) =>
    opened(server, async () => {
      const [{ openServer }, { openRemoteRecord }] = await Promise.all([
        import("../../core/config/server.ts"),
        import("../../core/recorder/read/remote_reader.ts"),
      ]);
      const client = await openServer(serverOptions(server, engine.options, env));
      return openRemoteRecord(client.own());
    });
  return {
    async reader() {
      const through = server();
      if (through !== undefined) return await remote(through);
      const place = await placeOf();
      if (place === undefined) {
        await close();
        return undefined;
      }
      return await opened(place.dir, async () => {
        const { openRecord } = await import("../../core/recorder/read/reader.ts");
        return await openRecord(place.dir);
      });
    },
    async documents() {
      const place = server() === undefined ? await placeOf() : undefined;
      if (place === undefined) return undefined;
      const { openDocuments } = await import("../../core/recorder/documents/reader.ts");
      return openDocuments(place);
    },
    async supervisors() {
      const { superviseDir } = await import("../../core/supervise/memory.ts");
      return superviseDir(env);
    },
    async recording() {
      const through = server();
      if (through !== undefined) {
        return (await (await remote(through)).info()).recorder !== undefined;
      }
      const place = await placeOf();
      return place !== undefined && await isLocked(place.lock);
    },
    async trouble() {
      const through = server();
      if (through !== undefined) return (await (await remote(through)).info()).trouble;
      const place = await placeOf();
      if (place === undefined) return undefined;
      const { runningRecorder } = await import("../../core/recorder/write/lock.ts");
      const status = await runningRecorder(place);
      return status?.trouble ?? status?.behind;
    },
    async alerts() {
      const place = server() === undefined ? await placeOf() : undefined;
      if (place === undefined) return undefined;
      const { alertRows } = await import("./screen_alerts.ts");
      return alertRows(place.dir, new Date());
    },
    async muteAlert(alert, mute) {
      const place = server() === undefined ? await placeOf() : undefined;
      if (place === undefined) throw new Error("alerts are kept where the recorder runs");
      const { openMutes } = await import("../../core/alerts/reader.ts");
      using mutes = openMutes(place.dir);
      if (mute) mutes.mute(alert);
      else if (!mutes.unmute(alert)) mutes.unmute({ rule: alert.rule, who: "" });
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
