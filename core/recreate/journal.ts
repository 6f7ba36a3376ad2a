/**
 * The journal of a recreate: what is about to be done, on disk before it is done. One file a
 * container, in the state folder; whoever finds it with nobody at work finishes or undoes it.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import { parseLossless } from "./lossless.ts";
import type { RecreatePlan, RecreateStep } from "./types.ts";

/** A plan that is being carried out. */
export interface JournalRecord {
  /** Version of this shape. */
  version: 1;
  /** Process at work. */
  pid: number;
  /** When it began, RFC 3339. */
  since: string;
  /** What is done. */
  plan: RecreatePlan;
  /** The step that was about to be taken. */
  step: RecreateStep;
  /** Id of the new container, once it is made. */
  newId?: string;
  /** How long the gate waits, in milliseconds. */
  gate: { grace: number; steady: number };
}

/** Where a record is written before each step. */
export interface Journal {
  /** On disk for good when it resolves. */
  write(record: JournalRecord): Promise<void>;
  /** All is done: the record goes. */
  remove(): Promise<void>;
  /** Lets others have the container; the record stays where it was not removed. */
  close(): void;
}

/** No plan is larger; what is, was not written here. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A journal that is kept nowhere: for what may as well be lost, and for tests. */
export function noJournal(): Journal {
  return { write: () => Promise.resolve(), remove: () => Promise.resolve(), close: () => {} };
}

/** A file's name for a container of an engine: readable, and never two alike. */
function keyOf(endpoint: string, name: string): string {
  const hash = createHash("sha256").update(`${endpoint}\0${name}`).digest("hex").slice(0, 16);
  return `${name.replace(/[^A-Za-z0-9_.-]/g, "-").slice(0, 60)}-${hash}`;
}

/**
 * Takes the container of that name for this process and opens its journal. Throws EngineError:
 * `conflict` where another process has it, with its pid and since when; `config` where the folder
 * cannot be written, or is not one's own.
 */
export async function openJournal(dir: string, endpoint: string, name: string): Promise<Journal> {
  const op = "recreate container";
  await makeFolder(dir, op);
  const base = join(dir, keyOf(endpoint, name));
  const lock = await openOwn(`${base}.lock`, op);
  if (!await lock.tryLock(true)) {
    lock.close();
    const holder = await readRecord(`${base}.json`).catch(() => undefined);
    throw new EngineError(
      holder === undefined
        ? `${name} is being made anew by another process`
        : `${name} is being made anew by process ${holder.pid}, since ${holder.since}`,
      { code: "conflict", op, endpoint },
    );
  }
  if (!await sameFile(lock, `${base}.lock`)) {
    lock.close();
    throw new EngineError(`${name} was being made anew a moment ago; try again`, {
      code: "conflict",
      op,
      endpoint,
    });
  }
  if (await readRecord(`${base}.json`).catch(() => undefined) !== undefined) {
    lock.close();
    throw new EngineError(`${name} was left half made anew; try again when that is put right`, {
      code: "conflict",
      op,
      endpoint,
    });
  }
  return fileJournal(dir, base, lock);
}

function fileJournal(dir: string, base: string, lock: Deno.FsFile): Journal {
  let open = true;
  return {
    async write(record) {
      const text = JSON.stringify({ ...record, pid: Deno.pid });
      const file = await Deno.open(`${base}.tmp`, {
        write: true,
        create: true,
        truncate: true,
        mode: 0o600,
      });
      try {
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
        await file.syncData();
      } finally {
        file.close();
      }
      await Deno.rename(`${base}.tmp`, `${base}.json`);
      await syncFolder(dir);
    },
    async remove() {
      await Deno.remove(`${base}.json`).catch(absent);
      await syncFolder(dir);
      await Deno.remove(`${base}.lock`).catch(absent);
    },
    close() {
      if (open) lock.close();
      open = false;
    },
  };
}

/** A record that nobody works on, and the right to. */
export interface LeftRecord {
  record: JournalRecord;
  journal: Journal;
}

/**
 * The records of an engine that nobody works on. What is not one's own, cannot be read or is no
 * record is left where it is and told in words.
 */
export async function leftRecords(
  dir: string,
  endpoint: string,
  say: (problem: string) => void = () => {},
): Promise<LeftRecord[]> {
  const found: LeftRecord[] = [];
  const names: string[] = [];
  try {
    checkFolder(await Deno.lstat(dir), dir);
    for await (const entry of Deno.readDir(dir)) {
      if (entry.name.endsWith(".json")) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) say((error as Error).message);
    return found;
  }
  for (const name of names.sort()) {
    const path = join(dir, name), base = path.slice(0, -".json".length);
    try {
      const record = await readRecord(path);
      if (record === undefined || record.plan.endpoint !== endpoint) continue;
      const lock = await openOwn(`${base}.lock`, "recreate container");
      if (!await lock.tryLock(true)) {
        lock.close();
        continue;
      }
      // It may have been finished while the lock was waited for.
      const now = await readRecord(path);
      if (now === undefined || !await sameFile(lock, `${base}.lock`)) lock.close();
      else found.push({ record: now, journal: fileJournal(dir, base, lock) });
    } catch (error) {
      say(`${path}: ${(error as Error).message}`);
    }
  }
  return found;
}

async function readRecord(path: string): Promise<JournalRecord | undefined> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  if (!info.isFile || !ours(info)) throw new Error("It is not a file of yours alone");
  if (info.size > MAX_BYTES) throw new Error("It is too large for a journal");
  const value = parseLossless<JournalRecord>(await Deno.readTextFile(path));
  const plan = value?.plan;
  const whole = value?.version === 1 && plan?.version === 1 && typeof plan.name === "string" &&
    typeof plan.old?.id === "string" && typeof value.step === "string" &&
    typeof value.gate?.grace === "number" && Array.isArray(plan.dependents);
  if (!whole) throw new Error("It is no journal that this dockerctl understands");
  return value;
}

/** Made by this user and not writable by others. */
function ours(info: Deno.FileInfo): boolean {
  return (info.uid === null || info.uid === Deno.uid()) &&
    (info.mode === null || (info.mode & 0o022) === 0);
}

function checkFolder(info: Deno.FileInfo, dir: string): void {
  if (!info.isDirectory || !ours(info)) {
    throw new Error(`${dir} is not a folder that you alone can write to`);
  }
}

async function makeFolder(dir: string, op: string): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
    checkFolder(await Deno.lstat(dir), dir);
  } catch (cause) {
    throw new EngineError(`Cannot keep a journal in ${dir}: ${(cause as Error).message}`, {
      code: "config",
      op,
      cause,
    });
  }
}

async function openOwn(path: string, op: string): Promise<Deno.FsFile> {
  try {
    const there = await Deno.lstat(path).catch(absent);
    if (there && (!there.isFile || !ours(there))) {
      throw new Error("it is not a file of yours alone");
    }
    return await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (cause) {
    throw new EngineError(`Cannot open ${path}: ${(cause as Error).message}`, {
      code: "config",
      op,
      cause,
    });
  }
}

/** A lock counts only while its file is the one that others would open. */
async function sameFile(file: Deno.FsFile, path: string): Promise<boolean> {
  const [there, held] = [await Deno.lstat(path).catch(absent), await file.stat()];
  return there !== undefined && there.ino === held.ino;
}

function absent(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await Deno.open(dir);
  try {
    await folder.syncData();
  } finally {
    folder.close();
  }
}

/**
 * Whether somebody makes the container of that name anew now, or was cut short at it: the record is
 * there before the first step is taken.
 */
export async function beingMadeAnew(dir: string, endpoint: string, name: string): Promise<boolean> {
  const path = `${join(dir, keyOf(endpoint, name))}.json`;
  return await Deno.lstat(path).then((info) => info.isFile, () => false);
}
