/** Tests of scripts.ts: chunks become scripts, and who imports them finds what it wants. */
import assert from "node:assert/strict";
import { loadedWith, makeScripts, namesOf, readChunks } from "./scripts.ts";

Deno.test("namesOf() reads what a bundler writes, and refuses anything else", () => {
  assert.deepEqual(namesOf('import{a as b,c}from"./x.js"'), [["a", "b"], ["c", "c"]]);
  assert.deepEqual(namesOf('import"./x.js"'), []);
  assert.throws(() => namesOf('import*as x from"./x.js"'), /unknown way/);
});

Deno.test("makeScripts() turns every import to where the chunk will be", async () => {
  const dir = await Deno.makeTempDir();
  const files: Record<string, string> = {
    "chunk-A.js": `var a=1;export{a};`,
    "main.js": `import{a as x}from"./chunk-A.js";` +
      `export const main=()=>import("./lazy.js").then(l=>l.y+x),at=import.meta.url;`,
    "lazy.js": `import{a as z}from"./chunk-A.js";export const y=z,hot=()=>import("./hot.js");`,
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
  assert.match(seen["main.js"], /__load\("lazy\.js"\)\.then\(l=>l\.y\+x\),at=__url/);
  assert.match(seen["base.js"], /import \{a as \$0_a\} from "\.\/chunk-A\.js";/);
  assert.match(seen["base.js"], /__give\(\{\$0_a,main\}\);$/);
  const lazy = await Deno.readTextFile(`${dir}/lazy.js`);
  assert.match(lazy, /^import\{\$0_a as z\}from"\.\/base\.js";/);
  assert.match(lazy, /import\("\.\/hot\.js"\)\.then\(m=>m\.\$2\)/);
  const shim = await Deno.readTextFile(`${dir}/hot.js`);
  assert.equal(shim, 'import{script}from"./load_script.js";export const{$2}=script("hot");');
  const script = await Deno.readTextFile(`${dir}/base.script`);
  assert.match(script, /^\(function\(module,exports,require,__give,__load,__url\)\{/);
  await Deno.remove(dir, { recursive: true });
});
