/** What the alerts of a recorder are given: the record that is written, settings, clock and voice. */
import type { DatabaseSync } from "node:sqlite";
import type { ContainerRow } from "../../recorder/index/index_writer.ts";
import type { Choosable } from "../../recorder/write/choose.ts";
import type { LoadedAlertsConfig } from "../config/config.ts";
import type { sendBy } from "../send/send.ts";
import type { TailedSegments } from "./log_tail.ts";
import type { CheckOutdatedImage } from "./outdated_watch.ts";

/** The record that is being written. */
export interface TailedRecord {
  /** The folder of the engine's record. */
  dir: string;
  endpoint: string;
  /** The record's own database, whichever it is now. */
  index(): DatabaseSync;
  segments: TailedSegments;
  rows: ReadonlyMap<string, ContainerRow>;
  /** Whether a container is recorded, also one of which there is no row yet. */
  chosen(c: Choosable): boolean;
}

/** What alerts need around them. */
export interface LiveAlertsOptions {
  record: TailedRecord;
  /** Reads the settings; asked again when they changed. */
  load(): Promise<LoadedAlertsConfig>;
  /** Changes when the settings do. */
  stamp(): Promise<string>;
  env: Readonly<Record<string, string | undefined>>;
  /** The engine, as messages name it. */
  host: string;
  now(): Date;
  say(text: string): void;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Asks registries; unset: nobody does. */
  outdated?: CheckOutdatedImage;
  /** Sends; a test has its own. */
  send?: typeof sendBy;
}
