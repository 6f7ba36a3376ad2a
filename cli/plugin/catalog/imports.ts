/**
 * The imports of a plugin's module: what they name is bound to the plugin's own files, and what
 * could import anything else becomes a syntax error or a call that knows the own ones alone. The
 * runtime asks nobody before it imports a file, so that this is the wall.
 *
 * The lexer finds imports without parsing. Where a text deceives it, the word it missed stands in
 * the result as `i\u006dport`: the same text in a string, the same name of a property, and no
 * keyword.
 */
import { isBuiltin } from "node:module";
import type { ImportSpecifier } from "es-module-lexer";

/** Modules of node that neither load code nor make threads of their own. */
export const NODE_MODULES: readonly string[] = [
  "assert",
  "assert/strict",
  "async_hooks",
  "buffer",
  "child_process",
  "console",
  "constants",
  "crypto",
  "dgram",
  "diagnostics_channel",
  "dns",
  "dns/promises",
  "events",
  "fs",
  "fs/promises",
  "http",
  "http2",
  "https",
  "net",
  "os",
  "path",
  "path/posix",
  "path/win32",
  "perf_hooks",
  "process",
  "punycode",
  "querystring",
  "readline",
  "readline/promises",
  "stream",
  "stream/consumers",
  "stream/promises",
  "stream/web",
  "string_decoder",
  "timers",
  "timers/promises",
  "tls",
  "tty",
  "url",
  "util",
  "util/types",
  "zlib",
];

/** A module by what it is imported as. */
export type Target = { file: string } | { address: string };

/** Node's `process` as the plugin's thread has it: node's own module would hand out the whole. */
export const PROCESS_MODULE = "data:text/javascript," + encodeURIComponent(
  "const p=globalThis.process;export default p;export const{arch,argv,argv0,chdir,cpuUsage,cwd," +
    "emitWarning,env,execArgv,exit,hrtime,memoryUsage,nextTick,pid,platform,ppid,stderr,stdout," +
    "title,uptime,version,versions}=p;export const on=p.on.bind(p);",
);

/** What a `node:` module is imported as; undefined for one that plugins have not. */
export function nodeModule(name: string): string | undefined {
  const bare = name.slice("node:".length);
  if (!NODE_MODULES.includes(bare) || !isBuiltin(name)) return undefined;
  return bare === "process" ? PROCESS_MODULE : name;
}

/** A piece of a module's text and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The word that a call of `import` becomes in a module: one that its text has not. */
export function callName(code: string): string {
  for (let n = 0;; n++) if (!code.includes(`__import${n}`)) return `__import${n}`;
}

/**
 * The edits that make every call of `import` one of `call`. Static imports and `import.meta` stay
 * the caller's. Throws SyntaxError for a form that is not known.
 */
export function closeCalls(
  code: string,
  found: readonly ImportSpecifier[],
  call: string,
): Edit[] {
  const edits: Edit[] = [];
  const known = new Set<number>();
  const clauses: [number, number][] = [];
  for (const { ss, se, s, d } of found) {
    if (d === -2) {
      if (!/^import\s*\.\s*meta$/.test(code.slice(ss, se))) {
        throw new SyntaxError("an import of a kind that plugins have not");
      }
      known.add(ss);
    } else if (d > -1) {
      if (
        code[d] !== "(" || !code.startsWith("import", ss) || /^import\s*\./.test(code.slice(ss, d))
      ) {
        throw new SyntaxError("an import of a kind that plugins have not");
      }
      known.add(ss);
      // Lines stay where they were.
      edits.push({ start: ss, end: d, text: call + code.slice(ss, d).replace(/[^\n]/g, "") });
    } else {
      known.add(ss);
      clauses.push([ss, s]);
    }
  }
  for (const { index } of code.matchAll(/(?<![\w$])import(?![\w$])/g)) {
    if (!known.has(index) && !isProperty(code, index)) {
      edits.push({ start: index, end: index + 6, text: "i\\u006dport" });
    }
  }
  let clause = 0;
  // `export … from` that was missed: a text, a comment or an empty space stands behind the word.
  for (const { index } of code.matchAll(/(?<![\w$])from(?=[\s"'/`\\])/g)) {
    while (clause < clauses.length && clauses[clause][1] <= index) clause++;
    if (clause < clauses.length && clauses[clause][0] <= index) continue;
    if (/^\s*["'/]/.test(code.slice(index + 4, index + 260))) {
      edits.push({ start: index, end: index + 4, text: "f\\u0072om" });
    }
  }
  return edits;
}

/** Whether the word can be nothing but a property's name: `a.import`, `{ import: 1 }`. */
function isProperty(code: string, index: number): boolean {
  const dot = code[index - 1] === "." && !(code[index - 2] === "." && code[index - 3] === ".");
  return dot || /^\s{0,100}:/.test(code.slice(index + 6, index + 110));
}

/** The text with its edits made. */
export function edited(code: string, edits: readonly Edit[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at) throw new SyntaxError("imports that overlap");
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}

/** The module that calls of `import` go to: `modules` are results by the file each was made of. */
export function callModule(
  modules: ReadonlyMap<string, string>,
  callers: readonly { name: string; from: string }[],
  hostModule: string,
): string {
  const own = [...modules].map(([file, result]) =>
    `${JSON.stringify(file)}:()=>import(${JSON.stringify("./" + result)}${
      result.endsWith(".json") ? `,{with:{type:"json"}}` : ""
    })`
  );
  const node = NODE_MODULES.map((name) => `node:${name}`).filter((name) => isBuiltin(name));
  return `const own={__proto__:null,${own.join(",")}};
const node=new Set(${JSON.stringify(node)});
const{resolve}=globalThis.Promise,reject=Promise.reject.bind(Promise);
const make=(from)=>(name)=>{
  try{
    name=\`\${name}\`;
    if(name==="dockerctl")return import(${JSON.stringify(hostModule)});
    if(name==="node:process")return import(${JSON.stringify(PROCESS_MODULE)});
    if(node.has(name))return import(name);
    const at=/^(\\.{1,2}\\/|\\/|file:)/.test(name)?decodeURIComponent(new URL(name,from).pathname):"";
    if(at in own)return own[at]();
    return reject(new TypeError(\`cannot import "\${name}": a plugin imports its own files, which an import with a plain text names\`));
  }catch(e){return reject(e);}
};
${callers.map(({ name, from }) => `export const ${name}=make(${JSON.stringify(from)});`).join("\n")}
`;
}
