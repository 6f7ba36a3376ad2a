/** The list of built-in plugins says what they are. */
import assert from "node:assert/strict";
import { builtinPlugins } from "./mod.ts";

Deno.test("builtinPlugins says of each what the plugin says of itself", async () => {
  for (const b of builtinPlugins) {
    const plugin = await b.load();
    assert.equal(plugin.name, b.name);
    assert.equal(plugin.summary, b.summary);
    assert.deepEqual(plugin.endpoints?.map((e) => e.scheme) ?? [], b.schemes ?? []);
    const commands = (plugin.commands ?? []).map(({ path, aliases, summary }) => ({
      path,
      ...aliases === undefined ? {} : { aliases },
      summary,
    }));
    assert.deepEqual(
      commands,
      (b.commands ?? []).map((
        { variantOf: _1, flags: _2, anywhere: _3, standIn: _4, ...c },
      ) => c),
    );
  }
});

Deno.test("demo:// takes options and refuses what it does not know", async () => {
  const demo = (await builtinPlugins.find((p) => p.name === "demo")!.load()).endpoints![0];
  const t = demo.connect("?world=none&containers=5&running=2&api=1.41");
  try {
    const r = await t.send({ method: "GET", path: "/containers/json", op: "list" });
    assert.equal((await r.json<unknown[]>()).length, 2);
    assert.equal((await t.greeting()).apiVersion, "1.41");
  } finally {
    await t.close();
  }
  assert.throws(() => demo.connect("?colour=red"), RangeError);
  assert.throws(() => demo.connect("?api=1.99"), RangeError);
});
