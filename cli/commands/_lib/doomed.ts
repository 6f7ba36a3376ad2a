/** What prunes would take, so that a person can see it before it is gone. */
import { protectRules } from "../../../core/protect/guard.ts";
import { sparedBy } from "../../../core/protect/spared.ts";
import type { CommandContext } from "../../spec/types.ts";
import { shortId } from "./ids.ts";
import type { FilterMap } from "./options.ts";
import { type Doomed, matchesFilters } from "./prune.ts";

export async function doomedContainers(ctx: CommandContext, filters: FilterMap): Promise<Doomed[]> {
  const engine = await ctx.engine();
  const all = await engine.containers.list({ all: true, size: true, signal: ctx.signal });
  const rules = await protectRules(engine.transport);
  return all.filter((c) => sparedBy(c, rules, engine.transport.endpoint) === undefined)
    .filter((c) => !["running", "paused", "restarting", "removing"].includes(c.state))
    .filter((c) => matchesFilters(c, filters, ctx.now()))
    .map((c) => ({ kind: "container", name: c.name || shortId(c.id), size: c.sizeRw ?? 0 }));
}

export async function doomedImages(
  ctx: CommandContext,
  filters: FilterMap,
  all: boolean,
): Promise<Doomed[]> {
  const engine = await ctx.engine();
  const [images, containers] = await Promise.all([
    engine.images.list({ signal: ctx.signal }),
    engine.containers.list({ all: true, signal: ctx.signal }),
  ]);
  const used = new Set(containers.map((c) => c.imageId));
  return images.filter((i) => !used.has(i.id) && (all || i.dangling))
    .filter((i) => matchesFilters(i, filters, ctx.now()))
    .map((i) => ({ kind: "image", name: i.repoTags[0] ?? shortId(i.id), size: i.size }));
}

export async function doomedVolumes(
  ctx: CommandContext,
  filters: FilterMap,
  named: boolean,
): Promise<Doomed[]> {
  const engine = await ctx.engine();
  const { volumes } = await engine.system.df({ types: ["volume"], signal: ctx.signal });
  return (volumes?.items ?? []).filter((v) => (v.refCount ?? 0) === 0)
    .filter((v) => named || isAnonymous(v))
    .filter((v) => matchesFilters(v, filters, ctx.now()))
    .map((v) => ({ kind: "volume", name: v.name, size: v.size }));
}

/** Engines mark what they named themselves; older ones only give it 64 hexadecimal digits. */
function isAnonymous(volume: { name: string; labels: Record<string, string> }): boolean {
  return Object.hasOwn(volume.labels, "com.docker.volume.anonymous") ||
    /^[0-9a-f]{64}$/.test(volume.name);
}

export async function doomedNetworks(ctx: CommandContext, filters: FilterMap): Promise<Doomed[]> {
  const engine = await ctx.engine();
  const networks = await engine.networks.list({
    filters: { dangling: ["true"], type: ["custom"] },
    signal: ctx.signal,
  });
  return networks.filter((n) => !n.ingress && matchesFilters(n, filters, ctx.now()))
    .map((n) => ({ kind: "network", name: n.name }));
}

export async function doomedBuildCache(ctx: CommandContext): Promise<Doomed[]> {
  const engine = await ctx.engine();
  const { buildCache } = await engine.system.df({ types: ["build-cache"], signal: ctx.signal });
  return (buildCache?.items ?? []).filter((c) => !c.inUse)
    .map((c) => ({ kind: "build cache", name: c.description || c.id, size: c.size }));
}
