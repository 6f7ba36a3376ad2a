/**
 * `deno task types`: writes cli/plugin/contract/types.gen.ts, the declarations that `dockerctl plugin types`
 * hands out, from the types of cli/plugin and core. TypeScript emits declarations, and
 * dts-bundle-generator makes one file of them. A test compares the result with the types.
 */
import { join } from "node:path";
// Not in deno.json: `deno task` would fetch them for everybody.
// deno-lint-ignore no-import-prefix
import ts from "npm:typescript@5.9.2";
// deno-lint-ignore no-import-prefix
import { generateDtsBundle } from "npm:dts-bundle-generator@9.5.1";

const ROOT = new URL("../../", import.meta.url).pathname;
const ENTRY = "cli/plugin/_entry.ts";
/** All that a plugin may import, from "dockerctl" or as types. */
const SOURCE = `export * from "./mod.ts";
export { codeOfStatus, createEngine, EngineError, isEngineError } from "../../core/mod.ts";
export type { ContainerSummary, Engine, EngineErrorCode, EngineEvent, ImageSummary,
  NetworkSummary, Transport, VolumeSummary, WireRequest, WireResponse } from "../../core/mod.ts";
`;
/** Outside of dockerctl there are no types of Deno. */
const SIGNAL = '"SIGINT" | "SIGTERM" | "SIGHUP" | (string & {})';
const LIB = ["esnext", "dom", "dom.iterable", "dom.asynciterable"];

/** Declarations of everything that the entry reaches, below `dir`. */
async function emit(dir: string): Promise<void> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: LIB.map((name) => `lib.${name}.d.ts`),
    outDir: dir,
    rootDir: ROOT,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  const entry = ROOT + ENTRY;
  host.readFile = (file) => file === entry ? SOURCE : readFile(file);
  host.fileExists = (file) => file === entry || fileExists(file);
  host.getSourceFile = (file, target) =>
    file === entry ? ts.createSourceFile(file, SOURCE, target) : getSourceFile(file, target);
  const files = new Map<string, string>();
  host.writeFile = (file, text) => void files.set(file, text);
  ts.createProgram([entry], options, host).emit(undefined, undefined, undefined, true);
  for (const [file, text] of files) {
    await Deno.mkdir(join(file, ".."), { recursive: true });
    const js = text.replace(/(from |import\()"(\.[^"]+)\.ts"/g, '$1"$2.js"');
    await Deno.writeTextFile(file, js);
  }
}

const dir = await Deno.makeTempDir();
try {
  await emit(dir);
  const compilerOptions = {
    target: "ESNext",
    module: "ESNext",
    moduleResolution: "bundler",
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: LIB,
  };
  const file = join(dir, ENTRY.replace(/ts$/, "d.ts"));
  await Deno.writeTextFile(
    join(dir, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: [file] }),
  );
  const [bundle] = generateDtsBundle(
    [{ filePath: file, output: { exportReferencedTypes: false, noBanner: true } }],
    { preferredConfigPath: join(dir, "tsconfig.json") },
  );
  const text = "// The plugin contract of dockerctl. Written by: dockerctl plugin types\n" +
    bundle
      // Examples of core are for core's readers.
      .replace(
        /^ *\* @example\n(?: *\*(?!\/).*\n)*?( *\* ```\w+\n(?: *\*(?!\/).*\n)*? *\* ```\n)/gm,
        "",
      )
      .replace(/^( *\*)\n(?= *\*\/)/gm, "")
      .replaceAll("Deno.Signal[]", `(${SIGNAL})[]`)
      .replaceAll("Deno.Signal", SIGNAL);
  const literal = text.replace(/[`\\]|\$\{/g, "\\$&");
  await Deno.writeTextFile(
    ROOT + "cli/plugin/contract/types.gen.ts",
    "/** Written by `deno task types`. */\nexport const PLUGIN_TYPES = `" + literal + "`;\n",
  );
  console.error(`types: ${text.length} characters`);
} finally {
  await Deno.remove(dir, { recursive: true });
}
