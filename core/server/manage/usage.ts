/** What a host's objects take on its disk. */
import type { ManagedHost } from "./hosts.ts";
import type { Clean } from "./views.ts";

/** The engine counts, which takes long where there is much: once a host, for all who ask. */
const counting = new WeakMap<ManagedHost, Promise<Usage>>();
/** A count is good for so long; milliseconds. */
const FRESH = 30_000;
/** And it is given up after so long. */
const PATIENCE = 120_000;

interface Usage {
  images: number;
  imagesReclaimable: number;
  buildCache: number;
  /** By name. */
  volumes: Record<string, number>;
  /** What containers wrote outside of volumes, by full id. */
  containers: Record<string, number>;
}

/** Counts, or gives what was counted a moment ago. */
export async function usageOf(
  host: ManagedHost,
  clean: Clean,
  signal: AbortSignal,
): Promise<Usage> {
  let count = counting.get(host);
  if (count === undefined) {
    count = counted(host, clean);
    counting.set(host, count);
    const forget = () => counting.delete(host);
    count.then(() => Deno.unrefTimer(setTimeout(forget, FRESH)), forget);
  }
  const gone = Promise.withResolvers<never>();
  const onAbort = () => gone.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([count, gone.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function counted({ engine }: ManagedHost, clean: Clean): Promise<Usage> {
  const { images, volumes, containers, buildCache } = await engine.system.df({
    signal: AbortSignal.timeout(PATIENCE),
  });
  const byName = <T>(items: readonly T[] = [], of: (item: T) => [string, number | undefined]) =>
    Object.fromEntries(items.map(of).filter((e): e is [string, number] => (e[1] ?? -1) >= 0));
  return {
    images: images?.totalSize ?? 0,
    imagesReclaimable: images?.reclaimable ?? 0,
    buildCache: buildCache?.totalSize ?? 0,
    volumes: byName(volumes?.items, (v) => [clean(v.name), v.size]),
    containers: byName(containers?.items, (c) => [c.id, c.sizeRw]),
  };
}
