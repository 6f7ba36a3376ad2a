/**
 * What a plugin's text may import, attacked where it is compiled: each text is either refused, or
 * what became of it is really imported, here where nothing else stands in its way.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { compile, CompileFailure } from "../../cli/plugin/catalog/compile.ts";

const LOOT = "the-loot-of-the-attack";

/** `@` is the path of a module with a secret, `#` of such a JSON file; both lie outside. */
const TEXTS: Record<string, string> = {
  "a static import by path": `import x from "@"; export default x;`,
  "by address": `import x from "file://@"; export default x;`,
  "JSON": `import x from "#" with { type: "json" }; export default x;`,
  "an import that is never evaluated": `export default () => 0; if (false) await import("#");`,
  "for its effects": `import "@";`,
  "of a name by a string": `import { "default" as x } from "@"; export default x;`,
  "an export from": `export { default } from "@";`,
  "an export of all": `export * from "@"; export { x as default } from "@";`,
  "an export by a string": `export { "default" as default } from "@";`,
  "a namespace": `import * as x from "@"; export default x.default;`,
  "escaped letters": `import x from "\\u0066ile://@"; export default x;`,
  "steps out": `import x from "./../../../../../../../../../../@"; export default x;`,
  "encoded steps out": `import x from "./%2e%2e/%2e%2e/secret.mjs"; export default x;`,
  "encoded slashes": `import x from "./..%2fsecret.mjs"; export default x;`,
  "a link to a module": `import x from "./link.mjs"; export default x;`,
  "a link to JSON": `import x from "./link.json" with { type: "json" }; export default x;`,
  "a link to a folder": `import x from "./linked/secret.mjs"; export default x;`,
  "a hidden file": `import x from "./.hidden.mjs"; export default x;`,
  "another ending": `import x from "./shadow"; export default x;`,
  "an ending that only looks right": `import x from "./shadow?.mjs"; export default x;`,
  "data:": `import x from "data:text/javascript,export default '${LOOT}'"; export default x;`,
  "blob:": `import x from "blob:null/1"; export default x;`,
  "http:": `import x from "http://127.0.0.1:1/x.mjs"; export default x;`,
  "ext:": `import x from "ext:core/mod.js"; export default x;`,
  "npm:": `import x from "npm:left-pad"; export default x;`,
  "node:vm": `import vm from "node:vm"; export default vm.runInThisContext("'${LOOT}'");`,
  "node:module": `import m from "node:module"; export default m.createRequire("file:///")("#");`,
  "node:worker_threads": `import x from "node:worker_threads"; export default "${LOOT}";`,
  "node:inspector": `import x from "node:inspector"; export default "${LOOT}";`,
  "node:v8": `import x from "node:v8"; export default "${LOOT}";`,
  "vm without node:": `import vm from "vm"; export default vm.runInThisContext("'${LOOT}'");`,
  "an import of a phase": `import source x from "@"; export default x;`,
  "a deferred import": `import defer * as x from "@"; export default x.default;`,
  "a call of a phase": `export default await import.source("@");`,
  "a deferred call": `export default (await import.defer("@")).default;`,
  "a computed call": `export default (await import("@" + "")).default;`,
  "a call in a template": "export default (await import(`${'@'}`)).default;",
  "a call over lines": `export default (await import\n\n(\n"@" + "")).default;`,
  "a call behind comments": `export default (await import/* ( */(/* x */ "@" + "")).default;`,
  "a call in a call":
    `export default (await import(await import("@" + "").then(() => "@"))).default;`,
  "a call in a regular expression's shadow":
    `const a = 1, g = 1; const x = a++ /1/g; export default (await import("@" + "")).default;`,
  "behind a block and a slash":
    `{} /1/ /import("@")/.source; export default (await import("@" + "")).default;`,
  "behind a brace of an object":
    `const x = {}\n/1; const y = "/"; export default (await import("@" + "")).default; "/"`,
  "behind a return":
    `const f = () => { return /[/]\\/import("x")/ }; export default (await import("@" + "")).default;`,
  "a regular expression with a quote":
    `const x = /"/; export default (await import("@" + "")).default; //"`,
  "a regular expression with a backquote":
    "const x = /`/; export default (await import('@' + '')).default; //`",
  "division that looks like one":
    `let i = 4, g = 2; const x = i++\n/2/g; const s = '"'; export default (await import("@" + "")).default;`,
  "a template in a template":
    "const x = `${`${'`'}`}`; export default (await import('@' + '')).default;",
  "an unclosed template in a comment":
    "/* ` */ export default (await import('@' + '')).default; /* ` */",
  "a class field of that name":
    `class A { static import = 1 } export default (await import("@" + "")).default;`,
  "a method of that name":
    `const o = { import() { return 1 } }; o.import(); export default (await import("@" + "")).default;`,
  "if and a regular expression":
    `if (1) /import("x")/.test(""); export default (await import("@" + "")).default;`,
  "while and a regular expression":
    `while (0) /"/.test(""); export default (await import("@" + "")).default; //"`,
  "await and a regular expression":
    `await /"/; export default (await import("@" + "")).default; //"`,
  "yield and a regular expression":
    `function* f() { yield /"/ } export default (await import("@" + "")).default; //"`,
  "of and a regular expression":
    `for (const x of /"/[Symbol.split]("")) ; export default (await import("@" + "")).default; //"`,
  "a label and a regular expression":
    `a: /"/; export default (await import("@" + "")).default; //"`,
  "an arrow and a regular expression":
    `const f = () => {}\n/"/; export default (await import("@" + "")).default; //"`,
  "a missed export from": 'const x = {}\n/`/; export { default } from "@"; //`',
  "a missed import from": 'const x = {}\n/`/; import y from "@"; export default y; //`',
  "a paren and a division": 'const x = (1)\n/`/1; export { default } from "@"; //`',
  "typeof and a regular expression": 'typeof /`/; export { default } from "@"; //`',
  "an increment and a regular expression": 'let a = 1; a++ /`/ 1; export { default } from "@"; //`',
  "an HTML comment": `<!-- import\nexport default (await import("@" + "")).default;`,
  "the end of a line of another kind": `//\u2028export default (await import("@" + "")).default;`,
  "an escaped keyword": `export default (await \\u0069mport("@")).default;`,
  "the call's own name": `export default __import0 ("@"); await import("@" + "");`,
  "a call by another's name":
    `import { from0 } from "./imports.mjs"; export default (await from0("@")).default;`,
};

Deno.test("what a plugin imports stays in its folder, however it is written", async (t) => {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "dockerctl-attack-" }));
  const folder = `${dir}/plugin`;
  try {
    await Deno.mkdir(folder);
    await Deno.mkdir(`${dir}/outside`);
    await Deno.writeTextFile(
      `${dir}/secret.mjs`,
      `export default "${LOOT}"; export const x = "${LOOT}";`,
    );
    await Deno.writeTextFile(`${dir}/outside/secret.mjs`, `export default "${LOOT}";`);
    await Deno.writeTextFile(`${dir}/secret.json`, JSON.stringify(LOOT));
    await Deno.writeTextFile(`${folder}/.hidden.mjs`, `export default "${LOOT}";`);
    await Deno.writeTextFile(`${folder}/shadow`, `export default "${LOOT}";`);
    await Deno.symlink(`${dir}/secret.mjs`, `${folder}/link.mjs`);
    await Deno.symlink(`${dir}/secret.json`, `${folder}/link.json`);
    await Deno.symlink(`${dir}/outside`, `${folder}/linked`);
    let n = 0;
    for (const [name, text] of Object.entries(TEXTS)) {
      await t.step(name, async () => {
        const file = `${folder}/m${n++}.mjs`;
        const code = text.replaceAll("@", `${dir}/secret.mjs`).replaceAll(
          "#",
          `${dir}/secret.json`,
        );
        // Without an await at its top a module that fails is done.
        await Deno.writeTextFile(
          file,
          code.replace(/export default (\(?await)/, "export default async () => $1"),
        );
        let compiled;
        try {
          compiled = await compile(file, `${dir}/cache`);
        } catch (e) {
          return assert.ok(e instanceof CompileFailure, String(e));
        }
        for await (const { name } of Deno.readDir(compiled.dir)) {
          const kept = await Deno.readTextFile(`${compiled.dir}/${name}`);
          assert.ok(text.includes(LOOT) || !kept.includes(LOOT), `${name} was copied`);
        }
        let got: unknown;
        try {
          const all = await import(pathToFileURL(`${compiled.dir}/${compiled.main}`).href);
          got = typeof all.default === "function" ? await all.default() : { ...all };
        } catch {
          return;
        }
        assert.ok(!String(JSON.stringify(got)).includes(LOOT), JSON.stringify(got));
      });
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("own files go on being imported, by every way of writing it", async () => {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "dockerctl-attack-" }));
  try {
    await Deno.mkdir(`${dir}/p/lib`, { recursive: true });
    await Deno.writeTextFile(
      `${dir}/p/lib/a.ts`,
      `export enum A { x = 1 }; export default "from a";`,
    );
    await Deno.writeTextFile(`${dir}/p/b.json`, `{"b": 2}`);
    await Deno.writeTextFile(
      `${dir}/p/mod.ts`,
      `import a, { A } from "./lib/a.ts"; import b from "./b.json" with { type: "json" };
      import { join } from "node:path"; import process, { argv } from "node:process";
      const words = "import(x) from 'y' important"; const name: string = "./lib/a.ts";
      const o = { import: (x: number) => x, from: Array.from([1]) };
      export default [a, A.x, b.b, join("a", "b"), words, o.import(3), o.from[0], typeof process, Array.isArray(argv),
        (await import("./lib/a.ts")).default, (await import(name)).default,
        (await import("./b.json", { with: { type: "json" } })).default.b, (await import("node:" + "path")).sep];`,
    );
    const compiled = await compile(`${dir}/p/mod.ts`, `${dir}/cache`);
    const { default: got } = await import(pathToFileURL(`${compiled.dir}/${compiled.main}`).href);
    assert.deepEqual(got, [
      "from a",
      1,
      2,
      "a/b",
      "import(x) from 'y' important",
      3,
      1,
      "object",
      true,
      "from a",
      "from a",
      2,
      "/",
    ]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
