/** One at a time on this machine: a turn that a file's lock gives. It ends with its process, however that ends. */
import { dirname } from "node:path";
import { sleep } from "./sleep.ts";

/** Who has a turn. */
export interface TurnHolder {
  /** Process at work. */
  pid: number;
  /** When its turn began. */
  since: Date;
}

/** How {@link takeTurn} waits. */
export interface TurnOptions {
  /** Ends the wait: its reason is thrown. */
  signal: AbortSignal;
  /** How long to wait at most, in milliseconds. */
  limitMs: number;
  /** Told once where somebody else has it; absent where that one did not get to say who it is. */
  onWait?(holder: TurnHolder | undefined): void | Promise<void>;
}

/** Between two looks whether the other one is done, in milliseconds. */
const LOOK_MS = 100;
/** Nobody who has a turn writes more, in bytes. */
const MAX_NOTE = 200;

/**
 * Waits until nobody has the file at `path` and takes it. Disposing gives it to the next one.
 * Undefined where the wait took too long. Throws where the folder or the file cannot be written, or
 * the file is not one's own.
 */
export async function takeTurn(
  path: string,
  { signal, limitMs, onWait }: TurnOptions,
): Promise<Disposable | undefined> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const end = performance.now() + limitMs;
  for (let told = false;;) {
    signal.throwIfAborted();
    const file = await openOwn(path);
    const turn = await take(file, path).catch((error) => {
      file.close();
      throw error;
    });
    if (turn !== undefined) return turn;
    const holder = told ? undefined : holderIn(file);
    file.close();
    if (!told) await onWait?.(holder);
    told = true;
    if (performance.now() > end) return undefined;
    await sleep(LOOK_MS, signal);
  }
}

async function openOwn(path: string): Promise<Deno.FsFile> {
  // A link that somebody else left here would lead the note to a file of theirs.
  const there = await Deno.lstat(path).catch(() => undefined);
  if (there !== undefined && (!there.isFile || there.uid !== null && there.uid !== Deno.uid())) {
    throw new Error(`${path} is not a file of yours`);
  }
  return await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
}

async function take(file: Deno.FsFile, path: string): Promise<Disposable | undefined> {
  if (!await file.tryLock(true)) return undefined;
  // Who had it took the file away: the lock counts only for what the next one would open.
  const there = await Deno.lstat(path).catch(() => undefined);
  if (there === undefined || there.ino !== (await file.stat()).ino) {
    await file.unlock();
    return undefined;
  }
  await file.truncate();
  file.writeSync(new TextEncoder().encode(`${Deno.pid} ${new Date().toISOString()}\n`));
  return {
    [Symbol.dispose]() {
      // While it is held: who waits for it looks whether it is still there.
      try {
        Deno.removeSync(path);
      } catch { /* somebody tidied up */ }
      file.close();
    },
  };
}

function holderIn(file: Deno.FsFile): TurnHolder | undefined {
  const bytes = new Uint8Array(MAX_NOTE);
  const text = new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
  const match = /^(\d{1,10}) (\S{1,40})\n/.exec(text);
  const since = new Date(match?.[2] ?? "");
  return match === null || Number.isNaN(since.getTime())
    ? undefined
    : { pid: Number(match[1]), since };
}
