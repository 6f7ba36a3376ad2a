/**
 * Makes scripts of the chunks of a split bundle: a module costs about 0.2 ms, whatever its size, has
 * to lie in the payload that is read at every start, and V8 keeps its compiled code nowhere but in a
 * cache that others could write to. A script is loaded from the program's pack, with compiled code.
 *
 * Chunks that most starts load are bundled once more, into one script for each group; every other
 * chunk becomes a script by itself. Importers are rewritten to a group's names: `a` of its chunk
 * number 7 is `$7_a`. What a chunk exports is what it is when the chunk has run: nothing of ours
 * exports a variable that changes later, and no two chunks outside of a group wait for each other.
 */
import { Script } from "node:vm";
import { init, parse } from "es-module-lexer";

/** The chunks of a folder by name (`main.js`, `plugin/guest/main.js`). */
export type Chunks = Map<string, Chunk>;

/** One chunk as the bundler wrote it. */
export interface Chunk {
  code: string;
  /** Chunks that are loaded with it. */
  loads: string[];
}

/** Chunks that become one script. */
export interface Group {
  /** `base` becomes `base.script`. */
  name: string;
  /** In the order in which they are evaluated. */
  members: readonly string[];
  /** What its last member exports under its own name, for who loads the script by hand. */
  gives?: readonly string[];
}

/** Bundles entries, each into one CommonJS file in `outdir`, with names like `outside` left out. */
export type Bundle = (entries: readonly string[], outdir: string, outside: string) => Promise<void>;

/** How an import of what is not to be bundled is written. */
const OUTSIDE = "chunk:";
/** What a script is given: see load_script.ts. */
const PARAMETERS = "module,exports,require,__give,__load,__url";

/** `./x.js` as `from` sees it. */
function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** A chunk's name as a file of one flat folder. */
const flat = (name: string) => name.replaceAll("/", "_");

/** Reads every chunk of a folder. */
export async function readChunks(dir: string): Promise<Chunks> {
  await init;
  const chunks: Chunks = new Map();
  const read = async (folder: string) => {
    for await (const item of Deno.readDir(`${dir}/${folder}`)) {
      const name = folder + item.name;
      if (item.isDirectory) await read(`${name}/`);
      else if (name.endsWith(".js")) {
        const code = await Deno.readTextFile(`${dir}/${name}`);
        const loads = parse(code)[0].filter((i) => i.d === -1 && i.n?.startsWith("."))
          .map((i) => resolve(name, i.n!));
        chunks.set(name, { code, loads });
      }
    }
  };
  await read("");
  return chunks;
}

/** What is loaded with `name`, itself last, in the order of evaluation. */
export function loadedWith(chunks: Chunks, name: string): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (at: string) => {
    if (seen.has(at)) return;
    seen.add(at);
    const chunk = chunks.get(at);
    if (chunk === undefined) throw new Error(`there is no chunk ${at}`);
    for (const next of chunk.loads) visit(next);
    order.push(at);
  };
  visit(name);
  return order;
}

/** The names of an import: `import{a as b,c}from"x"` is `[["a","b"],["c","c"]]`. */
export function namesOf(statement: string): [name: string, local: string][] {
  const clause = /^import\s*(?:\{([^}]*)\}\s*from\s*)?["']/.exec(statement);
  if (clause === null) throw new Error(`a chunk imports in an unknown way: ${statement}`);
  return (clause[1] ?? "").split(",").filter((n) => n.trim() !== "").map((n) => {
    const [name, local] = n.trim().split(/\s+as\s+/);
    return [name, local ?? name];
  });
}

/** Imported names by a call of `require`. */
function requiring(names: readonly [name: string, local: string][], from: string): string {
  const list = names.map(([n, local]) => n === local ? n : `${n}:${local}`).join(",");
  return `${list === "" ? "" : `const{${list}}=`}require("${from}")`;
}

/** Any import statement by a call of `require`; `from` is what it shall ask for. */
function required(statement: string, from: string): string {
  const whole = /^import\s*(?:\*\s*as\s+)?([\w$]+)\s*from\s*["']/.exec(statement);
  // Node's modules alone are imported as a whole, and are their own default.
  if (whole !== null) return `const ${whole[1]}=require("${from}")`;
  return requiring(namesOf(statement), from);
}

/** The script that a chunk becomes when it is in no group. */
const scriptOf = (name: string) => name.replace(/\.js$/, "");

/** A chunk's code without its exports, and these: names in the code by the names outside. */
export function withoutExports(code: string): { code: string; exports: Map<string, string> } {
  const exports = new Map<string, string>();
  const statements = new Set<number>();
  const words = [...code.matchAll(/(?<![\w$.])export(?=[\s{])/g)].map((m) => m.index);
  for (const { n, ln, s } of parse(code)[1]) {
    exports.set(n, ln ?? "__default");
    statements.add(words.findLast((at) => at < s)!);
  }
  for (const at of [...statements].sort((a, b) => b - a)) {
    const text = code.slice(at);
    // A bundler writes one list at the end; a default may stand by itself.
    const found = /^export(?:\s*\{[^{}]*\}|\s+default\b)/.exec(text);
    if (found === null) throw new Error(`a chunk exports in an unknown way: ${text}`);
    const instead = found[0].endsWith("default") ? "const __default=" : "";
    code = code.slice(0, at) + instead + text.slice(found[0].length);
  }
  return { code, exports };
}

/** A chunk by itself, its imports rewritten, as the body of a script. */
function alone(rewritten: string): string {
  const { code, exports } = withoutExports(rewritten);
  const list = [...exports].map(([name, local]) => name === local ? name : `${name}:${local}`);
  return `"use strict";${code}${list.length === 0 ? "" : `\n;__give({${list.join(",")}});`}`;
}

/** Turns imports to where the chunks will be, and notes what is wanted of each script. */
class Rewriter {
  readonly groupOf = new Map<string, Group>();
  readonly numberOf = new Map<string, number>();
  /** Names wanted from outside of their script, by chunk. */
  readonly names = new Map<string, Set<string>>();
  /** Chunks that are imported as a whole, by `import()`. */
  readonly whole = new Set<string>();

  constructor(readonly chunks: Chunks, groups: readonly Group[]) {
    for (const group of groups) {
      for (const member of group.members) {
        if (this.groupOf.has(member)) throw new Error(`${member} stands in two scripts`);
        this.groupOf.set(member, group);
        this.numberOf.set(member, this.numberOf.size);
      }
    }
  }

  /** A chunk's code with its imports rewritten; outside of a group they are calls of `require`. */
  rewrite(name: string, code: string): string {
    const own = this.groupOf.get(name);
    let out = "";
    let at = 0;
    for (const i of parse(code)[0]) {
      const target = i.n?.startsWith(".") ? resolve(name, i.n) : undefined;
      const known = target !== undefined && this.chunks.has(target);
      let text: string | undefined;
      let end = i.se;
      if (i.d === -2) {
        // import.meta, of which the address alone is used.
        if (code.startsWith(".url", i.se)) {
          text = "__url";
          end += ".url".length;
        }
      } else if (i.d >= 0) {
        text = known ? this.#later(target) : `__load(${code.slice(i.s, i.e)})`;
      } else {
        const [statement, until] = [code.slice(i.ss, i.se), i.s - 1 - i.ss];
        if (known) text = this.#static(name, own, target, statement, until);
        else if (own === undefined) text = required(statement, i.n!);
      }
      if (text === undefined) continue;
      out += code.slice(at, i.ss) + text;
      at = end;
    }
    return out + code.slice(at);
  }

  /** `import()` of another chunk. */
  #later(target: string): string {
    const group = this.groupOf.get(target);
    if (group === undefined) return `__load("${OUTSIDE}${scriptOf(target)}")`;
    this.whole.add(target);
    return `__load("${OUTSIDE}${group.name}").then(m=>m.$${this.numberOf.get(target)})`;
  }

  /** An import statement; `until` is where its specifier begins. */
  #static(name: string, own: Group | undefined, target: string, statement: string, until: number) {
    const group = this.groupOf.get(target);
    if (group === undefined) {
      if (own !== undefined) throw new Error(`${name}, in a script, loads ${target}, in none`);
      return required(statement, OUTSIDE + scriptOf(target));
    }
    if (group === own) return statement.slice(0, until) + `"./${flat(target)}"`;
    const wanted = this.names.get(target) ?? new Set();
    this.names.set(target, wanted);
    const names = namesOf(statement).map(([n, local]) => {
      wanted.add(n);
      return [`$${this.numberOf.get(target)}_${n}`, local] as [string, string];
    });
    const from = OUTSIDE + group.name;
    if (own === undefined) return requiring(names, from);
    const list = names.map(([n, local]) => `${n} as ${local}`).join(",");
    return `import${list === "" ? "" : `{${list}}from`}"${from}"`;
  }

  /** What others want of a group: by its name there, the chunk and the name in it. */
  exportsOf(group: Group): [as: string, member: string, name: string | undefined][] {
    return group.members.flatMap((member) => {
      const number = this.numberOf.get(member);
      return [
        ...this.whole.has(member) ? [[`$${number}`, member, undefined] as const] : [],
        ...[...this.names.get(member) ?? []].map((n) => [`$${number}_${n}`, member, n] as const),
      ].map((x): [string, string, string | undefined] => [...x]);
    });
  }
}

/** The group as an entry. An object, as getters for hundreds of names take a millisecond. */
function entryOf(group: Group, rewriter: Rewriter): string {
  const exported = rewriter.exportsOf(group);
  const last = group.members.at(-1)!;
  for (const name of group.gives ?? []) exported.push([name, last, name]);
  const lines = group.members.map((member) => `import "./${flat(member)}";`);
  for (const [as, member, name] of exported) {
    const clause = name === undefined ? `* as ${as}` : `{${name} as ${as}}`;
    lines.push(`import ${clause} from "./${flat(member)}";`);
  }
  lines.push(`__give({${exported.map(([as]) => as).join(",")}});`);
  return lines.join("\n");
}

/**
 * A script's text. One that waits at its top is an async function, and `import()` alone can load
 * it: `loaded` are those that others load with themselves.
 */
function asScript(name: string, body: string, loaded: ReadonlySet<string>): string {
  const text = `function(${PARAMETERS}){${body}\n})`;
  try {
    new Script(`(${text}`, { filename: name });
    return `(${text}`;
  } catch (e) {
    if (loaded.has(`${name}.js`)) throw new Error(`${name} is no script: ${(e as Error).message}`);
  }
  new Script(`(async ${text}`, { filename: name });
  return `(async ${text}`;
}

/**
 * Makes scripts of all chunks in `dir`: one of each group, one of every chunk in none; `finish` has
 * the last word on their code.
 */
export async function makeScripts(
  dir: string,
  groups: readonly Group[],
  bundle: Bundle,
  finish: (code: string, name: string) => string | Promise<string>,
): Promise<void> {
  const chunks = await readChunks(dir);
  const rewriter = new Rewriter(chunks, groups);
  const loaded = new Set([...chunks.values()].flatMap((chunk) => chunk.loads));
  const work = await Deno.makeTempDir({ dir, prefix: "scripts-" });
  const write = async (name: string, body: string) => {
    const finished = await finish(body, name);
    await Deno.writeTextFile(`${dir}/${name}.script`, asScript(name, finished, loaded));
  };
  for (const [name, { code }] of chunks) {
    const rewritten = rewriter.rewrite(name, code);
    if (rewriter.groupOf.has(name)) await Deno.writeTextFile(`${work}/${flat(name)}`, rewritten);
    else await write(scriptOf(name), alone(rewritten));
    await Deno.remove(`${dir}/${name}`);
  }
  const entry = (group: Group) => `${work}/${group.name}.js`;
  for (const group of groups) await Deno.writeTextFile(entry(group), entryOf(group, rewriter));
  await bundle(groups.map(entry), `${work}/out`, `${OUTSIDE}*`);
  for (const group of groups) {
    await write(group.name, await Deno.readTextFile(`${work}/out/${group.name}.js`));
  }
  await Deno.remove(work, { recursive: true });
}
