/** Every thread and process of dockerctl begins with keepSignals(). */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Sources of a folder, without tests. */
async function* sources(folder: string): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(ROOT + folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sources(path);
    else if (/\.ts$/.test(name) && !/_test\.ts$/.test(name)) yield path;
  }
}

Deno.test("every thread keeps combined signals heard, as the program does", async () => {
  const begins = ["cli/main.ts", "cli/plugin/guest/relay.ts"];
  for (const folder of ["core", "cli", "plugins"]) {
    for await (const path of sources(folder)) {
      const text = await Deno.readTextFile(ROOT + path);
      if (!text.includes("new Worker(")) continue;
      const module = /"\.\/(\w+\.ts)"/.exec(text.slice(text.indexOf("import.meta.url.endsWith")));
      assert.ok(module, `${path}: the thread's module is not found`);
      begins.push(path.replace(/[^/]+$/, module[1]));
    }
  }
  assert.ok(begins.length >= 4, begins.join());
  for (const path of begins) {
    const text = await Deno.readTextFile(ROOT + path);
    assert.match(text, /^ *keepSignals\(\);$/m, path);
  }
});
