/**
 * `deno task build [--target TARGET]`: bundles cli/main.ts (minified, split so that what is
 * loaded lazily stays lazy) and compiles the bundle into one file: dist/dockerctl, or
 * dist/dockerctl-TARGET for another machine's.
 */
import { parseArgs } from "node:util";
import { compilerFor, type Target, TARGETS } from "./runtime.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const JS = ROOT + "dist/js";

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

/**
 * What every chunk needs first. The timers: deno 2.7's global ones return numbers, and undici
 * calls `unref` on them. `require`: split chunks get none from the bundler, though CommonJS
 * inside them asks for node's modules by it.
 */
async function banner(): Promise<string> {
  const info = JSON.stringify(await buildInfo());
  return `import{clearImmediate,clearInterval,clearTimeout,setImmediate,setInterval,setTimeout}from"node:timers";` +
    `import{createRequire as __createRequire}from"node:module";` +
    `const require=__createRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;` +
    `globalThis.__dockerctlBuild??=${info};\n`;
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
    "cli/main.ts",
    "cli/plugin/worker_main.ts",
  ]);
  const head = await banner();
  for (const folder of [JS, `${JS}/plugin`]) {
    for await (const file of Deno.readDir(folder)) {
      if (!file.name.endsWith(".js")) continue;
      const path = `${folder}/${file.name}`;
      await Deno.writeTextFile(path, head + await Deno.readTextFile(path));
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
    // Plugins run in workers with the permissions they declared.
    "--unstable-worker-options",
    "--include",
    `${JS}/plugin/worker_main.js`,
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
