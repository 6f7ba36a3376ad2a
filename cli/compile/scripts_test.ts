/** Tests of scripts.ts: chunks become scripts, and who imports them finds what it wants. */
import assert from "node:assert/strict";
import { loadedWith, makeScripts, namesOf, readChunks, withoutExports } from "./scripts.ts";

Deno.test("namesOf() reads what a bundler writes, and refuses anything else", () => {
  assert.deepEqual(namesOf('import{a as b,c}from"./x.js"'), [["a", "b"], ["c", "c"]]);
  assert.deepEqual(namesOf('import"./x.js"'), []);
  assert.throws(() => namesOf('import*as x from"./x.js"'), /unknown way/);
});

Deno.test("withoutExports() takes every form of an export out, and says what was exported", () => {
  const cases: [string, string, [string, string][]][] = [
    ["var a=1,b=2;export{a as x,b};", "var a=1,b=2;;", [["x", "a"], ["b", "b"]]],
    ["export default f();\n/*! x */", "const __default= f();\n/*! x */", [[
      "default",
      "__default",
    ]]],
    [
      "var exports2=1;export{exports2 as exportContainer,exports2 as default};",
      "var exports2=1;;",
      [["exportContainer", "exports2"], ["default", "exports2"]],
    ],
  ];
  for (const [code, without, exports] of cases) {
    const found = withoutExports(code);
    assert.deepEqual([...found.exports], exports);
    assert.equal(found.code, without);
  }
  for (const code of ['export*as x from"./y.js"', "export const a=1,b=2;"]) {
    assert.throws(() => withoutExports(code), /unknown way/);
  }
});

Deno.test("makeScripts() turns every import to where the chunk will be", async () => {
  const dir = await Deno.makeTempDir();
  const files: Record<string, string> = {
    "chunk-A.js": `var a=1;export{a};`,
    "main.js": `import{a as x}from"./chunk-A.js";` +
      `export const main=()=>import("./lazy.js").then(l=>l.y+x),at=import.meta.url;`,
    "lazy.js":
      `import{a as z}from"./chunk-A.js";const y=z,hot=()=>import("./hot.js");export{y,hot};`,
    "waits.js": `var w=await import("node:path");export{w};`,
    "hot.js": `import{a as w}from"./chunk-A.js";export const h=w;`,
  };
  for (const [name, code] of Object.entries(files)) {
    await Deno.writeTextFile(`${dir}/${name}`, code);
  }
  const chunks = await readChunks(dir);
  assert.deepEqual(loadedWith(chunks, "main.js"), ["chunk-A.js", "main.js"]);
  const groups = [
    { name: "base", members: loadedWith(chunks, "main.js"), gives: ["main"] },
    { name: "hot", members: ["hot.js"] },
  ];
  const seen: Record<string, string> = {};
  await makeScripts(dir, groups, async (entries, outdir, outside) => {
    assert.equal(outside, "chunk:*");
    await Deno.mkdir(outdir);
    for (const entry of entries) {
      const name = entry.slice(entry.lastIndexOf("/") + 1);
      seen[name] = await Deno.readTextFile(entry);
      await Deno.writeTextFile(`${outdir}/${name}`, `/* ${name} */`);
    }
    const folder = entries[0].slice(0, entries[0].lastIndexOf("/"));
    for (const name of ["main.js", "hot.js"]) {
      if (seen[name] === undefined) seen[name] = await Deno.readTextFile(`${folder}/${name}`);
    }
  }, (code) => code);
  assert.match(seen["main.js"], /__load\("chunk:lazy"\)\.then\(l=>l\.y\+x\),at=__url/);
  assert.match(seen["base.js"], /import \{a as \$0_a\} from "\.\/chunk-A\.js";/);
  assert.match(seen["base.js"], /__give\(\{\$0_a,main\}\);$/);
  const lazy = await Deno.readTextFile(`${dir}/lazy.script`);
  assert.match(
    lazy,
    /^\(function\([^)]*\)\{"use strict";const\{\$0_a:z\}=require\("chunk:base"\);/,
  );
  assert.match(lazy, /__load\("chunk:hot"\)\.then\(m=>m\.\$2\)/);
  assert.match(lazy, /__give\(\{y,hot\}\);\n\}\)$/);
  const script = await Deno.readTextFile(`${dir}/base.script`);
  assert.match(script, /^\(function\(module,exports,require,__give,__load,__url\)\{/);
  const left = [...Deno.readDirSync(dir)].map((item) => item.name).sort();
  assert.deepEqual(left, ["base.script", "hot.script", "lazy.script", "waits.script"]);
  assert.match(await Deno.readTextFile(`${dir}/waits.script`), /^\(async function\(/);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("makeScripts() makes no script of a chunk that waits at its top and is imported", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/waits.js`, "var w=await 1;export{w};");
  await Deno.writeTextFile(`${dir}/lazy.js`, 'import{w}from"./waits.js";var y=w;export{y};');
  await assert.rejects(
    makeScripts(dir, [], () => Promise.resolve(), (code) => code),
    /waits is no script/,
  );
  await Deno.remove(dir, { recursive: true });
});
