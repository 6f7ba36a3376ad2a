/** A site on its host: its container, known by labels. */
import { ExitError, type PluginContext, type PluginHost } from "../../cli/plugin/mod.ts";
import { type ContainerInspect, EngineError, isEngineError } from "../../core/mod.ts";
import { hostWord, type Kept } from "./kept.ts";
import { readPlace, readReload } from "./wish.ts";

/** On a site's container: that it is one, its folder in the container, and how it is reloaded. */
export const LABEL = {
  site: "dev.dockerctl.site",
  to: "dev.dockerctl.site.to",
  reload: "dev.dockerctl.site.reload",
  /** The image was built for the site, and goes with it. */
  built: "dev.dockerctl.site.built",
};

/** A site that was found. */
export interface Site {
  host: PluginHost;
  /** The word that leads to the host. */
  word?: string;
  kept?: Kept;
  container: ContainerInspect;
}

/** ` on web1`, and nothing for the engine that is meant without a word. */
export function on(word: string | undefined): string {
  return word === undefined ? "" : ` on ${word}`;
}

/** Finds a site; throws an ExitError where it is none. */
export async function findSite(
  ctx: PluginContext,
  name: string,
  given: string | undefined,
): Promise<Site> {
  const { word, kept } = await hostWord(ctx, name, given);
  const host = await hostOf(ctx, word);
  let container: ContainerInspect;
  try {
    container = await host.engine.containers.inspect(name, { signal: ctx.signal });
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
    throw new ExitError(1, `There is no site called ${name}${on(word)} (dockerctl site ls)`);
  }
  if (container.Config.Labels?.[LABEL.site] !== name) {
    throw new ExitError(1, `${name}${on(word)} is a container, but none of a site`);
  }
  return { host, container, ...word !== undefined && { word }, ...kept && { kept } };
}

/** A host by its word; the reason where there is none. */
export async function hostOf(ctx: PluginContext, word: string | undefined): Promise<PluginHost> {
  try {
    return await ctx.host(word);
  } catch (e) {
    if (!(e instanceof EngineError) || e.code !== "config" || word === undefined) throw e;
    throw new ExitError(125, `--host: ${e.message}${e.hint ? `\n${e.hint}` : ""}`);
  }
}

/** Where the site is in its container and how it is reloaded: a label is what anybody wrote there. */
export function settingsOf({ container }: Site): { to: string; reload: string } {
  const labels = container.Config.Labels ?? {};
  try {
    return {
      to: readPlace(labels[LABEL.to] ?? ""),
      reload: readReload(labels[LABEL.reload] ?? ""),
    };
  } catch {
    throw new ExitError(1, `The labels of ${container.Name.slice(1)} are none of a site's`);
  }
}

/** The port of the host that a running site has. */
export function portOf({ container }: Pick<Site, "container">): number | undefined {
  for (const bound of Object.values(container.NetworkSettings.Ports ?? {})) {
    const port = Number(bound?.[0]?.HostPort);
    if (port > 0) return port;
  }
  return undefined;
}
