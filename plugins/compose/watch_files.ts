/** Tells which files of this machine changed, in batches: an editor or a checkout writes many at once. */
import { dirname } from "node:path";
import { sleep } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";

/** Quiet for so long is the end of a batch, as docker compose has it; milliseconds. */
const QUIET_MS = 500;
/** Where it is never quiet, a batch ends after so long. */
const LONGEST_MS = 5_000;
/** More paths of one batch are not held: everything is looked at instead. */
const MOST = 10_000;

/** What changed. */
export interface ChangedFiles {
  /** Absolute paths; gone, new or other than they were. */
  readonly paths: readonly string[];
  /** More than could be held, or told by the system: anything may have changed. */
  readonly all: boolean;
}

/**
 * Watches folders with all below them, and files. Batches come until the signal says stop. Throws
 * ExitError where there is nothing at a path, or the system watches no more.
 */
export async function* changedFiles(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ChangedFiles> {
  const folders: string[] = [], files: string[] = [];
  for (const path of new Set(paths)) {
    const info = await Deno.stat(path).catch(() => undefined);
    if (info === undefined) throw new ExitError(1, `there is no ${path} to be watched`);
    // A file that is replaced is another one: its folder tells of both.
    if (info.isDirectory) folders.push(path);
    else files.push(dirname(path));
  }
  const watchers: Deno.FsWatcher[] = [];
  const pending = new Set<string>();
  let all = false, last = 0;
  let changed = Promise.withResolvers<void>();
  let failure: unknown;
  const pump = async (watcher: Deno.FsWatcher) => {
    try {
      for await (const event of watcher) {
        if (event.kind === "access") continue;
        if (event.flag === "rescan" || pending.size >= MOST) all = true;
        else for (const path of event.paths) pending.add(path);
        last = performance.now();
        changed.resolve();
      }
    } catch (error) {
      failure ??= error;
      changed.resolve();
    }
  };
  const stop = () => changed.resolve();
  signal.addEventListener("abort", stop, { once: true });
  try {
    try {
      if (folders.length > 0) watchers.push(Deno.watchFs(folders, { recursive: true }));
      if (files.length > 0) watchers.push(Deno.watchFs([...new Set(files)], { recursive: false }));
    } catch (error) {
      throw new ExitError(1, `the files cannot be watched: ${(error as Error).message}`);
    }
    for (const watcher of watchers) void pump(watcher);
    // The first one says that they are watched.
    yield { paths: [], all: false };
    while (!signal.aborted) {
      await changed.promise;
      const first = performance.now();
      do await sleep(QUIET_MS, signal); while (
        !signal.aborted && performance.now() - last < QUIET_MS &&
        performance.now() - first < LONGEST_MS
      );
      if (signal.aborted) return;
      if (failure !== undefined) {
        throw new ExitError(
          1,
          `the files cannot be watched any more: ${(failure as Error).message}`,
        );
      }
      const batch = { paths: [...pending], all };
      pending.clear();
      all = false;
      changed = Promise.withResolvers<void>();
      yield batch;
      // What came while that was worked on.
      if (pending.size > 0 || all) changed.resolve();
    }
  } finally {
    signal.removeEventListener("abort", stop);
    for (const watcher of watchers) {
      try {
        watcher.close();
      } catch { /* it ended by itself */ }
    }
  }
}
