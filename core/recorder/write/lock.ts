/** The lock of a record, which also says who holds it and how it fares. */
import { openOwn, ownFolder } from "../../own_path.ts";
import { hostname } from "node:os";
import { EngineError } from "../../errors.ts";
import type { RecordPlace } from "../places.ts";
import type { SinkStatus } from "./sink.ts";
import type { RecorderIdentity } from "../types.ts";

/** Who holds the lock, and how it fares. */
export interface RecorderStatus extends RecorderIdentity {
  /** `starting` until the first list is in; `waiting` while the engine is gone. */
  state: "starting" | "recording" | "waiting";
  /** What keeps it from writing or reading now, in words. */
  trouble?: string;
  /** Containers whose logs it follows now, and those that were seen since it started. */
  following: number;
  containers: number;
  /** How late the lines of the slowest log are that come now, in milliseconds, and whose it is. */
  lag: number;
  slowest?: string;
  /** That this is too late, in words. */
  behind?: string;
  /** Since it started. */
  lines: number;
  bytes: number;
  samples: number;
  events: number;
  gaps: number;
  /** How alerts fare, where there are any. */
  alerts?: SinkStatus;
}

/**
 * The file keeps this size, so that a status can be written where the disk is full: the block is
 * there already.
 */
const SIZE = 4096;
/** A reader that looks holds the lock for a moment. */
const TRIES = 20;
const PAUSE = 50;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The right to record one engine; freed when it is closed or the process ends. */
export class RecorderLock implements Disposable {
  #closed = false;
  private constructor(public file: Deno.FsFile) {}

  /**
   * Takes the lock again where somebody removed it, with its folder or alone.
   *
   * @throws {EngineError} of code `conflict` where another recorder was quicker.
   */
  async restand(place: RecordPlace, endpoint: string): Promise<void> {
    const ours = this.file.statSync().ino;
    try {
      if (Deno.lstatSync(place.lock).ino === ours) return;
    } catch (e) {
      if (!(e instanceof Deno.errors.NotFound)) throw e;
    }
    const { file } = await RecorderLock.take(place, endpoint);
    this.file.close();
    this.file = file;
  }

  /**
   * @throws {EngineError} of code `conflict` that says who holds it, `config` where the folder
   * cannot be written.
   */
  static async take(place: RecordPlace, endpoint: string): Promise<RecorderLock> {
    const op = "record";
    let file: Deno.FsFile;
    try {
      ownFolder(place.dir, { what: "record folder" });
      ownFolder(place.logs, { what: "record folder" });
      file = openOwn(place.lock, { what: "lock file", read: true, write: true, create: true });
    } catch (e) {
      if (e instanceof EngineError) throw e;
      throw new EngineError(`Cannot write to ${place.dir}: ${reason(e)}`, {
        code: "config",
        op,
        cause: e,
        hint: 'Name another folder as "record.dir" in the settings, or with --dir',
      });
    }
    for (let i = 0; i < TRIES; i++) {
      if (await file.tryLock(true)) return new RecorderLock(file);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    const holder = readStatus(file);
    file.close();
    throw new EngineError(
      holder === undefined
        ? `Another recorder of ${endpoint} holds ${place.lock}`
        : `A recorder of ${endpoint} runs already: pid ${holder.pid} on ${holder.host}, since ${holder.startedAt.toISOString()}`,
      { code: "conflict", op, endpoint },
    );
  }

  /** Tells whoever looks how it stands. Never throws: it is told again soon. */
  write(status: RecorderStatus): void {
    if (this.#closed) return;
    const bytes = new Uint8Array(SIZE).fill(0x20);
    let json = encoder.encode(JSON.stringify(status));
    if (json.length >= SIZE && status.alerts !== undefined) {
      const { trouble: _, ...alerts } = status.alerts;
      json = encoder.encode(JSON.stringify({ ...status, alerts }));
    }
    if (json.length >= SIZE) return;
    bytes.set(json);
    bytes[SIZE - 1] = 0x0a;
    try {
      this.file.seekSync(0, Deno.SeekMode.Start);
      this.file.writeSync(bytes);
    } catch { /* a full disk, at the very first time */ }
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.file.truncateSync(0);
    } finally {
      this.file.close();
    }
  }
}

/** A recorder says every second how it stands; one that has not for so long hangs (ms). */
const SILENT = 30_000;

/** The recorder that writes the record at `place` now; undefined if none does. */
export async function runningRecorder(place: RecordPlace): Promise<RecorderStatus | undefined> {
  let file: Deno.FsFile;
  try {
    file = openOwn(place.lock, { what: "lock file" });
  } catch {
    return undefined;
  }
  try {
    // A shared lock: two who look at the same time do not take each other for a recorder.
    if (await file.tryLock(false)) {
      await file.unlock();
      return undefined;
    }
    const status = readStatus(file);
    const silent = Date.now() - (file.statSync().mtime?.getTime() ?? Date.now());
    // A large record takes its time before it can be recorded.
    if (status === undefined || status.state === "starting" || silent < SILENT) return status;
    const trouble = `it has said nothing for ${Math.round(silent / 1000)} s: it hangs or is ` +
      `frozen, and may record nothing (end it: kill -9 ${status.pid}, then record start)`;
    return { ...status, trouble };
  } finally {
    file.close();
  }
}

function readStatus(file: Deno.FsFile): RecorderStatus | undefined {
  const bytes = new Uint8Array(SIZE);
  file.seekSync(0, Deno.SeekMode.Start);
  const n = file.readSync(bytes) ?? 0;
  try {
    const status = JSON.parse(decoder.decode(bytes.subarray(0, n)));
    return { ...status, startedAt: new Date(status.startedAt) };
  } catch {
    return undefined; // taken a moment ago, and nothing written yet
  }
}

/** Who we are. */
export function identity(endpoint: string, version: string, now: Date): RecorderIdentity {
  return { pid: Deno.pid, host: hostname(), startedAt: now, version, endpoint };
}

/** An error of the file system without Deno's repetition of what was asked. */
export function reason(e: unknown): string {
  const text = e instanceof Error ? e.message : String(e);
  return text.replace(/ \(os error \d+\)/, "").replace(/: (open|mkdir|stat|read|write)\b.*$/, "");
}
