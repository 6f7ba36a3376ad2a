/** What is remembered here of each site that was made here: where it is, and from which folder. */
import { createHash } from "node:crypto";
import { ExitError, type PluginContext } from "../../cli/plugin/mod.ts";

/** A site as it is remembered. */
export interface Kept {
  name: string;
  /** The word that leads to its host; absent: the engine that the flags name. */
  host?: string;
  /** The folder of this machine. */
  from: string;
  /** When it was put there last, RFC 3339. */
  at: string;
}

/** A file of one site. */
const MAX_BYTES = 64 * 1024;
const MAX_SITES = 10_000;

async function fileOf(ctx: PluginContext, { name, host = "" }: Pick<Kept, "name" | "host">) {
  const hash = createHash("sha256").update(`${host}\0${name}`).digest("hex").slice(0, 24);
  return `${await ctx.dataDir()}/${hash}.json`;
}

/** Remembers a site. */
export async function keep(ctx: PluginContext, site: Kept): Promise<void> {
  const file = await fileOf(ctx, site);
  const beside = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(beside, JSON.stringify(site) + "\n", { createNew: true, mode: 0o600 });
  await Deno.rename(beside, file);
}

/** Forgets a site. */
export async function forget(
  ctx: PluginContext,
  site: Pick<Kept, "name" | "host">,
): Promise<void> {
  await Deno.remove(await fileOf(ctx, site)).catch(() => {});
}

/** All that are remembered; a file that is none of ours is passed over. */
export async function allKept(ctx: PluginContext): Promise<Kept[]> {
  const dir = await ctx.dataDir();
  const found: Kept[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (!entry.isFile || !/^[0-9a-f]{24}\.json$/.test(entry.name)) continue;
    if (found.length >= MAX_SITES) break;
    try {
      const path = `${dir}/${entry.name}`;
      if ((await Deno.stat(path)).size > MAX_BYTES) continue;
      const site = JSON.parse(await Deno.readTextFile(path)) as Kept;
      const text = (v: unknown) => typeof v === "string";
      const right = [site.name, site.from, site.at].every(text);
      if (right && (site.host === undefined || text(site.host))) found.push(site);
    } catch { /* passed over */ }
  }
  return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/**
 * The word that leads to a site's host: the one given, else the one remembered. Throws an ExitError
 * where sites of that name are on several hosts.
 */
export async function hostWord(
  ctx: PluginContext,
  name: string,
  given: string | undefined,
): Promise<{ word?: string; kept?: Kept }> {
  const own = (await allKept(ctx)).filter((k) => k.name === name);
  if (given !== undefined) return { word: given, kept: own.find((k) => k.host === given) };
  if (own.length > 1) {
    const hosts = own.map((k) => k.host ?? "the engine itself").join(", ");
    throw new ExitError(1, `There are sites called ${name} on ${hosts}: say which, --host HOST`);
  }
  return own.length === 0 ? {} : { kept: own[0], ...own[0].host && { word: own[0].host } };
}
