/** One deploy of a site at a time from this machine: two would write into one folder. */
import { ExitError, type PluginContext } from "../../cli/plugin/mod.ts";

/** Between two looks whether the other one is done, and how long to go on; milliseconds. */
const LOOK = 100;
const LIMIT = 10 * 60_000;

/**
 * Waits for its turn with a container (by its full id), and says so. The end of a process ends its
 * turn, however it ends. Disposing gives the turn to the next.
 */
export async function turnFor(
  ctx: PluginContext,
  container: string,
  name: string,
): Promise<Disposable> {
  const path = `${await ctx.dataDir()}/${container.slice(0, 24)}.turn`;
  const end = Date.now() + LIMIT;
  for (let told = false;;) {
    const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
    if (await file.tryLock(true) && await isThere(file, path)) {
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
    file.close();
    if (!told) await ctx.out.error(`Another deploy of ${name} is under way: waiting for it`);
    told = true;
    if (Date.now() > end) throw new ExitError(1, `The other deploy of ${name} does not end`);
    await pause(ctx.signal);
  }
}

/** Whether what was opened is what the next one would open. */
async function isThere(file: Deno.FsFile, path: string): Promise<boolean> {
  const there = await Deno.stat(path).catch(() => undefined);
  return there !== undefined && there.ino === (await file.stat()).ino;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, LOOK);
    signal.addEventListener("abort", stop, { once: true });
  });
}
