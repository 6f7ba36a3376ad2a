/** Brings changed files of this machine into a container, and takes away those that are gone. */
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, packEntries, readFolder, runHooks, type TarEntry } from "../../core/mod.ts";
import type { Watched } from "./watch_rules.ts";

/** Paths that one command takes away. */
const AT_ONCE = 500;

/** All files that a rule has now, by their absolute paths. */
export async function filesBelow(rule: Watched, signal: AbortSignal): Promise<string[]> {
  const { path } = rule.rule;
  if (!(await Deno.stat(path)).isDirectory) return [path];
  const { entries } = await readFolder(path, {
    // A folder that an include does not name may have files that it names.
    keep: () => true,
    signal,
  });
  return entries.filter((e) => e.kind !== "directory").map((e) => join(path, e.path))
    .filter((full) => rule.has(full));
}

/** What is there of a path for an archive from the root of the container; undefined: it is gone. */
async function entriesOf(
  rule: Watched,
  path: string,
  signal: AbortSignal,
): Promise<TarEntry[] | undefined> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  const entry = { path: rule.targetOf(path).slice(1), mode: info.mode & 0o777, mtime: info.mtime };
  if (info.isSymbolicLink()) return [{ ...entry, kind: "symlink", target: await readlink(path) }];
  if (info.isFile()) return [{ ...entry, kind: "file", file: path, size: info.size }];
  if (!info.isDirectory()) return [];
  // A folder that came as a whole: what is in it was there before it was watched.
  const { entries } = await readFolder(path, { signal });
  const below = rule.targetOf(path).slice(1);
  return entries.filter((e) => e.kind !== "directory" && rule.has(join(path, e.path)))
    .map((e) => ({ ...e, path: `${below}/${e.path}` }));
}

/** Copies and removes in one container. Throws EngineError where that cannot be done. */
export async function sync(
  engine: Engine,
  container: string,
  rule: Watched,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const gone: string[] = [];
  const entries = new Map<string, TarEntry>();
  for (const path of paths) {
    const found = await entriesOf(rule, path, signal);
    // Where all of it is gone, it is rather moved away than meant to go there, too.
    if (found === undefined) gone.push(...path === rule.rule.path ? [] : [rule.targetOf(path)]);
    else for (const entry of found) entries.set(entry.path, entry);
  }
  for (let at = 0; at < gone.length; at += AT_ONCE) {
    const command = ["rm", "-rf", "--", ...gone.slice(at, at + AT_ONCE)];
    await runHooks(engine, container, rule.service, [{ command }], { kind: "sync", signal });
  }
  if (entries.size === 0) return;
  await engine.containers.archive.put(container, "/", packEntries(entries.values(), { signal }), {
    copyUidGid: true,
    signal,
  });
}
