/**
 * Makes a plugin's files importable by the compiled binary, which has no transpiler for files
 * outside of it: types are stripped from the entry and from what it imports by relative paths,
 * imports are pointed at the results, and all of it is written once to a folder of the cache that
 * is named by the contents.
 */
import { createHash } from "node:crypto";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { EngineError } from "../../../core/errors.ts";
import { hostModule } from "./host_module.ts";
import { callModule, callName, closeCalls, type Edit, edited, nodeModule } from "./imports.ts";
import { PluginThrew } from "../contract/failure.ts";
import { PluginProblem, reasonOf } from "../contract/problem.ts";

/** Part of every key: raise it when the same sources would give other results. */
const COMPILER = "swc-wasm-typescript 1.16.2, es-module-lexer 1.7.0, layout 2";
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
  /** Its test files, each by its result, or why it cannot be used. They are in the hash, too. */
  tests: Record<string, { main: string } | { problem: string }>;
}

/** What was seen before it went wrong, so that it is not tried again before a file changes. */
export class CompileFailure extends Error {
  constructor(readonly problem: PluginProblem, readonly files: SourceFile[]) {
    super(problem.message);
  }
}

/** A static import, or one by a call: the file it points at, or its address. */
interface Import {
  start: number;
  end: number;
  to: { file: string; said: string } | { text: string };
  called: boolean;
}

interface Module {
  code: string;
  imports: Import[];
  /** What closes its calls of `import`, and the name they have then. */
  calls: Edit[];
  callName: string;
}

/** Endings of what a plugin may import. */
const IMPORTED = /\.(?:json|[mc]?[jt]s|[jt]sx)$/;

/** Writes `text` so that nobody ever reads half of it, in a folder that is ours alone. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const { ownFolder, writeOwnText } = await import("../../../core/own_path.ts");
  ownFolder(dirname(path), { what: "folder of plugins" });
  writeOwnText(path, text);
}

function sha256(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Compiles the plugin whose entry is `entry` (a real path), and its tests. Throws
 * {@link CompileFailure}.
 */
export async function compile(
  entry: string,
  cacheDir: string,
  tests: readonly string[] = [],
): Promise<Compiled> {
  const files: SourceFile[] = [];
  try {
    const graph = await Graph.of(dirname(entry), files);
    await graph.add(entry);
    const problems = new Map<string, string>();
    for (const test of tests) {
      try {
        // A test that cannot be compiled is the check's matter, not the plugin's.
        await graph.add(test);
      } catch (e) {
        if (!(e instanceof PluginProblem)) throw e;
        problems.set(test, e.message);
      }
    }
    return await write(entry, cacheDir, graph.modules, files, tests, problems);
  } catch (e) {
    if (e instanceof PluginProblem) throw new CompileFailure(e, files);
    if (e instanceof EngineError && e.hint !== undefined) {
      throw new CompileFailure(new PluginProblem(`${e.message}. ${e.hint}`), files);
    }
    throw new CompileFailure(new PluginProblem(reasonOf(e), { file: entry }), files);
  }
}

/** Modules by what they import. */
class Graph {
  readonly modules = new Map<string, Module>();

  private constructor(
    /** Real path of the folder that all of it lies in. */
    private readonly root: string,
    private readonly files: SourceFile[],
    private readonly transform: Transform,
    private readonly parse: typeof import("es-module-lexer").parse,
  ) {}

  static async of(root: string, files: SourceFile[]): Promise<Graph> {
    const [swc, lexer] = await Promise.all([
      import("@swc/wasm-typescript"),
      import("es-module-lexer"),
    ]);
    await lexer.init;
    // CommonJS: names are found in source runs alone.
    return new Graph(root, files, swc.default.transformSync, lexer.parse);
  }

  /** Takes a module in, and all that it imports; nothing where one of them cannot be. */
  async add(first: string): Promise<void> {
    const added = new Map<string, Module>();
    const todo: { path: string; from?: string; said?: string }[] = [{ path: first }];
    while (todo.length > 0) {
      const { path, from, said } = todo.pop()!;
      if (added.has(path) || this.modules.has(path)) continue;
      if (this.modules.size + added.size >= MAX_FILES) {
        throw new PluginProblem(`imports more than ${MAX_FILES} files`, { file: first });
      }
      const text = await readSource(path, this.files, from, said);
      if (extname(path) === ".json") {
        added.set(path, { code: text, imports: [], calls: [], callName: "" });
        continue;
      }
      const code = TYPESCRIPT.test(path) ? strip(path, text, this.transform) : text;
      const module = await importsOf(path, code, this.root, this.files, this.parse, this.transform);
      added.set(path, module);
      for (const { to } of module.imports) {
        if ("file" in to) todo.push({ path: to.file, from: path, said: to.said });
      }
    }
    for (const [path, module] of added) this.modules.set(path, module);
  }
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
  root: string,
  files: SourceFile[],
  parse: typeof import("es-module-lexer").parse,
  transform: Transform,
): Promise<Module> {
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
  const name = callName(code);
  let calls: Edit[];
  try {
    calls = closeCalls(code, found, name);
  } catch (e) {
    throw new PluginProblem(reasonOf(e), { file: path });
  }
  const imports: Import[] = [];
  for (const { n: name, s: start, e: end, d: dynamic } of found) {
    // A computed import() knows the files that others name; import.meta is no import.
    if (name === undefined || dynamic === -2) continue;
    const line = code.slice(0, start).split("\n").length;
    const called = dynamic > -1;
    const to = await targetOf(name, path, root, files, line);
    imports.push({ start, end, to, called });
  }
  return { code, imports, calls, callName: name };
}

/** What a module's import of `name` leads to. Throws {@link PluginProblem} for what it may not. */
async function targetOf(
  name: string,
  path: string,
  root: string,
  files: SourceFile[],
  line: number,
): Promise<Import["to"]> {
  const at = { file: path, line };
  const refuse = (why: string) => new PluginProblem(`cannot import "${name}": ${why}`, at);
  if (name === "dockerctl") return { text: hostModule() };
  if (name.startsWith("node:")) {
    const text = nodeModule(name);
    if (text === undefined) throw refuse("this module of node is closed to plugins");
    return { text };
  }
  if (!/^(\.\.?\/|\/|file:)/.test(name)) {
    throw refuse('a plugin imports its own files, "dockerctl" and node: modules');
  }
  let target: string;
  try {
    target = fileURLToPath(new URL(name, pathToFileURL(path)));
  } catch {
    throw refuse("it is no address of a file");
  }
  // Before anything is looked at: whether a file is there is no matter of a plugin's either.
  if (!isBelow(root, target)) throw refuse("it lies outside of the plugin's folder");
  if (!IMPORTED.test(target)) throw refuse("it is neither a module nor .json");
  let file: string;
  try {
    file = await Deno.realPath(target);
  } catch {
    files.push({ path: target, mtime: -1, size: -1, sha: "" });
    throw refuse("there is no such file");
  }
  if (!isBelow(root, file)) throw refuse("it is a link out of the plugin's folder");
  if (!IMPORTED.test(file)) throw refuse("it is neither a module nor .json");
  return { file, said: name };
}

/** Whether a path lies in a folder, and neither it nor a folder on the way is a hidden one. */
function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && !way.split("/").some((part) => part.startsWith("."));
}

/** Name of the module that calls of `import` go to; a result's own name has another form. */
const CALLS = "imports.mjs";

async function write(
  entry: string,
  cacheDir: string,
  modules: ReadonlyMap<string, Module>,
  files: SourceFile[],
  tests: readonly string[],
  problems: ReadonlyMap<string, string>,
): Promise<Compiled> {
  const root = dirname(entry);
  // a.ts and a.js may stand beside each other: a_ts.mjs, a_js.mjs.
  const result = (path: string) => {
    const kind = extname(path);
    const name = relative(root, path);
    return kind === ".json" ? name : name.slice(0, -kind.length) + kind.replace(".", "_") + ".mjs";
  };
  files.sort((a, b) => a.path < b.path ? -1 : 1);
  const hash = sha256(JSON.stringify(files.map((f) => [relative(root, f.path), f.sha])));
  const dir = join(cacheDir, sha256(COMPILER, hostModule(), hash, root).slice(0, 32));
  const sources: Record<string, string> = {};
  const results = new Map([...modules.keys()].map((path) => [path, result(path)]));
  const callers: { name: string; from: string }[] = [];
  for (const [path, { code, imports, calls, callName }] of modules) {
    const here = dirname(result(path));
    const edits: Edit[] = [...calls];
    for (const { start, end, to, called } of imports) {
      if (called) continue;
      edits.push({ start, end, text: "text" in to ? to.text : wayFrom(here, result(to.file)) });
    }
    let js = edited(code, edits);
    if (calls.some((edit) => edit.text.startsWith(callName))) {
      const name = `from${callers.length}`;
      callers.push({ name, from: pathToFileURL(path).href });
      js += `\nimport{${name} as ${callName}}from${JSON.stringify(wayFrom(here, CALLS))};`;
    }
    sources[result(path)] = path;
    await writeAtomically(join(dir, result(path)), js);
  }
  await writeAtomically(join(dir, CALLS), callModule(results, callers, hostModule()));
  return {
    hash,
    files,
    dir,
    main: result(entry),
    sources,
    tests: Object.fromEntries(tests.map((test) => {
      const problem = problems.get(test);
      return [test, problem === undefined ? { main: result(test) } : { problem }];
    })),
  };
}

function wayFrom(folder: string, to: string): string {
  const way = relative(folder, to);
  return way.startsWith(".") ? way : "./" + way;
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

/** Says of what a plugin threw where in its files that was: `… (mod.ts:3:9)`. */
export function withPlace<E>(e: E, compiled: Pick<Compiled, "dir" | "sources">): E {
  if (!(e instanceof PluginThrew)) return e;
  const { code, exitCode, option, problem, aborted, brokenPipe, stack } = e.failure;
  // Those are words for the person who calls, not for the author.
  if (code ?? exitCode ?? option ?? problem ?? aborted ?? brokenPipe) return e;
  const place = placeIn(stack, compiled);
  if (place !== undefined) {
    e.message += ` (${basename(place.file)}:${place.line}:${place.column})`;
  }
  return e;
}

/** The name a plugin's file suggests: `hello.ts`, `hello/mod.ts` are `hello`. */
export function nameOfFile(path: string): string {
  const file = basename(path).replace(/\.[^.]+$/, "");
  return file === "mod" ? basename(dirname(path)) : file;
}
