/** The names by which containers and images of a recreate are known, on the engine itself. */

const NEW = ".dockerctl-new";
const BACKUP = /^(.+)\.dockerctl-backup-(\d{8}T\d{9})$/;

/** The backup of a container, as its name tells. */
export interface BackupName {
  /** The container that it is the backup of. */
  of: string;
  /** When it was made. */
  made: Date;
}

/** What the successor is called until it takes over: one per container, so the engine keeps a second away. */
export function successorName(name: string): string {
  return name + NEW;
}

/** The container that a successor is meant to become; undefined for any other name. */
export function successorOf(name: string): string | undefined {
  return name.endsWith(NEW) && name.length > NEW.length ? name.slice(0, -NEW.length) : undefined;
}

/**
 * What the container that makes room is called. The time is part of it, so that its age is known
 * without any file.
 */
export function backupName(name: string, at: Date): string {
  return `${name}.dockerctl-backup-${stamp(at)}`;
}

/**
 * What a container's name says of a backup; undefined for one that is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { backupName, backupOf } from "./names.ts";
 *
 * const made = new Date("2026-11-30T17:05:01.250Z");
 * assert.deepEqual(backupOf(backupName("web", made)), { of: "web", made });
 * assert.equal(backupOf("web"), undefined);
 * ```
 */
export function backupOf(name: string): BackupName | undefined {
  const found = BACKUP.exec(name.replace(/^\//, ""));
  if (found === null) return undefined;
  const [, of, t] = found;
  const made = new Date(
    `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}T${t.slice(9, 11)}:${t.slice(11, 13)}:` +
      `${t.slice(13, 15)}.${t.slice(15)}Z`,
  );
  return Number.isNaN(made.getTime()) ? undefined : { of, made };
}

/** The tag that holds the image of a backup: `dockerctl-backup/web:20261130T170501250`. */
export function backupTag(name: string, at: Date): string {
  // A repository is in lower case, and its separators stand alone.
  const repository = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `dockerctl-backup/${repository || "container"}:${stamp(at)}`;
}

/** The tag that belongs to a backup container. */
export function tagOfBackup(containerName: string): string | undefined {
  const backup = backupOf(containerName);
  return backup === undefined ? undefined : backupTag(backup.of, backup.made);
}

/** When the backup of a tag was made, in milliseconds since 1970; undefined for another tag. */
export function timeOfTag(tag: string): number | undefined {
  const found = /^dockerctl-backup\/[a-z0-9-]+:(\d{8}T\d{9})$/.exec(tag);
  if (found === null) return undefined;
  return backupOf(`x.dockerctl-backup-${found[1]}`)?.made.getTime();
}

function stamp(at: Date): string {
  return at.toISOString().replace(/[-:.Z]/g, "");
}
