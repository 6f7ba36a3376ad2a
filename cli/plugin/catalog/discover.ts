/** Which plugins there are: the folders they lie in, and what lies there. */
import { basename, dirname, extname, join, resolve } from "node:path";
import { nameOfFile } from "./compile.ts";
import { isForeign } from "./own.ts";
import { PluginProblem } from "../contract/problem.ts";

/** Where a plugin comes from. */
export type Origin = "built-in" | "folder" | "--plugin";

/** A plugin's entry on disk. */
export interface Source {
  origin: Exclude<Origin, "built-in">;
  /** As found: below the plugins folder, or as given. */
  path: string;
  /** The real path of the module; absent when there is none. */
  entry?: string;
  /** What the file's name suggests; the module has the last word. */
  name: string;
  /** Why there is no entry. */
  problem?: string;
}

const MODULE = /^\.(ts|mts|js|mjs)$/;
const MAINS = ["mod.ts", "mod.js", "mod.mts", "mod.mjs"];

/** The plugins in the folder, in the order of their names; an empty list where there is no folder. */
export async function discover(folder: string): Promise<Source[]> {
  const names: string[] = [];
  try {
    for await (const item of Deno.readDir(folder)) {
      if (item.name.startsWith(".") || item.name.startsWith("_")) continue;
      const kind = extname(item.name);
      if (/\.d\.m?ts$/.test(item.name) || /_test\.m?[jt]s$/.test(item.name)) continue;
      if (MODULE.test(kind) || (kind === "" && !item.isFile)) names.push(item.name);
    }
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) return [];
    throw new PluginProblem("cannot be read", { file: folder });
  }
  return await Promise.all(names.sort().map((name) => sourceAt(join(folder, name), "folder")));
}

/** The plugin at a path: a module, or a folder with a mod.ts or mod.js in it. Never throws. */
export async function sourceAt(path: string, origin: Source["origin"]): Promise<Source> {
  const full = resolve(path);
  const source: Source = { origin, path: full, name: nameOfFile(full) };
  try {
    const info = await Deno.stat(full);
    if (await isForeign(full)) return { ...source, problem: "belongs to another user" };
    if (!info.isDirectory) {
      if (!MODULE.test(extname(full))) {
        return { ...source, problem: "is neither .ts, .mts, .js nor .mjs" };
      }
      return { ...source, entry: await Deno.realPath(full) };
    }
    source.name = basename(full);
    for (const main of MAINS) {
      try {
        const entry = await Deno.realPath(join(full, main));
        if (await isForeign(join(full, main))) {
          return { ...source, problem: `has a ${main} that belongs to another user` };
        }
        return { ...source, entry };
      } catch { /* the next one */ }
    }
    return { ...source, problem: "is a folder without a mod.ts or mod.js" };
  } catch (e) {
    const why = e instanceof Deno.errors.NotFound ? "there is no such file" : "cannot be read";
    return { ...source, problem: why };
  }
}

/** The tests that stand beside a plugin's entry: `mod_test.ts`, `NAME_test.ts`, … */
export async function testFiles(entry: string, path: string): Promise<string[]> {
  // A plugin that is one file shares its folder with others.
  const own = entry === path ? basename(entry).replace(/\.[^.]+$/, "") + "_test." : "";
  const files: string[] = [];
  for await (const { name, isFile } of Deno.readDir(dirname(entry))) {
    if (isFile && /_test\.m?[jt]s$/.test(name) && name.startsWith(own)) {
      files.push(join(dirname(entry), name));
    }
  }
  return files.sort();
}
