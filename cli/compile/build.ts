/**
 * `deno task build [--target TARGET]`: bundles cli/main.ts (minified, split so that what is
 * loaded lazily stays lazy) and compiles the bundle into one file: dist/dockerctl, or
 * dist/dockerctl-TARGET for another machine's.
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { compilerFor, type Target, TARGETS } from "./runtime.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const JS = ROOT + "dist/js";
/** What chunks read from beside themselves; part of the binary like them. */
const WASM_DIR = JS + "/wasm";
/** Bundled from these: the program, and what a plugin's worker begins with. */
const ENTRIES = ["main", "plugin/guest/main", "search_worker"];

async function run(command: string, args: string[], env: Record<string, string> = {}) {
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
function banner(code: string): string {
  const timers = ["Immediate", "Interval", "Timeout"].flatMap((t) => [`clear${t}`, `set${t}`])
    .filter((name) => uses(code, name));
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
 * Takes large WebAssembly out of a chunk and lays it beside, compressed: the runtime reads all of
 * its payload at every start, whatever is used of it. Returns the chunk that unpacks it when the
 * chunk itself is first loaded.
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
    const at = `new URL("./wasm/${file}",import.meta.url)`;
    code = code.replace(call, () => `__unpack(Deno.readFileSync(${at}))`);
  }
  return `import{brotliDecompressSync as __unpack}from"node:zlib";` + code;
}

async function bundle() {
  await Deno.remove(JS, { recursive: true }).catch(() => {});
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
    JS,
    ...ENTRIES.map((name) => `cli/${name}.ts`),
  ]);
  const info = `globalThis.__dockerctlBuild??=${JSON.stringify(await buildInfo())};\n`;
  for (const folder of [JS, `${JS}/plugin/guest`]) {
    for await (const file of Deno.readDir(folder)) {
      if (!file.name.endsWith(".js")) continue;
      const path = `${folder}/${file.name}`;
      const name = file.name.slice(0, -".js".length);
      const code = await unpackedLater(await Deno.readTextFile(path), name);
      const entry = ENTRIES.some((name) => path === `${JS}/${name}.js`);
      await Deno.writeTextFile(path, banner(code) + (entry ? info : "") + code);
    }
  }
}

async function compile(target: Target, output: string): Promise<string> {
  const compiler = await compilerFor(target);
  const part = `${output}.part`; // a running dist/dockerctl cannot be written over
  await run(compiler.deno, [
    "compile",
    "-q",
    "-A",
    "--no-check",
    "--no-config",
    "--no-lock",
    // It would lie in the temporary folder under a name that can be foretold, and be run unseen:
    // whoever writes it first would have their code run by all others who call dockerctl.
    "--no-code-cache",
    // A plugin's thread, in a process of its own, has the permissions it declared.
    "--unstable-worker-options",
    "--include",
    `${JS}/plugin/guest/main.js`,
    "--include",
    WASM_DIR,
    "--include",
    `${JS}/search_worker.js`,
    "--target",
    target,
    "-o",
    part,
    `${JS}/main.js`,
  ], compiler.env);
  await Deno.rename(part, output);
  return compiler.said;
}

const { values } = parseArgs({ args: Deno.args, options: { target: { type: "string" } } });
const target = (values.target ?? Deno.build.target) as Target;
if (!TARGETS.includes(target)) {
  console.error(`build: no target "${target}", there are: ${TARGETS.join(", ")}`);
  Deno.exit(2);
}
const output = ROOT + (values.target ? `dist/dockerctl-${target}` : "dist/dockerctl");
try {
  await bundle();
  const said = await compile(target, output);
  const { size } = await Deno.stat(output);
  console.error(`build: ${output.slice(ROOT.length)} (${Math.round(size / 1e6)} MB), ${said}`);
} catch (e) {
  console.error(`build: ${(e as Error).message}`);
  Deno.exit(1);
}
