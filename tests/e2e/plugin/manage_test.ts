/** Plugins are added, trusted, turned off and removed by the binary. */
import assert from "node:assert/strict";
import { emptyHome, saying } from "./home.ts";

Deno.test("plugin add copies and trusts, disable and enable turn off and on, types are written", async () => {
  await using home = await emptyHome();
  const from = `${home.path}/greet.js`;
  await Deno.writeTextFile(from, saying("greet", "hello there"));
  const said = async (...words: string[]) => {
    const { code, stdout, stderr } = await home.cli(words);
    return { code, stdout, stderr };
  };
  assert.match((await said("plugin", "add", from)).stderr, /greet was not added/);
  assert.match((await said("plugin", "add", "--yes", from)).stdout, /^greet: added/);
  assert.equal((await said("greet")).stdout, "hello there\n");
  const again = await said("plugin", "add", "--yes", from);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /--force replaces it/);

  assert.equal((await said("plugin", "disable", "greet")).stdout, "greet\n");
  assert.equal((await said("greet")).code, 1);
  assert.equal((await said("plugin", "enable", "greet")).stdout, "greet\n");
  assert.equal((await said("greet")).stdout, "hello there\n");

  assert.match((await said("plugin", "types")).stdout, /interface Plugin\b/);
  const file = `${home.path}/dockerctl.d.ts`;
  assert.equal((await said("plugin", "types", file)).stdout, `${file}\n`);
  assert.match(await Deno.readTextFile(file), /interface Plugin\b/);
});

Deno.test("what was compiled of a plugin as it was before is removed after a day", async () => {
  await using home = await emptyHome();
  const cache = `${home.path}/.cache/dockerctl/plugins`;
  const compiled = async () => {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(cache)) {
      if (isDirectory) names.push(name);
    }
    return names.sort();
  };
  const write = async (text: string) => {
    await home.write("hi.js", saying("hi", text));
    assert.equal((await home.cli(["plugin", "trust", "hi"])).code, 0);
    return await compiled();
  };
  const [first] = await write("one");
  const both = await write("two");
  assert.equal(both.length, 2, "it may still be running");
  const dayAgo = Date.now() / 1000 - 25 * 3600;
  for (const name of both) await Deno.utime(`${cache}/${name}`, dayAgo, dayAgo);
  const later = await write("three");
  assert.ok(!later.includes(first));
  assert.equal((await home.cli(["hi"])).stdout, "three\n");
});

Deno.test("plugin act runs an action on an object, and plugin pane and watch say what they lack", async () => {
  await using home = await emptyHome();
  await home.write(
    "poke.js",
    `export default { name: "poke", api: 1, summary: "Pokes", actions: [
      { of: "container", label: "poke it", run: (c, ctx) => ctx.notify("poked " + c.name) },
    ] };\n`,
  );
  const demo = (...words: string[]) => home.cli(["--demo", ...words]);
  assert.equal((await home.cli(["plugin", "trust", "poke"])).code, 0);
  const poked = await demo("plugin", "act", "poke", "poke it", "web-1");
  assert.deepEqual([poked.code, poked.stdout], [0, "poked web-1\n"], poked.stderr);
  const other = await demo("plugin", "act", "poke", "hug it", "web-1");
  assert.equal(other.code, 1);
  assert.match(other.stderr, /has no action "hug it", it has: "poke it"/);
  const pane = await demo("plugin", "pane", "poke", "nothing", "web-1");
  assert.equal(pane.code, 1);
  assert.match(pane.stderr, /has no pane "nothing"/);
  const watch = await demo("plugin", "watch");
  assert.equal(watch.code, 1);
  assert.match(watch.stderr, /no trusted plugin has a hook/);
});
