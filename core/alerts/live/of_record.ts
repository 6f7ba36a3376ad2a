/** The alerts of the settings, hung on to the record of one engine. */
import { hostname } from "node:os";
import { settingsFile } from "../../config/settings_file.ts";
import type { RecordStore } from "../../recorder/write/store.ts";
import { loadAlertsConfig, problemLine } from "../config/config.ts";
import { LiveAlerts } from "./live_alerts.ts";
import type { CheckOutdatedImage } from "./outdated_watch.ts";

/** What is around them. */
export interface AlertsAround {
  env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  say(text: string): void;
  /** Asks registries whether a container is outdated. */
  outdated?: CheckOutdatedImage;
}

/** Opens them; what is wrong with the settings is said, and the rest of them used. */
export function alertsOfRecord(store: RecordStore, around: AlertsAround): Promise<LiveAlerts> {
  const { env, now, say, outdated } = around;
  const file = settingsFile(env);
  const { place, segments, rows, chosen, endpoint } = store;
  return LiveAlerts.open({
    record: { dir: place.dir, endpoint, index: () => store.index.db, segments, rows, chosen },
    load: async () => {
      const loaded = await loadAlertsConfig(env);
      for (const problem of loaded.problems.slice(0, 10)) say(problemLine(loaded.file, problem));
      return loaded;
    },
    stamp: async () => {
      const info = await Deno.stat(file).catch(() => undefined);
      return info === undefined ? "" : `${info.ino} ${info.mtime?.getTime()} ${info.size}`;
    },
    env,
    host: hostOf(endpoint),
    now,
    say,
    outdated,
  });
}

/** The host of an engine, as messages name it. */
export function hostOf(endpoint: string): string {
  if (!endpoint.startsWith("unix:") && !endpoint.startsWith("npipe:")) {
    try {
      return new URL(endpoint).hostname || hostname();
    } catch { /* ours will do */ }
  }
  return hostname();
}
