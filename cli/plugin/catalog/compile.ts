/**
 * Makes a plugin's files importable by the compiled binary, which has no transpiler for files
 * outside of it: types are stripped from the entry and from what it imports by relative paths,
 * imports are pointed at the results, and all of it is written once to a folder of the cache that
 * is named by the contents.
 */
import { createHash } from "node:crypto";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hostModule } from "./host_module.ts";
import { PluginProblem, reasonOf } from "../contract/problem.ts";

/** Part of every key: raise it when the same sources would give other results. */
const COMPILER = "swc-wasm-typescript 1.16.2, es-module-lexer 1.7.0, layout 1";
/** More files than a plugin can sensibly have; an import that goes astray ends here. */
const MAX_FILES = 500;
/** Bytes of one file. */
const MAX_FILE = 8 * 1024 * 1024;
const TYPESCRIPT = /\.(m|c)?tsx?$/;

/** A file as it was: `sha` is "" for one that was missing. */
export interface SourceFile {
  path: string;
  /** Milliseconds; -1 for one that was missing. */
  mtime: number;
  size: number;
  sha: string;
}

/** A compiled plugin. */
export interface Compiled {
  /** Of all files and their places. */
  hash: string;
  files: SourceFile[];
  /** Where the results are. */
  dir: string;
  /** The entry's result. */
  main: string;
  /** Name of a result in `dir` → its source. */
  sources: Record<string, string>;
}

/** What was seen before it went wrong, so that it is not tried again before a file changes. */
export class CompileFailure extends Error {
  constructor(readonly problem: PluginProblem, readonly files: SourceFile[]) {
    super(problem.message);
  }
}

interface Edit {
  start: number;
  end: number;
  /** The file it points at, or what stands there as it is. */
  to: { file: string; said: string } | { text: string };
  quoted: boolean;
}

interface Module {
  code: string;
  edits: Edit[];
}

/** Writes `text` so that nobody ever reads half of it. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(part, text, { mode: 0o600 });
    await Deno.rename(part, path);
  } catch (e) {
    await Deno.remove(part).catch(() => {});
    throw e;
  }
}

function sha256(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Compiles the plugin whose entry is `entry` (a real path). Throws {@link CompileFailure}. */
export async function compile(entry: string, cacheDir: string): Promise<Compiled> {
  const files: SourceFile[] = [];
  try {
    return await compileAll(entry, cacheDir, files);
  } catch (e) {
    if (e instanceof PluginProblem) throw new CompileFailure(e, files);
    throw new CompileFailure(new PluginProblem(reasonOf(e), { file: entry }), files);
  }
}

async function compileAll(entry: string, cacheDir: string, files: SourceFile[]): Promise<Compiled> {
  const [swc, lexer] = await Promise.all([
    import("@swc/wasm-typescript"),
    import("es-module-lexer"),
  ]);
  await lexer.init;
  const transform = swc.default.transformSync; // CommonJS: names are found in source runs alone
  const modules = new Map<string, Module>();
  const todo: { path: string; from?: string; said?: string }[] = [{ path: entry }];
  while (todo.length > 0) {
    const { path, from, said } = todo.pop()!;
    if (modules.has(path)) continue;
    if (modules.size >= MAX_FILES) {
      throw new PluginProblem(`imports more than ${MAX_FILES} files`, { file: entry });
    }
    const text = await readSource(path, files, from, said);
    if (extname(path) === ".json") {
      modules.set(path, { code: text, edits: [] });
      continue;
    }
    const code = TYPESCRIPT.test(path) ? strip(path, text, transform) : text;
    const edits = await importsOf(path, code, files, lexer.parse, transform);
    modules.set(path, { code, edits });
    for (const { to } of edits) {
      if ("file" in to) todo.push({ path: to.file, from: path, said: to.said });
    }
  }
  return await write(entry, cacheDir, modules, files);
}

async function readSource(
  path: string,
  files: SourceFile[],
  from: string | undefined,
  said: string | undefined,
): Promise<string> {
  try {
    const info = await Deno.stat(path);
    if (!info.isFile) throw new PluginProblem("is no file", { file: path });
    if (info.size > MAX_FILE) throw new PluginProblem("is larger than 8 MiB", { file: path });
    const bytes = await Deno.readFile(path);
    files.push({
      path,
      mtime: info.mtime?.getTime() ?? 0,
      size: info.size,
      sha: sha256(bytes),
    });
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (e) {
    if (e instanceof PluginProblem) throw e;
    if (e instanceof TypeError) throw new PluginProblem("is not UTF-8 text", { file: path });
    if (!files.some((f) => f.path === path)) files.push({ path, mtime: -1, size: -1, sha: "" });
    const why = e instanceof Deno.errors.NotFound ? "there is no such file" : "cannot be read";
    throw from === undefined
      ? new PluginProblem(why, { file: path })
      : new PluginProblem(`cannot import "${said ?? path}": ${why}`, { file: from });
  }
}

type Transform = typeof import("@swc/wasm-typescript").transformSync;

interface SwcError {
  message?: string;
  code?: string;
  startLine?: number;
  startColumn?: number;
}

/**
 * JavaScript from TypeScript. Stripping keeps every line where it was; what has a meaning at run
 * time (enums, namespaces, parameter properties) needs the transform, which does not.
 */
function strip(path: string, source: string, transform: Transform): string {
  try {
    return transform(source, { filename: path, mode: "strip-only", sourceMap: false }).code;
  } catch (first) {
    try {
      return transform(source, { filename: path, mode: "transform", sourceMap: false }).code;
    } catch (e) {
      throw syntaxProblem(path, e ?? first);
    }
  }
}

function syntaxProblem(path: string, e: unknown): PluginProblem {
  const { message, startLine, startColumn } = e as SwcError;
  const column = startColumn === undefined ? undefined : startColumn + 1;
  return new PluginProblem(`syntax error: ${message ?? e}`, {
    file: path,
    line: startLine,
    column,
  });
}

async function importsOf(
  path: string,
  code: string,
  files: SourceFile[],
  parse: typeof import("es-module-lexer").parse,
  transform: Transform,
): Promise<Edit[]> {
  let found;
  try {
    found = parse(code, path)[0];
  } catch (e) {
    try {
      // The lexer knows only that something is wrong; the parser says what.
      transform(code, { filename: path, mode: "strip-only", sourceMap: false });
    } catch (better) {
      throw syntaxProblem(path, better);
    }
    const { idx } = e as { idx?: number };
    const line = idx === undefined ? undefined : code.slice(0, idx).split("\n").length;
    throw new PluginProblem("syntax error", { file: path, line });
  }
  const edits: Edit[] = [];
  for (const { n: name, s: start, e: end, d: dynamic } of found) {
    if (name === undefined || dynamic === -2) continue; // a computed import(), import.meta
    if (/^(node|data):/.test(name)) continue;
    const quoted = dynamic > -1; // then the quotes are part of start..end
    const line = code.slice(0, start).split("\n").length;
    if (name === "dockerctl") {
      edits.push({ start, end, quoted, to: { text: hostModule() } });
      continue;
    }
    if (!/^(\.\.?\/|\/|file:)/.test(name)) {
      throw new PluginProblem(
        `cannot import "${name}": a plugin imports its own files, "dockerctl" and node: modules`,
        { file: path, line },
      );
    }
    const target = fileURLToPath(new URL(name, pathToFileURL(path)));
    let file: string;
    try {
      file = await Deno.realPath(target);
    } catch {
      files.push({ path: target, mtime: -1, size: -1, sha: "" });
      throw new PluginProblem(`cannot import "${name}": there is no such file`, {
        file: path,
        line,
      });
    }
    edits.push({ start, end, quoted, to: { file, said: name } });
  }
  return edits;
}

async function write(
  entry: string,
  cacheDir: string,
  modules: ReadonlyMap<string, Module>,
  files: SourceFile[],
): Promise<Compiled> {
  let root = dirname(entry);
  for (const path of modules.keys()) {
    while (relative(root, path).startsWith("..")) root = dirname(root);
  }
  // a.ts and a.js may stand beside each other: a_ts.mjs, a_js.mjs.
  const result = (path: string) => {
    const kind = extname(path);
    const name = relative(root, path);
    if (kind === ".json" || kind === "") return kind === "" ? name + ".mjs" : name;
    return name.slice(0, -kind.length) + kind.replace(".", "_") + ".mjs";
  };
  files.sort((a, b) => a.path < b.path ? -1 : 1);
  const hash = sha256(JSON.stringify(files.map((f) => [relative(root, f.path), f.sha])));
  const dir = join(cacheDir, sha256(COMPILER, hostModule(), hash, root).slice(0, 32));
  const sources: Record<string, string> = {};
  for (const [path, { code, edits }] of modules) {
    let js = code;
    for (const { start, end, to, quoted } of edits.toSorted((a, b) => b.start - a.start)) {
      let text: string;
      if ("text" in to) text = to.text;
      else {
        const way = relative(dirname(result(path)), result(to.file));
        text = way.startsWith(".") ? way : "./" + way;
      }
      js = js.slice(0, start) + (quoted ? JSON.stringify(text) : text) + js.slice(end);
    }
    sources[result(path)] = path;
    await writeAtomically(join(dir, result(path)), js);
  }
  return { hash, files, dir, main: result(entry), sources };
}

/** Whether every file is as it was, by time and size. */
export async function unchanged(files: readonly SourceFile[]): Promise<boolean> {
  const same = await Promise.all(files.map(async (file) => {
    try {
      const info = await Deno.stat(file.path);
      return (info.mtime?.getTime() ?? 0) === file.mtime && info.size === file.size;
    } catch {
      return file.mtime === -1;
    }
  }));
  return same.every(Boolean);
}

/** `file:///…cache…/mod_ts.mjs:3:9` in a stack, as the source's file and line. */
export function placeIn(
  stack: string,
  compiled: Pick<Compiled, "dir" | "sources">,
): { file: string; line: number; column: number } | undefined {
  const base = pathToFileURL(compiled.dir).href + "/";
  for (const [, url, line, column] of stack.matchAll(/(file:\/\/[^\s)]+?):(\d+):(\d+)/g)) {
    if (!url.startsWith(base)) continue;
    const file = compiled.sources[decodeURIComponent(url.slice(base.length))];
    if (file !== undefined) return { file, line: Number(line), column: Number(column) };
  }
}

/** The name a plugin's file suggests: `hello.ts`, `hello/mod.ts` are `hello`. */
export function nameOfFile(path: string): string {
  const file = basename(path).replace(/\.[^.]+$/, "");
  return file === "mod" ? basename(dirname(path)) : file;
}
