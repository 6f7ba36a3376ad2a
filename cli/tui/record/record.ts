/** The record of what the recorder keeps, as the screen sees it: containers that are gone. */
import { keptOf } from "../../../core/undo/kept_name.ts";
import type { DocumentReader } from "../../../core/recorder/documents/types.ts";
import type { RecordedContainer, RecordReader } from "../../../core/recorder/types.ts";
import type { AlertRow } from "../model/alerts.ts";
import type { Model } from "../model/model.ts";
import type { Container } from "../model/objects.ts";

/** The way to the record of the engine in use; the caller of the full screen brings it. */
export interface RecordAccess {
  /**
   * The record, undefined where nothing is kept of this engine. It stays the caller's to close;
   * asking again costs little.
   */
  reader(): Promise<RecordReader | undefined>;
  /** What was recorded of documents; undefined where they cannot be read from here. */
  documents?(): Promise<DocumentReader | undefined>;
  /** The folder of what supervisors of this user keep on disk. */
  supervisors?(): Promise<string>;
  /** Whether a recorder writes it now. */
  recording(): Promise<boolean>;
  /** What a person should know of the recorder that runs: it cannot write, or is behind. */
  trouble?(): Promise<string | undefined>;
  /** Alerts that fire, wait, or were resolved within a day; undefined where none are kept. */
  alerts?(): Promise<readonly AlertRow[] | undefined>;
  /** Tells nothing of an alert, or again of it. Throws EngineError. */
  muteAlert?(alert: { readonly rule: string; readonly who: string }, mute: boolean): Promise<void>;
}

/** Removed containers that are shown. */
export const REMOVED = 500;
/** State of a container that the record alone knows. */
export const GONE = "removed";

/** Whether the engine no longer has it. */
export function isGone(c: Container | undefined): boolean {
  return c?.state === GONE;
}

/** What the record knows and the engine does not, newest first, as rows of the list. */
export function removedRows(
  recorded: readonly RecordedContainer[],
  engine: readonly Container[],
): Container[] {
  const there = new Set(engine.map((c) => c.id));
  return recorded.filter((r) => !there.has(r.id)).slice(0, REMOVED).map((r): Container => ({
    id: r.id,
    name: r.name,
    image: r.image,
    imageId: r.imageId,
    command: r.command,
    created: r.created,
    state: GONE,
    status: r.exitCode === undefined ? "Removed" : `Removed (${r.exitCode})`,
    ports: [],
    labels: r.labels,
    networks: {},
    mounts: [],
    asOf: r.removedAt ?? r.lastSeen,
  }));
}

/** A container that was removed and is kept, as a row of the list; undefined for any other. */
export function keptRow(c: Container): Container | undefined {
  const kept = keptOf(c.name);
  if (kept === undefined) return undefined;
  return { ...c, name: kept.of, state: GONE, status: "Removed, kept", asOf: kept.removedAt };
}

/** Those that are gone, and those that are kept for a while. */
export function removedOf(model: Model): readonly Container[] {
  if (model.kept.length === 0) return model.removed;
  let byKept = gone.get(model.removed);
  if (byKept === undefined) gone.set(model.removed, byKept = new WeakMap());
  let all = byKept.get(model.kept);
  if (all === undefined) byKept.set(model.kept, all = [...model.kept, ...model.removed]);
  return all;
}

const gone = new WeakMap<
  readonly Container[],
  WeakMap<readonly Container[], readonly Container[]>
>();

/** The rows of the list of containers: with those that were removed, where they are wished for. */
export function listedContainers(model: Model): readonly Container[] {
  const removed = removedOf(model);
  if (removed.length === 0) return model.containers;
  const wished = model.showRemoved ||
    /(?:^|\s)status:rem/.test(model.lists.containers.filter);
  if (!wished) return model.containers;
  let byRemoved = joined.get(model.containers);
  if (byRemoved === undefined) joined.set(model.containers, byRemoved = new WeakMap());
  let all = byRemoved.get(removed);
  if (all === undefined) byRemoved.set(removed, all = [...model.containers, ...removed]);
  return all;
}

const joined = new WeakMap<
  readonly Container[],
  WeakMap<readonly Container[], readonly Container[]>
>();

/** A container of the engine, or of the record. */
export function containerOf(model: Model, id: string | undefined): Container | undefined {
  if (id === undefined) return undefined;
  return model.containers.find((c) => c.id === id) ??
    removedOf(model).find((c) => c.id === id);
}

/** The container that is selected in their list. */
export function selectedContainer(model: Model): Container | undefined {
  return containerOf(model, model.lists.containers.selected);
}

/**
 * What the record knows of a container in the shape of the engine's own document, so that the
 * details show it as they show one that is there.
 */
export function recordedDocument(r: RecordedContainer): unknown {
  const range = (ns: bigint | undefined) =>
    ns === undefined ? null : new Date(Number(ns / 1_000_000n)).toISOString();
  return {
    Id: r.id,
    Created: r.created.toISOString(),
    Path: r.command,
    Name: `/${r.name}`,
    Image: r.imageId,
    State: {
      Status: GONE,
      Running: false,
      OOMKilled: r.oomKilled ?? false,
      ExitCode: r.exitCode ?? 0,
      StartedAt: r.startedAt?.toISOString() ?? "",
      FinishedAt: r.finishedAt?.toISOString() ?? "",
    },
    RestartCount: r.restartCount,
    Config: { Image: r.image, Labels: r.labels },
    Record: {
      FirstSeen: r.firstSeen.toISOString(),
      LastSeen: r.lastSeen.toISOString(),
      RemovedAt: r.removedAt?.toISOString() ?? null,
      Log: {
        From: range(r.log.from),
        To: range(r.log.to),
        Lines: r.log.lines,
        Bytes: r.log.bytes,
        Gaps: r.log.gaps,
      },
    },
  };
}
