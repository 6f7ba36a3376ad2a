/** A plugin put into the folder of plugins: looked into, agreed to, copied, trusted. */
import { join, resolve } from "node:path";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { sourceAt } from "../catalog/discover.ts";
import type { Judged } from "../catalog/judge.ts";
import { changeState, type PluginOrigin } from "../catalog/state.ts";
import { permissionText, trust } from "../catalog/trust.ts";
import { places, plugins } from "./manage.ts";

/** What is put where. */
export interface Installing {
  /** A file or folder with the plugin. */
  from: string;
  /** Its place in the folder of plugins. */
  to: string;
  /** Where it was fetched, for `plugin upgrade`. */
  origin?: PluginOrigin;
  /** Takes the place of what lies there. */
  replace: boolean;
  /** Asked before anything is changed; false leaves all as it is. */
  agree(plugin: Judged, may: string): Promise<boolean>;
}

/** Does it, and gives the plugin; undefined where the answer was no. Throws {@link ExitError}. */
export async function install(
  ctx: CommandContext,
  { from, to, origin, replace, agree }: Installing,
): Promise<Judged | undefined> {
  const where = places(ctx);
  const source = await sourceAt(from, "--plugin");
  if (source.entry === undefined) throw new ExitError(1, `plugin ${from}: ${source.problem}`);
  const there = await Deno.lstat(to).then(() => true, () => false);
  if (there && !replace) throw new ExitError(1, `${to} exists; --force replaces it`);
  const all = await plugins(ctx, { extra: [from] });
  const fresh = all.find((p) => p.source.path === source.path)!;
  // The one that it replaces has its name and commands still.
  const replaced = there && fresh.manifest !== undefined && isOnlyAgainst(fresh, all, to);
  if (fresh.problem !== undefined && !replaced) throw new ExitError(1, `plugin ${fresh.problem}`);
  if (!await agree(fresh, permissionText(fresh.manifest!.permissions))) return undefined;
  await Deno.mkdir(where.plugins, { recursive: true, mode: 0o700 });
  // Whole or not at all: what is half copied is never a plugin.
  const half = join(where.plugins, `.new-${crypto.randomUUID().slice(0, 8)}`);
  const old = join(where.plugins, `.old-${crypto.randomUUID().slice(0, 8)}`);
  try {
    await copy(from, half);
    if (there) await Deno.rename(to, old);
    await Deno.rename(half, to);
  } catch (e) {
    if (there && !await Deno.lstat(to).then(() => true, () => false)) await Deno.rename(old, to);
    throw e;
  } finally {
    await Deno.remove(half, { recursive: true }).catch(() => {});
  }
  await Deno.remove(old, { recursive: true }).catch(() => {});
  const added = (await plugins(ctx)).find((p) => p.source.path === to)!;
  await trust(added, where, ctx.now());
  await changeState(where.state, (state) => {
    if (origin === undefined) delete state.origins[to];
    else state.origins[to] = origin;
  });
  return added;
}

/** Whether a plugin cannot be used for the sake of the one at `to` alone. */
function isOnlyAgainst(fresh: Judged, all: readonly Judged[], to: string): boolean {
  const before = all.find((p) => p.source.path === to);
  return fresh.problem?.includes(to) === true ||
    before !== undefined && fresh.problem?.includes(`the plugin "${before.name}"`) === true;
}

/** Copies files and folders; what is neither (links, sockets) is left out. */
async function copy(from: string, to: string): Promise<void> {
  const info = await Deno.stat(from);
  if (info.isFile) {
    await Deno.mkdir(resolve(to, ".."), { recursive: true, mode: 0o700 });
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const item of Deno.readDir(from)) {
    if (item.name === "node_modules" || item.name === ".git") continue;
    if (item.isFile || item.isDirectory) await copy(join(from, item.name), join(to, item.name));
  }
}
