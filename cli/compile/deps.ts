/**
 * Writes .deps/import_map.json and .deps/deno.lock: deno.json's own imports with the project's lock
 * where JSR answers, else the same imports with cliffy laid out from npm. One line says which. DOCKERCTL_DEPS=jsr|npm decides without asking.
 */
import { vendorCliffy } from "./vendor_cliffy.ts";

const ROOT = new URL("../../", import.meta.url);
const DEPS = new URL(".deps/", ROOT);

type Source = "jsr" | "npm";

async function reachable(url: URL): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function chooseSource(): Promise<Source> {
  const wish = Deno.env.get("DOCKERCTL_DEPS");
  if (wish === "jsr" || wish === "npm") return wish;
  if (wish) throw new Error(`DOCKERCTL_DEPS is "${wish}": use "jsr" or "npm"`);
  const jsr = new URL("@cliffy/command/meta.json", Deno.env.get("JSR_URL") ?? "https://jsr.io/");
  return await reachable(jsr) ? "jsr" : "npm";
}

/** deno.json expands `pkg` to `pkg/…` by itself; an import map does not. */
function withSubpaths(imports: Record<string, string>): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, target] of Object.entries(imports)) {
    all[name] = target;
    all[name + "/"] = target.replace(/^(jsr|npm):/, "$1:/") + "/";
  }
  return all;
}

/** The lock is for the canonical imports: without JSR it is neither read nor written. */
async function layLock(source: Source) {
  const lock = new URL("deno.lock", DEPS);
  if (source === "jsr") await Deno.copyFile(new URL("deno.lock", ROOT), lock);
  else await Deno.writeTextFile(lock, '{ "version": "5" }\n');
}

const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
const imports = withSubpaths(config.imports);
const source = await chooseSource();
await Deno.mkdir(DEPS, { recursive: true });
if (source === "npm") {
  for (const name of Object.keys(imports)) if (name.startsWith("@cliffy/")) delete imports[name];
  Object.assign(imports, await vendorCliffy(DEPS));
}
const map = JSON.stringify({ imports }, null, 2) + "\n";
const file = new URL("import_map.json", DEPS);
if (await Deno.readTextFile(file).catch(() => "") !== map) await Deno.writeTextFile(file, map);
await layLock(source);
await Deno.writeTextFile(new URL("source", DEPS), source + "\n");
console.error(
  source === "jsr"
    ? "deps: jsr (cliffy from JSR)"
    : "deps: npm (JSR does not answer; cliffy from an npm package)",
);
