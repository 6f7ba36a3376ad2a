/**
 * Loads the scripts that the build makes of the program's chunks (scripts.ts), with V8's compiled
 * code where there is some. In the binary they lie in its pack (pack.ts), else in files beside.
 */
import type { Script } from "node:vm";
import type { Pack, Place } from "./pack.ts";

declare global {
  /** Where things are in the pack, written into the program's beginning by the build. */
  var __dockerctlPack: Pack | undefined;
}

// By `import` each of node's modules takes a start 0.3 ms or more, in this way next to nothing.
const { process } = globalThis as unknown as { process: typeof import("node:process") };
const vm = process.getBuiltinModule("node:vm");

/** A script that was loaded, with what it exports. */
interface Loaded {
  script: Script;
  exports: Record<string, unknown>;
  /** Of a script that waits at its top: when it is ready. */
  ready?: Promise<void>;
}

/** By name. The build asks them for their compiled code. */
export const loaded = new Map<string, Loaded>();

/** The program's folder inside the binary. */
const root = new URL("./", import.meta.url);
/** A binary knows its pack; the same files run from their folder do not look for it. */
const pack = Deno.build.standalone ? globalThis.__dockerctlPack : undefined;
/** Kept open: it stays the program that runs, also when another is laid in its place. */
let program: Deno.FsFile | undefined;
let rest: Record<string, Place> | undefined;

function read(at: number, length: number): Uint8Array<ArrayBuffer> {
  program ??= Deno.openSync("/proc/self/exe");
  program.seekSync(pack!.base + at, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  for (let n = 0; n < length;) {
    const more = program.readSync(bytes.subarray(n));
    if (more === null) throw new Error("dockerctl's own file is cut off: fetch it anew");
    n += more;
  }
  return bytes;
}

/** Where something is in the pack. What every start loads is known without a look. */
function placeOf(name: string): Place {
  const { first, index } = pack!;
  if (Object.hasOwn(first, name)) return first[name];
  rest ??= JSON.parse(new TextDecoder().decode(read(...index))) as Record<string, Place>;
  if (!Object.hasOwn(rest, name)) throw new Error(`the program has no "${name}"`);
  return rest[name];
}

/** A script's text, and its compiled code where there is some. */
function sourceOf(name: string): [text: string, code: Uint8Array | undefined] {
  if (pack === undefined) {
    const at = new URL(`${name}.script`, root);
    let code: Uint8Array | undefined;
    try {
      code = Deno.readFileSync(new URL(`${name}.code`, root));
    } catch {
      // Built for another machine, where it could not be run: V8 compiles it now.
    }
    return [Deno.readTextFileSync(at), code];
  }
  const [at, code, text] = placeOf(`${name}.script`);
  const bytes = read(at, code + text);
  return [
    new TextDecoder().decode(bytes.subarray(code)),
    code > 0 ? bytes.subarray(0, code) : undefined,
  ];
}

globalThis.__dockerctlFile = (name) => {
  if (pack === undefined) return Deno.readFileSync(new URL(name, root));
  const [at, , length] = placeOf(name);
  return read(at, length);
};

/** What stands for `import()` in a script, which has none of its own. */
async function later(name: string): Promise<unknown> {
  if (!name.startsWith("chunk:")) return await import(name);
  const own = name.slice("chunk:".length);
  script(own);
  await loaded.get(own)!.ready;
  return script(own);
}

/** What stands for `require()`: other scripts, and node's modules. */
function required(name: string): unknown {
  if (name.startsWith("chunk:")) return script(name.slice("chunk:".length));
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error(`Cannot find module '${name}'`);
  return found;
}

/** The exports of a script; it is run on the first call. */
export function script(name: string): Record<string, unknown> {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const [text, cachedData] = sourceOf(name);
  if (!/^\((async )?function\(/.test(text)) {
    throw new Error("dockerctl's own file is damaged: fetch it anew");
  }
  // Not by URL, which is an operation of the runtime: names are plain.
  const href = `${root.href}${name}.script`;
  const made = new vm.Script(text, { filename: href, cachedData } as object);
  const entry: Loaded = { script: made, exports: {} };
  loaded.set(name, entry);
  const module = { exports: {} };
  const give = (exports: Record<string, unknown>) => entry.exports = exports;
  try {
    entry.ready = made.runInThisContext()(module, module.exports, required, give, later, href);
  } catch (e) {
    loaded.delete(name);
    throw e;
  }
  return entry.exports;
}
