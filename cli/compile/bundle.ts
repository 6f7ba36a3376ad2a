/**
 * Bundles dockerctl into dist/js: modules that are loaded lazily stay lazy, all become scripts, of
 * which most starts load two (scripts.ts), large WebAssembly lies beside, compressed.
 */
import { Buffer } from "node:buffer";
import { brotliCompressSync, constants } from "node:zlib";
import { settled } from "./chunk_names.ts";
import type { Pack, Packed } from "./pack.ts";
import {
  type Chunks,
  type Group,
  loadedWith,
  makeScripts,
  readChunks,
  withoutExports,
} from "./scripts.ts";

export const ROOT = new URL("../../", import.meta.url).pathname;
/** Where the bundle is laid. */
export const JS = ROOT + "dist/js";
/** What scripts read of the program; part of the binary like them. */
export const WASM_DIR = JS + "/wasm";
/** The page for browsers, packed (page.ts). */
export const PAGE_DIR = JS + "/page";

/**
 * What begins a realm of its own: a plugin's process and thread, a search's thread. They share no chunk with the program,
 * whose scripts hold more than they need and shall have.
 */
export const WORKERS = ["plugin/guest/main", "plugin/guest/relay", "search_worker"];
const WORKERS_DIR = "workers";
/** The program as it is run once while it is built (train.ts). */
export const TRAINING = "training.js";

/** The commands that people and scripts call most, each kind with a script for what it needs. */
const LOGS = ["container logs"];
/** What is asked for at once, and what prints lists and templates. */
const ASK = ["container ls"];
const LIST = ["container inspect", "inspect"];
const LIST_FILES = ["_listing"];
/** These have flags that the others need not wait for. */
const RUN = ["container exec", "container run"];
/** What these load by `import()`, by the names of the files. */
const HOT_FILES = ["engine", "open_transport", "config_file", "paths", "journal_dir"];
/** What the list of commands loads, and what answers the Tab key. */
const HELP_FILES = ["help", "extend", "complete"];
/** What the full screen loads. */
const SCREEN_FILES = ["full_screen"];
/** What carries many requests at once: undici. */
const MANY_FILES = ["pools"];
/** The names of the scripts that {@link groupsOf} makes of all this. */
export const SCRIPTS = ["base", "hot", "list", "run", "help", "core", "screen", "many"] as const;

/** Runs a program in the project's folder; throws when it fails. */
export async function run(command: string, args: string[], env: Record<string, string> = {}) {
  const { code } = await new Deno.Command(command, { args, env, cwd: ROOT, stdin: "null" })
    .spawn().status;
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
}

async function git(...args: string[]): Promise<string> {
  try {
    const out = await new Deno.Command("git", { args, cwd: ROOT, stderr: "null" }).output();
    return out.success ? new TextDecoder().decode(out.stdout).trim() : "";
  } catch {
    return ""; // built from an archive, without git
  }
}

async function buildInfo() {
  const { version } = JSON.parse(await Deno.readTextFile(ROOT + "deno.json"));
  const head = await git("rev-parse", "--short=12", "HEAD");
  const dirty = head && await git("status", "--porcelain", "--untracked-files=no") ? "-dirty" : "";
  return { version, commit: head + dirty, commitTime: await git("log", "-1", "--format=%cI") };
}

/** `name` as a word of its own; `x.name` and `"name"` are none. Too much found does no harm. */
const uses = (code: string, name: string) =>
  new RegExp(`(?<![\\w$"']|[^.]\\.)${name}\\b`).test(code);

/**
 * What a chunk needs first, and no more: each line of it is paid at every start. The timers: deno
 * 2.7's global ones return numbers, and undici calls `unref` on them. `require` and its like: split
 * chunks get none from the bundler, though CommonJS inside them asks for node's modules by it.
 */
function banner(code: string, kind: "module" | "script" = "module"): string {
  const timers = ["Immediate", "Interval", "Timeout"].flatMap((t) => [`clear${t}`, `set${t}`])
    .filter((name) => uses(code, name));
  if (kind === "script") {
    let head = timers.length > 0 ? `const{${timers}}=require("node:timers");` : "";
    if (uses(code, "__filename")) head += `const __filename=decodeURI(new URL(__url).pathname);`;
    if (uses(code, "__dirname")) head += `const __dirname=decodeURI(new URL("./",__url).pathname);`;
    return head;
  }
  let head = timers.length > 0 ? `import{${timers}}from"node:timers";` : "";
  if (uses(code, "require")) {
    head += `import{createRequire as __createRequire}from"node:module";` +
      `const require=__createRequire(import.meta.url);`;
  }
  for (const name of ["filename", "dirname"]) {
    if (uses(code, `__${name}`)) head += `const __${name}=import.meta.${name};`;
  }
  return head;
}

/** A WebAssembly module as packages carry it in their JavaScript: a call with base64 text. */
const WASM = /\b[\w$]+(?:\.[\w$]+)?\("(AGFzbQ[\w+/]{100000,}=*)","base64"\)/g;

/**
 * Takes large WebAssembly out of a script and lays it beside, compressed. Returns the script that
 * unpacks it when it is first loaded.
 */
async function unpackedLater(code: string, name: string): Promise<string> {
  const modules = [...code.matchAll(WASM)];
  if (modules.length === 0) return code;
  await Deno.mkdir(WASM_DIR, { recursive: true });
  for (const [n, [call, base64]] of modules.entries()) {
    const file = `${name}-${n}.br`;
    const packed = brotliCompressSync(Buffer.from(base64, "base64"), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    await Deno.writeFile(`${WASM_DIR}/${file}`, packed);
    code = code.replace(call, () => `__unpack(globalThis.__dockerctlFile("wasm/${file}"))`);
  }
  return `const{brotliDecompressSync:__unpack}=require("node:zlib");` + code;
}

/** Bundles files of the project, split into chunks. */
async function split(entries: readonly string[], outdir: string) {
  await run(Deno.execPath(), [
    "bundle",
    "-q",
    "--lock",
    ".deps/deno.lock",
    "--import-map",
    ".deps/import_map.json",
    "--platform",
    "deno",
    "--minify",
    "--code-splitting",
    "--external",
    "term.js",
    "--external",
    "pty.js",
    "--outdir",
    outdir,
    ...entries.map((name) => `cli/${name}.ts`),
  ]);
}

/** Names the chunks of a folder by what is in them: see chunk_names.ts. */
async function settleNames(dir: string) {
  const files = new Map<string, string>();
  for await (const path of chunkFiles(dir)) {
    files.set(path.slice(dir.length + 1), await Deno.readTextFile(path));
  }
  const names = settled(files);
  for (const name of files.keys()) if (!names.has(name)) await Deno.remove(`${dir}/${name}`);
  for (const [name, code] of names) await Deno.writeTextFile(`${dir}/${name}`, code);
}

/** Bundles chunks into scripts. */
async function join(entries: readonly string[], outdir: string, outside: string) {
  await run(Deno.execPath(), [
    "bundle",
    "-q",
    "--no-config",
    "--no-lock",
    "--platform",
    "deno",
    "--format",
    "cjs",
    "--minify",
    "--external",
    outside,
    "--outdir",
    outdir,
    ...entries,
  ]);
}

/** The chunk that the list of commands loads for `path`. */
function chunkOfCommand(chunks: Chunks, path: string): string {
  const main = chunks.get("main.js")!.code;
  const found = new RegExp(`\\("${path}",[^]{0,300}?import\\("\\./([^"]+)"\\)`).exec(main);
  if (found === null) throw new Error(`the list of commands has no "${path}"`);
  return found[1];
}

/** The chunk of a file that is loaded by `import()`. */
function chunkOfFile(chunks: Chunks, name: string): string {
  const found = [...chunks.keys()].filter((c) => new RegExp(`^${name}-[A-Z0-9]+\\.js$`).test(c));
  if (found.length !== 1) throw new Error(`${found.length} chunks are called ${name}`);
  return found[0];
}

/**
 * Which chunks become scripts: what every start loads (and what the list of commands shares with
 * others), what the hot commands share (and `logs` needs, which is little), what those that print
 * lists need beside, what `run` and `exec` do, what the list of commands loads; of what the full
 * screen is, what it shares with others, mostly all of core, and what is its own.
 */
function groupsOf(chunks: Chunks): Group[] {
  const all = (entries: string[]) => new Set(entries.flatMap((name) => loadedWith(chunks, name)));
  const commands = (paths: readonly string[]) => paths.map((path) => chunkOfCommand(chunks, path));
  const files = (names: readonly string[]) => names.map((name) => chunkOfFile(chunks, name));
  const list = all([...commands(LIST), ...files(LIST_FILES)]);
  const run = all(commands(RUN));
  const hot = all([...commands([...LOGS, ...ASK]), ...files(HOT_FILES)]).union(
    list.intersection(run),
  );
  const help = all(files(HELP_FILES));
  const base = new Set([
    ...hot.union(list).union(run).intersection(help),
    ...loadedWith(chunks, "main.js"),
  ]);
  const rest = (set: Set<string>, but = base) =>
    [...set].filter((name) => !base.has(name) && !but.has(name));
  const quick = hot.union(list).union(run).union(help);
  const screen = all(files(SCREEN_FILES));
  const alone = new Set(files(SCREEN_FILES));
  const many = all(files(MANY_FILES));
  const members = {
    base: [...base],
    hot: rest(hot),
    list: rest(list, hot),
    run: rest(run, hot),
    help: rest(help),
    core: rest(screen, quick.union(alone).union(many)),
    screen: rest(alone),
    many: rest(many, quick),
  };
  return SCRIPTS.map((name) => ({
    name,
    members: members[name],
    ...name === "base" && { gives: ["main"] },
  }));
}

/** Every chunk below `dir`, as a path. */
async function* chunkFiles(dir: string): AsyncGenerator<string> {
  for await (const item of Deno.readDir(dir)) {
    const path = `${dir}/${item.name}`;
    if (item.isDirectory) yield* chunkFiles(path);
    else if (path.endsWith(".js")) yield path;
  }
}

/** Modules that begin by a name which the compiler does not see. */
export const LATER = WORKERS.map((name) => `${JS}/${name}.js`);

/** What the program reads of itself, and no module: for its pack. */
export async function things(): Promise<Packed[]> {
  const found: Packed[] = [];
  const read = async (folder: string) => {
    for await (const item of Deno.readDir(`${JS}/${folder}`)) {
      const name = folder + item.name;
      if (item.isDirectory && ["wasm", "page"].includes(name)) await read(`${name}/`);
      if (!item.isFile || /\.(js|code)$/.test(name)) continue;
      const code = await Deno.readFile(`${JS}/${name.replace(/\.script$/, ".code")}`)
        .catch(() => undefined);
      const bytes = await Deno.readFile(`${JS}/${name}`);
      found.push({ name, bytes, code: name.endsWith(".script") ? code : undefined });
    }
  };
  await read("");
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * The program's beginning: the loader of scripts, in no file of its own as each costs 0.2 ms. A
 * plugin's process loads nothing of the program.
 */
async function layMain(): Promise<void> {
  // By itself, so that it shares nothing with what it loads.
  await split(["compile/load_script"], JS);
  const { code, exports } = withoutExports(await Deno.readTextFile(`${JS}/load_script.js`));
  const given = [...exports].map(([name, local]) => `const __${name}=${local};`).join("");
  const plugin = `new URL("./${WORKERS_DIR}/plugin/guest/relay.js",import.meta.url).href`;
  await Deno.remove(`${JS}/load_script.js`);
  await Deno.writeTextFile(
    `${JS}/main.js`,
    `${await infoLine()}${code}\n${given}
if(Deno.args[0]==="__plugin"){const{relay}=await import(${plugin});Deno.exit(await relay())}
await __script("base").main();
`,
  );
}

/** What the program knows of its build. */
async function infoLine(): Promise<string> {
  return `globalThis.__dockerctlBuild??=${JSON.stringify(await buildInfo())};`;
}

/** Tells the program's beginning where its pack is. */
export async function tellPack(pack: Pack): Promise<void> {
  const code = (await Deno.readTextFile(`${JS}/main.js`)).replace(
    /^globalThis\.__dockerctlPack=.*\n/,
    "",
  );
  const line = `globalThis.__dockerctlPack=${JSON.stringify(pack)};\n`;
  await Deno.writeTextFile(`${JS}/main.js`, line + code);
}

/**
 * Gives every file of the bundle the time of the commit: the compiled program holds their times, and
 * the same commit shall give the same program.
 */
export async function settleTimes(): Promise<void> {
  const { commitTime } = await buildInfo();
  const time = commitTime === "" ? new Date(0) : new Date(commitTime);
  const walk = async (dir: string): Promise<void> => {
    for await (const item of Deno.readDir(dir)) {
      const path = `${dir}/${item.name}`;
      if (item.isDirectory) await walk(path);
      await Deno.utime(path, time, time);
    }
  };
  await walk(JS);
}

/** Lays the whole bundle into {@link JS}. */
export async function bundle(): Promise<void> {
  const workers = `${JS}.${WORKERS_DIR}`;
  for (const dir of [JS, workers]) await Deno.remove(dir, { recursive: true }).catch(() => {});
  // One after the other: at its first use the bundler lays its own program into Deno's cache, and
  // two that do so at once can fail.
  await split(["main"], JS);
  await split(WORKERS, workers);
  for (const dir of [JS, workers]) await settleNames(dir);
  await makeScripts(
    JS,
    groupsOf(await readChunks(JS)),
    join,
    async (code, name) => {
      const unpacked = await unpackedLater(code, name);
      return banner(unpacked, "script") + unpacked;
    },
  );
  await layMain();
  await Deno.rename(workers, `${JS}/${WORKERS_DIR}`);
  const info = await infoLine();
  for await (const path of chunkFiles(`${JS}/${WORKERS_DIR}`)) {
    const code = await Deno.readTextFile(path);
    const entry = WORKERS.some((name) => path === `${JS}/${WORKERS_DIR}/${name}.js`);
    await Deno.writeTextFile(path, banner(code) + (entry ? info : "") + code);
  }
  // Where the program looks for them.
  for (const name of WORKERS) {
    const up = "../".repeat(name.split("/").length - 1);
    await Deno.mkdir(`${JS}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${JS}/${name}.js`, `import"./${up}${WORKERS_DIR}/${name}.js";\n`);
  }
}
