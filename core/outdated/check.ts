/** Whether a registry has a newer image than the one a container runs, asked through its engine. */
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { parseReference } from "../images/reference.ts";
import type { RegistryAuth } from "../images/registry_auth.ts";
import { nextTags, type UpdateClass } from "./versions.ts";

/** What is known of a reference in its registry. */
export interface RemoteImage {
  /** Digest of the manifest, or of the list of manifests; absent where it is not known. */
  digest?: string;
  /** Why it is not known, in words. */
  problem?: string;
  /** Newer versions, nearest first. */
  newer: { tag: string; step: UpdateClass }[];
}

/** What {@link checkOutdated} says of a container's image. */
export interface Outdated {
  /**
   * `current`: the registry has this very image. `outdated`: it has another under the same tag, or
   * a newer version. `pinned`: made from a digest or an id, which nothing new can come to.
   * `unknown`: nobody could tell, and `why` says so; never taken for current.
   */
  state: "current" | "outdated" | "pinned" | "unknown";
  /** How far away the newest is; only for `outdated`. */
  step?: UpdateClass;
  /** The newest reference that was found. */
  newest?: string;
  /** The digest the tag has in the registry. */
  digest?: string;
  /** Why it is not known. */
  why?: string;
}

/** Answers of registries that are kept a while. */
export interface RegistryCache {
  /** The answer for a reference, where it is young enough. */
  get(reference: string): RemoteImage | undefined;
  /** Keeps an answer. */
  put(reference: string, image: RemoteImage): void;
}

/** How {@link checkOutdated} works. */
export interface CheckOptions {
  /** Who one is at the registry of a reference. */
  auth(reference: string): Promise<RegistryAuth | undefined>;
  /** Answers that are kept; unset: none. */
  cache?: RegistryCache;
  /** Ends it. */
  signal: AbortSignal;
}

/** Versions that are looked for one after the other, at the most, of each step. */
const CLIMB = 8;
/** A registry that does not answer is unknown after that many milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * Compares the image of a container (`reference` as its config names it, `digests` of the local
 * image) with the registry's. Never throws for what the registry says: that is `unknown`.
 */
export async function checkOutdated(
  engine: Engine,
  reference: string,
  digests: readonly string[],
  options: CheckOptions,
): Promise<Outdated> {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference)) return { state: "pinned" };
  let parts;
  try {
    parts = parseReference(reference);
  } catch (error) {
    return { state: "unknown", why: (error as Error).message };
  }
  if (parts.digest !== undefined) return { state: "pinned" };
  const remote = await remoteImage(engine, parts.name, parts.tag ?? "latest", options);
  if (remote.digest === undefined) {
    return { state: "unknown", why: remote.problem ?? "The registry told no digest" };
  }
  const own = digests.filter((d) => sameRepository(d, reference)).map((d) =>
    d.slice(d.indexOf("@") + 1)
  );
  const newest = remote.newer.at(-1);
  const { digest } = remote;
  if (newest !== undefined) {
    return { state: "outdated", step: newest.step, newest: `${parts.name}:${newest.tag}`, digest };
  }
  if (own.includes(digest)) return { state: "current", digest };
  if (own.length === 0) {
    return {
      state: "unknown",
      why: "The local image has no digest of this repository: it was built or loaded here",
      digest,
    };
  }
  return {
    state: "outdated",
    step: "digest",
    newest: `${parts.name}:${parts.tag ?? "latest"}`,
    digest,
  };
}

function sameRepository(digest: string, reference: string): boolean {
  try {
    const a = parseReference(digest), b = parseReference(reference);
    return a.domain === b.domain && a.path === b.path;
  } catch {
    return false;
  }
}

async function remoteImage(
  engine: Engine,
  name: string,
  tag: string,
  options: CheckOptions,
): Promise<RemoteImage> {
  const reference = `${name}:${tag}`;
  const kept = options.cache?.get(reference);
  if (kept !== undefined) return kept;
  const auth = await options.auth(reference);
  const ask = (t: string) => digestOf(engine, `${name}:${t}`, auth, options.signal);
  const own = await ask(tag);
  const image: RemoteImage = own.digest === undefined
    ? { problem: own.problem, newer: [] }
    : { digest: own.digest, newer: await climb(tag, ask) };
  // What could not be found out may be known in a minute.
  if (image.digest !== undefined) options.cache?.put(reference, image);
  return image;
}

/** The newest version of each step, nearest first: registries tell no tags through the engine. */
async function climb(
  tag: string,
  ask: (tag: string) => Promise<{ digest?: string }>,
): Promise<RemoteImage["newer"]> {
  const found: RemoteImage["newer"] = [];
  for (const { step } of nextTags(tag)) {
    let best: string | undefined;
    for (let i = 0, at = tag; i < CLIMB; i++) {
      const next = nextTags(at).find((n) => n.step === step);
      if (next === undefined || (await ask(next.tag)).digest === undefined) break;
      best = at = next.tag;
    }
    if (best !== undefined) found.push({ tag: best, step });
  }
  return found;
}

async function digestOf(
  engine: Engine,
  reference: string,
  auth: RegistryAuth | undefined,
  signal: AbortSignal,
): Promise<{ digest?: string; problem?: string }> {
  try {
    const { Descriptor } = await engine.distribution.inspect(reference, {
      auth,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const digest = Descriptor.digest ?? Descriptor.Digest;
    return digest ? { digest } : { problem: "The registry told no digest" };
  } catch (error) {
    if (signal.aborted || isEngineError(error, "unreachable", "cut")) throw error;
    if (error instanceof EngineError) return { problem: error.message };
    throw error;
  }
}
