/**
 * What plugins there are outside of the binary, and what is in them, without loading one: the
 * index keeps each manifest with the times and sizes of the files it was read from.
 */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  compile,
  type Compiled,
  CompileFailure,
  placeIn,
  type SourceFile,
  unchanged,
  writeAtomically,
} from "./compile.ts";
import { discover, type Source, sourceAt, testFiles } from "./discover.ts";
import type { Manifest } from "../contract/manifest.ts";
import { ownText } from "./own.ts";
import type { Places } from "./places.ts";
import { PluginThrew } from "../contract/failure.ts";
import { oneLine, PluginProblem, reasonOf, TookTooLong } from "../contract/problem.ts";

/** A module that takes longer to load is broken. */
export const LOAD_LIMIT_MS = 5_000;
/** Modules looked into at once. */
const AT_ONCE = 4;
/** What was compiled and is no plugin any more is kept this long, in milliseconds. */
const KEEP_MS = 24 * 3600 * 1000;
/** Of the index; another one is made anew. */
const FORMAT = 4;

/** A plugin that was looked into. */
export interface Known {
  source: Source;
  compiled?: Compiled;
  manifest?: Manifest;
  /** One line: why it cannot be used. */
  problem?: string;
}

/** What the index keeps of one entry. */
interface Entry {
  files: SourceFile[];
  compiled?: Compiled;
  manifest?: Manifest;
  problem?: string;
}

interface Index {
  format: number;
  entries: Record<string, Entry>;
}

const NO_PERMISSIONS = {
  engine: "none",
  reads: [],
  files: false,
  network: false,
  run: false,
  env: false,
} as const;

async function readIndex(path: string): Promise<Index> {
  try {
    // One that somebody else can write would have us run their code.
    const { checkOwn } = await import("../../../core/own_path.ts");
    checkOwn(dirname(path), { what: "folder of compiled plugins" });
    const index = JSON.parse(await ownText(path, "index of plugins") ?? "{}");
    if (index.format === FORMAT && typeof index.entries === "object") return index;
  } catch { /* made anew */ }
  return { format: FORMAT, entries: {} };
}

/** The plugins in the folder and at `extra` paths, from the index where nothing changed. */
export async function look(
  places: Places,
  extra: readonly string[] = [],
  options: { fresh?: boolean } = {},
): Promise<Known[]> {
  const indexPath = join(places.cache, "index.json");
  const [inFolder, given, index] = await Promise.all([
    discover(places.plugins),
    Promise.all(extra.map((path) => sourceAt(path, "--plugin"))),
    readIndex(indexPath),
  ]);
  const sources = [...inFolder];
  for (const source of given) {
    if (!sources.some((s) => s.path === source.path)) sources.push(source);
  }
  const known: Known[] = new Array(sources.length);
  const stale: number[] = [];
  await Promise.all(sources.map(async (source, n) => {
    if (source.entry === undefined) {
      known[n] = { source, problem: `${source.path}: ${source.problem}` };
      return;
    }
    const entry = index.entries[source.entry];
    if (
      !options.fresh && entry !== undefined &&
      await usable(entry, source.entry, source.path, places.cache)
    ) {
      known[n] = fromEntry(source, entry);
    } else stale.push(n);
  }));
  if (stale.length === 0) return known;
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, stale.length) }, async () => {
    for (let n = stale.shift(); n !== undefined; n = stale.shift()) {
      const entry = await examine(sources[n], places);
      index.entries[sources[n].entry!] = entry;
      known[n] = fromEntry(sources[n], entry);
    }
  }));
  for (const path of Object.keys(index.entries)) {
    if (await gone(path)) delete index.entries[path];
  }
  // Without a cache that can be written everything works, only slower.
  await writeAtomically(indexPath, JSON.stringify(index)).catch(() => {});
  await sweep(places.cache, index).catch(() => {});
  return known;
}

/** Removes what was compiled of plugins as they were, once nobody can be running it any more. */
async function sweep(cache: string, index: Index): Promise<void> {
  const kept = new Set(Object.values(index.entries).map((e) => e.compiled?.dir));
  for await (const { name, isDirectory } of Deno.readDir(cache)) {
    const dir = join(cache, name);
    if (!isDirectory || !/^[0-9a-f]{32}$/.test(name) || kept.has(dir)) continue;
    const { mtime } = await Deno.stat(dir);
    if (mtime === null || Date.now() - mtime.getTime() < KEEP_MS) continue;
    await Deno.remove(dir, { recursive: true });
  }
}

function fromEntry(source: Source, entry: Entry): Known {
  const { compiled, manifest, problem } = entry;
  return {
    source,
    ...compiled ? { compiled } : {},
    ...manifest ? { manifest } : {},
    ...problem === undefined ? {} : { problem },
  };
}

async function usable(entry: Entry, path: string, own: string, cache: string): Promise<boolean> {
  if (!await unchanged(entry.files)) return false;
  // A test that came later is in no hash yet.
  const tests = await testFiles(path, own).catch(() => []);
  const known = Object.keys(entry.compiled?.tests ?? {});
  if (entry.compiled && tests.join("\0") !== known.sort().join("\0")) return false;
  return entry.compiled === undefined ||
    dirname(entry.compiled.dir) === cache &&
      !await gone(join(entry.compiled.dir, entry.compiled.main));
}

async function gone(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return false;
  } catch {
    return true;
  }
}

/** Compiles a plugin and looks into it, in a process that may do nothing. */
async function examine({ name, path, entry: own }: Source, places: Places): Promise<Entry> {
  const entry = own!;
  let compiled: Compiled;
  try {
    compiled = await compile(entry, places.cache, await testFiles(entry, path));
  } catch (e) {
    if (!(e instanceof CompileFailure)) throw e;
    return { files: e.files, problem: e.problem.message };
  }
  const found: Entry = { files: compiled.files, compiled };
  // Loaded where there is something new to look into: --help and completion come by here.
  const { PluginProcess } = await import("../host/process.ts");
  using worker = new PluginProcess({
    name,
    dir: compiled.dir,
    permissions: NO_PERMISSIONS,
    env: {},
  });
  try {
    found.manifest = await worker.load(moduleUrl(compiled), LOAD_LIMIT_MS);
  } catch (e) {
    found.problem = loadProblem(e, entry, compiled);
  }
  return found;
}

/** The address of a compiled plugin's module. */
export function moduleUrl(compiled: Compiled): string {
  return pathToFileURL(join(compiled.dir, compiled.main)).href;
}

/** Why a module did not load, in one line with its file and line. */
export function loadProblem(
  e: unknown,
  entry: string,
  compiled: Pick<Compiled, "dir" | "sources">,
): string {
  if (e instanceof TookTooLong) {
    return new PluginProblem(`took longer than ${LOAD_LIMIT_MS / 1000} s to load`, { file: entry })
      .message;
  }
  const stack = e instanceof PluginThrew
    ? e.failure.stack
    : e instanceof Error
    ? e.stack ?? ""
    : "";
  const place = placeIn(`${reasonOf(e)}\n${stack}`, compiled) ?? { file: entry };
  const said = reasonOf(e).replace(/ at file:\S+/g, "").replace(
    /file:\S+\/([^/]+)_(ts|js)\.mjs/g,
    "$1.$2",
  );
  if (e instanceof PluginProblem || e instanceof PluginThrew && e.failure.problem) {
    return new PluginProblem(said, { file: entry }).message;
  }
  const wants = /^Requires (\w+) access/.exec(said);
  const hint = wants ? ": a plugin may do that when it is called, not while it loads" : "";
  const linked = /does not provide an export|SyntaxError/.test(said);
  return new PluginProblem(
    linked ? oneLine(said) : `throws while it loads: ${oneLine(said)}${hint}`,
    place,
  ).message;
}
