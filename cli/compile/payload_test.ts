/** What is inside the compiled program: dist/js, as the build before this run left it. */
import assert from "node:assert/strict";

const JS = new URL("../../dist/js/", import.meta.url);

async function* files(dir: URL): AsyncGenerator<{ name: string; url: URL }> {
  for await (const item of Deno.readDir(dir)) {
    if (item.isDirectory) yield* files(new URL(`${item.name}/`, dir));
    else yield { name: item.name, url: new URL(item.name, dir) };
  }
}

Deno.test("the build keeps the payload small, as it is read whole at every start", async () => {
  let bytes = 0;
  for await (const { url } of files(JS)) bytes += (await Deno.stat(url)).size;
  assert.ok(bytes > 500_000, `${bytes} bytes: there is no build`);
  // Of which half a megabyte is code that V8 compiled, and a fifth of one the page, packed.
  assert.ok(bytes < 6_000_000, `${bytes} bytes`);
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
