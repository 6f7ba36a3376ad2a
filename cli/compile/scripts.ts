/**
 * Makes scripts of those chunks of a split bundle that most starts load: a module costs about
 * 0.2 ms, whatever its size, and V8 keeps compiled code of modules nowhere but in a cache that
 * others could write to. A script is loaded with compiled code that the binary carries.
 *
 * A script's chunks are bundled once more, into one; what lies outside of it stays outside.
 * Importers are rewritten to its names: `a` of its chunk number 7 is `$7_a`.
 */
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
  /** `base` becomes `base.script`, and `base.js` for modules that import from it. */
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
/** Where chunks find the loader of scripts. */
const LOADER = "load_script.js";

/** `./x.js` as `from` sees it. */
function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** `to` as an import in `from`. */
function relative(from: string, to: string): string {
  return "./" + "../".repeat(from.split("/").length - 1) + to;
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

  /** A chunk's code with its imports rewritten. */
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
        if (own !== undefined && code.startsWith(".url", i.se)) {
          text = "__url";
          end += ".url".length;
        }
      } else if (i.d >= 0) {
        if (known) text = this.#later(name, own, target);
        else if (own !== undefined) text = `__load(${code.slice(i.s, i.e)})`;
      } else if (known) {
        text = this.#static(name, own, target, code.slice(i.ss, i.se), i.s - 1 - i.ss);
      }
      if (text === undefined) continue;
      out += code.slice(at, i.ss) + text;
      at = end;
    }
    return out + code.slice(at);
  }

  /** `import()` of another chunk. */
  #later(name: string, own: Group | undefined, target: string): string {
    const group = this.groupOf.get(target);
    if (group === undefined) {
      return own === undefined ? `import("${relative(name, target)}")` : `__load("${target}")`;
    }
    this.whole.add(target);
    const load = own === undefined
      ? `import("${relative(name, group.name + ".js")}")`
      : `__load("${OUTSIDE}${group.name}")`;
    return `${load}.then(m=>m.$${this.numberOf.get(target)})`;
  }

  /** An import statement; `until` is where its specifier begins. */
  #static(name: string, own: Group | undefined, target: string, statement: string, until: number) {
    const group = this.groupOf.get(target);
    if (group === undefined) {
      if (own !== undefined) throw new Error(`${name}, in a script, loads ${target}, in none`);
      return statement;
    }
    if (group === own) return statement.slice(0, until) + `"./${flat(target)}"`;
    const names = namesOf(statement);
    const wanted = this.names.get(target) ?? new Set();
    this.names.set(target, wanted);
    for (const [n] of names) wanted.add(n);
    const number = this.numberOf.get(target);
    const list = names.map(([n, local]) => `$${number}_${n} as ${local}`).join(",");
    const from = own === undefined ? relative(name, group.name + ".js") : OUTSIDE + group.name;
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

/** The group as a module, for chunks that import from it. */
function shimOf(group: Group, rewriter: Rewriter): string {
  const names = rewriter.exportsOf(group).map(([as]) => as);
  const list = names.length === 0 ? "" : `export const{${names.join(",")}}=`;
  return `import{script}from"./${LOADER}";${list}script("${group.name}");`;
}

/** Makes a script of each group of chunks in `dir`; `finish` has the last word on their code. */
export async function makeScripts(
  dir: string,
  groups: readonly Group[],
  bundle: Bundle,
  finish: (code: string) => string,
): Promise<void> {
  const chunks = await readChunks(dir);
  const rewriter = new Rewriter(chunks, groups);
  const work = await Deno.makeTempDir({ dir, prefix: "scripts-" });
  for (const [name, { code }] of chunks) {
    const to = rewriter.groupOf.has(name) ? `${work}/${flat(name)}` : `${dir}/${name}`;
    await Deno.writeTextFile(to, rewriter.rewrite(name, code));
  }
  const entry = (group: Group) => `${work}/${group.name}.js`;
  for (const group of groups) await Deno.writeTextFile(entry(group), entryOf(group, rewriter));
  await bundle(groups.map(entry), `${work}/out`, `${OUTSIDE}*`);
  for (const member of rewriter.groupOf.keys()) await Deno.remove(`${dir}/${member}`);
  for (const group of groups) {
    const code = finish(await Deno.readTextFile(`${work}/out/${group.name}.js`));
    const script = `(function(module,exports,require,__give,__load,__url){${code}\n})`;
    await Deno.writeTextFile(`${dir}/${group.name}.script`, script);
    await Deno.writeTextFile(`${dir}/${group.name}.js`, shimOf(group, rewriter));
  }
  await Deno.remove(work, { recursive: true });
}
