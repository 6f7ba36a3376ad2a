/** Questions to registries for `outdated` and `upgrade`, each asked once. */
import {
  checkOutdated,
  openRegistryCache,
  type Outdated,
  registryCacheFile,
} from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { credentialsForImage } from "../../_lib/credentials.ts";

/** Asks, and keeps what was answered. */
export interface Checks {
  /** What the registry says of the image of a container. */
  check(container: string): Promise<{ reference: string; found: Outdated }>;
  /** Keeps the answers for the next time. */
  save(): Promise<void>;
}

/** Opens the kept answers; `fresh` asks whatever they say. */
export async function openChecks(ctx: CommandContext, fresh = false): Promise<Checks> {
  const engine = await ctx.engine();
  const file = registryCacheFile(ctx.env);
  const cache = await openRegistryCache(file, engine.transport.endpoint, ctx.now());
  const once = new Set<string>();
  return {
    async check(container) {
      const c = await engine.containers.inspect(container, { signal: ctx.signal });
      const reference = c.Config.Image ?? c.Image;
      const image = await engine.images.inspect(c.Image, { signal: ctx.signal }).catch(() =>
        undefined
      );
      const found = await checkOutdated(engine, reference, image?.RepoDigests ?? [], {
        auth: (wanted) => credentialsForImage(ctx, wanted),
        signal: ctx.signal,
        cache: {
          get: (key) => fresh && !once.has(key) ? undefined : cache.get(key),
          put: (key, answer) => {
            once.add(key);
            cache.put(key, answer);
          },
        },
      });
      return { reference, found };
    },
    save: () => cache.save(),
  };
}
