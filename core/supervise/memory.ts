/** What supervisors keep on disk: who has which container, and what must outlive kill -9. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import { openOwn, ownFolder, readOwnText, writeOwnText } from "../own_path.ts";
import type { SuperviseMemory, Supervision } from "./types.ts";

/** No memory is larger (bytes). */
const MAX_BYTES = 512 * 1024;
/** One that looks holds the lock for a moment; a killed supervisor's lock goes with it. */
const TRIES = 20;
const PAUSE = 50;

/** The folder: `$XDG_STATE_HOME/dockerctl/supervise`, else below `~/.local/state`. */
export function superviseDir(env: Readonly<Record<string, string | undefined>>): string {
  const state = env["XDG_STATE_HOME"]?.startsWith("/")
    ? env["XDG_STATE_HOME"]
    : join(env["HOME"] || "/", ".local/state");
  return join(state, "dockerctl/supervise");
}

/** What tells one boot of this machine from another; empty where nothing does. */
export function bootId(): string {
  try {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  } catch {
    return "";
  }
}

function basePath(dir: string, endpoint: string, name: string): string {
  const hash = createHash("sha256").update(`${endpoint}\0${name}`).digest("hex").slice(0, 16);
  return join(dir, `${name.replace(/[^A-Za-z0-9_.-]/g, "-").slice(0, 60)}-${hash}`);
}

/** The right to supervise one container; freed when it is closed or the process ends. */
export class SuperviseLock {
  private constructor(readonly file: Deno.FsFile, readonly base: string) {}

  /** @throws {EngineError} `conflict` where another supervisor has it; `config` for the folder. */
  static async take(dir: string, endpoint: string, name: string): Promise<SuperviseLock> {
    const op = "supervise container";
    const base = basePath(dir, endpoint, name);
    let file: Deno.FsFile;
    try {
      ownFolder(dir, { what: "folder of supervisors" });
      file = openOwn(`${base}.lock`, { what: "lock file", read: true, write: true, create: true });
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      const message = `Cannot write to ${dir}: ${(cause as Error).message}`;
      throw new EngineError(message, { code: "config", op, cause });
    }
    for (let i = 0; i < TRIES; i++) {
      if (await file.tryLock(true)) return new SuperviseLock(file, base);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    file.close();
    const holder = readMemory(base);
    throw new EngineError(
      `${name} is supervised already${holder === undefined ? "" : ` by process ${holder.pid}`}`,
      { code: "conflict", op, endpoint },
    );
  }

  /** What a supervisor that was killed kept in mind. */
  read(): SuperviseMemory | undefined {
    return readMemory(this.base);
  }

  /** Keeps it; a disk that is full keeps nobody from supervising. */
  write(memory: SuperviseMemory): void {
    try {
      writeOwnText(`${this.base}.json`, JSON.stringify(memory));
    } catch { /* said by whatever else cannot be written */ }
  }

  /** Ended in order: nothing is to be kept in mind. */
  forget(): void {
    try {
      Deno.removeSync(`${this.base}.json`);
    } catch { /* never written */ }
  }

  close(): void {
    this.file.close();
  }
}

function readMemory(base: string): SuperviseMemory | undefined {
  try {
    const value = JSON.parse(readOwnText(`${base}.json`, MAX_BYTES) ?? "");
    const numbers = (v: unknown) => Array.isArray(v) && v.every((n) => typeof n === "number");
    const whole = value.version === 1 && typeof value.id === "string" && numbers(value.restarts) &&
      typeof value.pid === "number" && typeof value.short === "number" &&
      ["endpoint", "name", "since", "boot", "status"].every((k) => typeof value[k] === "string");
    return whole ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Who supervises what now, by the files in `dir`; those of other users are left out. A supervisor
 * that was killed is not shown.
 */
export async function supervisions(dir: string): Promise<Supervision[]> {
  const found: Supervision[] = [];
  let names: string[] = [];
  try {
    names = [...Deno.readDirSync(dir)].map((e) => e.name).filter((n) => n.endsWith(".json")).sort();
  } catch { /* nobody ever supervised */ }
  for (const name of names) {
    const base = join(dir, name.slice(0, -".json".length));
    const memory = readMemory(base);
    if (memory === undefined || !await held(`${base}.lock`)) continue;
    const { endpoint, pid, since, status, restarts } = memory;
    found.push({
      name: memory.name,
      endpoint,
      pid,
      since: new Date(since),
      status,
      restarts: restarts.length,
    });
  }
  return found;
}

async function held(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = openOwn(path, { what: "lock file" });
  } catch {
    return false;
  }
  try {
    if (!await file.tryLock(false)) return true;
    await file.unlock();
    return false;
  } finally {
    file.close();
  }
}
