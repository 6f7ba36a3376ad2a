/**
 * Loads the scripts that the build makes of what most starts load (scripts.ts), each with V8's
 * compiled code from beside it. The program's chunks import from it as `./load_script.js`.
 */
import process from "node:process";
import { Script } from "node:vm";

/** A script that was loaded, with what it exports. */
interface Loaded {
  script: Script;
  exports: Record<string, unknown>;
}

/** By name. The build asks them for their compiled code. */
export const loaded = new Map<string, Loaded>();

/** The program's folder inside the binary. */
const root = new URL("./", import.meta.url);

/** What stands for `import()` in a script, which has none of its own. */
function later(name: string): Promise<unknown> {
  if (name.startsWith("chunk:")) return Promise.resolve(script(name.slice("chunk:".length)));
  return import(name.endsWith(".js") ? new URL(name, root).href : name);
}

/** What stands for `require()`: other scripts, and node's modules. */
function required(name: string): unknown {
  if (name.startsWith("chunk:")) return script(name.slice("chunk:".length));
  return process.getBuiltinModule(name);
}

/** The exports of a script; it is run on the first call. */
export function script(name: string): Record<string, unknown> {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const at = new URL(`${name}.script`, root);
  let cachedData: Uint8Array | undefined;
  try {
    cachedData = Deno.readFileSync(new URL(`${name}.code`, root));
  } catch {
    // Built for another machine, where it could not be run: V8 compiles it now.
  }
  const made = new Script(Deno.readTextFileSync(at), { filename: at.href, cachedData } as object);
  const entry: Loaded = { script: made, exports: {} };
  loaded.set(name, entry);
  const module = { exports: {} };
  const give = (exports: Record<string, unknown>) => entry.exports = exports;
  made.runInThisContext()(module, module.exports, required, give, later, at.href);
  return entry.exports;
}
