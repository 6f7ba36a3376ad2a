/**
 * Lays out cliffy for networks where JSR does not answer. cliffy is published on JSR only;
 * windmill-cli carries 1.0.0-rc.5 of it (MIT) on npm, module by module with its types. Only
 * what our entry points reach is written; nothing of it is ever committed.
 */
import { dirname, join } from "node:path/posix";
import { npmFiles } from "./npm_tar.ts";

const CARRIER = {
  spec: "windmill-cli@1.596.0",
  integrity:
    "sha512-5aFVNTOEaGyTKyQlyjFI1FAZ8fTIQ2vGSmnqL3FfZuKpKWdqGXh8p9Azdp8N2MkIwyP1vYtOK9nfQk6jr6tRTw==",
};
const INSIDE = "deps/jsr.io/@windmill-labs";
/** The import map entry and the modules it stands for. The carrier has no prompt/mod.js. */
const ENTRIES: Record<string, { specifier: string; modules: string[] }> = {
  "command.js": {
    specifier: "@cliffy/command",
    modules: [`${INSIDE}/cliffy-command/1.0.0-rc.5/mod.js`],
  },
  "command_completions.js": {
    specifier: "@cliffy/command/completions",
    modules: [`${INSIDE}/cliffy-command/1.0.0-rc.5/completions/mod.js`],
  },
  "prompt.js": {
    specifier: "@cliffy/prompt",
    modules: ["confirm", "input", "secret", "select"]
      .map((name) => `${INSIDE}/cliffy-prompt/1.0.0-rc.6/${name}.js`),
  },
};
// The carrier's own shim wraps globalThis; under Deno the real thing is there.
const SHIM = "_dnt.shims.js";
const SHIM_JS = `// @ts-self-types="./_dnt.shims.d.ts"
const { Deno } = globalThis;
export { Deno };
export const dntGlobalThis = globalThis;
`;
const SHIM_TYPES = `export declare const Deno: typeof globalThis.Deno;
export declare const dntGlobalThis: typeof globalThis;
`;

function relativeImports(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+\.js)["']/g)].map((m) => m[1]);
}

function withoutSourceMap(code: string): string {
  return code.replaceAll(/^\/\/# sourceMappingURL=.*$/gm, "");
}

/** Writes `<deps>/cliffy` and returns the import map entries, relative to `<deps>`. */
export async function vendorCliffy(deps: URL): Promise<Record<string, string>> {
  const out = new URL("cliffy/", deps);
  const stamp = new URL(".from", out);
  const imports = Object.fromEntries(
    Object.entries(ENTRIES).map(([file, e]) => [e.specifier, `./cliffy/${file}`]),
  );
  if (await Deno.readTextFile(stamp).catch(() => "") === CARRIER.integrity) return imports;

  const files = await npmFiles(CARRIER);
  const decoder = new TextDecoder();
  const read = (path: string): string => {
    const bytes = files.get(path);
    if (!bytes) throw new Error(`${CARRIER.spec} has no ${path}`);
    return decoder.decode(bytes);
  };
  await Deno.remove(out, { recursive: true }).catch(() => {});
  const put = async (path: string, text: string) => {
    const target = new URL(path, out);
    await Deno.mkdir(new URL(".", target), { recursive: true });
    await Deno.writeTextFile(target, text);
  };

  const seen = new Set([SHIM]);
  const todo = Object.values(ENTRIES).flatMap((e) => e.modules);
  while (todo.length > 0) {
    const path = todo.pop()!;
    if (seen.has(path)) continue;
    seen.add(path);
    const typesPath = path.replace(/\.js$/, ".d.ts");
    const js = withoutSourceMap(read("esm/" + path)).replace(/^#!.*\n/, "");
    const types = withoutSourceMap(read("types/" + typesPath))
      .replaceAll(/^\/\/\/ <reference types="node" \/>$/gm, "")
      .replace(/^import \* as dntShim from .*\n/m, "")
      .replaceAll("dntShim.Deno.", "Deno.");
    const self = "./" + typesPath.split("/").at(-1);
    await put(path, `// @ts-self-types="${self}"\n${js}`);
    await put(typesPath, types);
    for (const s of [...relativeImports(js), ...relativeImports(types)]) {
      todo.push(join(dirname(path), s));
    }
  }
  await put(SHIM, SHIM_JS);
  await put("_dnt.shims.d.ts", SHIM_TYPES);
  for (const [file, { modules }] of Object.entries(ENTRIES)) {
    const body = modules.map((m) => `export * from "./${m}";\n`).join("");
    const typesFile = file.replace(/\.js$/, ".d.ts");
    await put(file, `// @ts-self-types="./${typesFile}"\n${body}`);
    await put(typesFile, body);
  }
  await put(".from", CARRIER.integrity);
  return imports;
}
