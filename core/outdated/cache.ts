/** Answers of registries on disk, so that asking again within hours costs them nothing. */
import { dirname } from "node:path";
import type { RegistryCache, RemoteImage } from "./check.ts";

/** How long an answer counts: six hours, in milliseconds. */
export const KEPT_MS = 6 * 3_600_000;
const MAX_ENTRIES = 2_000;
const MAX_BYTES = 2 * 1024 * 1024;

interface Entry {
  at: number;
  image: RemoteImage;
}

/** A cache in a file; `save` writes it when something was put. */
export interface FileCache extends RegistryCache {
  /** Writes what was put. Never throws: a cache that cannot be kept is no cache. */
  save(): Promise<void>;
}

/** Where it is: `$XDG_CACHE_HOME/dockerctl/registries.json`, else below `~/.cache`. */
export function registryCacheFile(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env["XDG_CACHE_HOME"]?.startsWith("/")
    ? env["XDG_CACHE_HOME"]
    : `${env["HOME"] || "/"}/.cache`;
  return `${cache}/dockerctl/registries.json`;
}

/**
 * Opens the cache of an engine's questions: two engines may reach the same registry by different
 * ways. A file that is not one's own, too large or no JSON counts as empty.
 */
export async function openRegistryCache(
  file: string,
  endpoint: string,
  now: Date,
): Promise<FileCache> {
  const entries = await read(file);
  const key = (reference: string) => `${endpoint} ${reference}`;
  let changed = false;
  return {
    get(reference) {
      const entry = entries.get(key(reference));
      if (entry === undefined) return undefined;
      const age = now.getTime() - entry.at;
      return age >= 0 && age < KEPT_MS ? entry.image : undefined;
    },
    put(reference, image) {
      entries.delete(key(reference));
      entries.set(key(reference), { at: now.getTime(), image });
      changed = true;
    },
    async save() {
      if (!changed) return;
      const young = [...entries].filter(([, e]) => now.getTime() - e.at < KEPT_MS);
      const temporary = `${file}.${Deno.pid}.tmp`;
      try {
        await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await Deno.writeTextFile(
          temporary,
          JSON.stringify(Object.fromEntries(young.slice(-MAX_ENTRIES))),
          { mode: 0o600 },
        );
        await Deno.rename(temporary, file);
      } catch {
        await Deno.remove(temporary).catch(() => {});
      }
    },
  };
}

async function read(file: string): Promise<Map<string, Entry>> {
  try {
    const info = await Deno.lstat(file);
    const own = info.isFile && (info.uid === null || info.uid === Deno.uid()) &&
      ((info.mode ?? 0) & 0o022) === 0;
    if (!own || info.size > MAX_BYTES) return new Map();
    const value = JSON.parse(await Deno.readTextFile(file)) as Record<string, Entry>;
    return new Map(
      Object.entries(value).filter(([, e]) =>
        typeof e?.at === "number" && Array.isArray(e.image?.newer)
      ),
    );
  } catch {
    return new Map();
  }
}
