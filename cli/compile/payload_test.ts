/** What is inside the compiled program: dist/js, as the build before this run left it. */
import assert from "node:assert/strict";
import { init, parse } from "es-module-lexer";
import { payloadAt } from "./pack.ts";

const JS = new URL("../../dist/js/", import.meta.url);

async function* files(dir: URL): AsyncGenerator<{ name: string; url: URL }> {
  for await (const item of Deno.readDir(dir)) {
    if (item.isDirectory) yield* files(new URL(`${item.name}/`, dir));
    else yield { name: item.name, url: new URL(item.name, dir) };
  }
}

Deno.test("the build keeps the payload small, as it is read whole at every start", async () => {
  const program = await Deno.readFile(new URL("../../dist/dockerctl", import.meta.url));
  const at = payloadAt(program);
  // A runtime that maps its payload reads of it what is used.
  if (at === undefined) return;
  const bytes = program.length - at;
  assert.ok(bytes > 2_000, `${bytes} bytes: there is no build`);
  assert.ok(bytes < 300_000, `${bytes} bytes`);
  const main = await Deno.readTextFile(new URL("main.js", JS));
  assert.ok(main.startsWith("globalThis.__dockerctlPack="), "the program knows of no pack");
});

Deno.test("the program's beginning imports no module, each of which costs every start", async () => {
  const main = await Deno.readTextFile(new URL("main.js", JS));
  await init;
  assert.deepEqual(parse(main)[0].filter((i) => i.d === -1).map((i) => i.n), []);
});

Deno.test("the build gives a plugin's thread neither the HTTP client nor all of core", async () => {
  const names: string[] = [];
  for await (const { name, url } of files(new URL("workers/", JS))) {
    names.push(name);
    assert.ok((await Deno.stat(url)).size < 80_000, `${name} is too large for what a thread needs`);
  }
  assert.ok(names.includes("relay.js"), "there is no build");
  assert.deepEqual(names.filter((name) => /^(pools|open_transport)-/.test(name)), []);
});

Deno.test("the build keeps small what the program loads later", async () => {
  let bytes = 0;
  for await (const { url } of files(JS)) bytes += (await Deno.stat(url)).size;
  assert.ok(bytes > 500_000, `${bytes} bytes: there is no build`);
  // It costs no start anything, but every download. A quarter of it is code that V8 compiled.
  assert.ok(bytes < 6_900_000, `${bytes} bytes`);
});

Deno.test("the build gives no chunk modules of node that it does not use", async () => {
  for await (const { name, url } of files(JS)) {
    if (!name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(url);
    for (const [, names] of code.matchAll(/^import\{([\w,]+)\}from"node:timers";/g)) {
      for (const used of names.split(",")) {
        assert.ok(code.split(used).length > 2, `${name} imports ${used} and does not use it`);
      }
    }
  }
});
