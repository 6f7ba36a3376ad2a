/** One commit, one set of names, whatever the bundler called its chunks. */
import assert from "node:assert/strict";
import { settled } from "./chunk_names.ts";

/** Two bundles of the same code: only the hashes differ, as between two folders. */
function bundle(a: string, b: string, c: string) {
  return new Map([
    ["main.js", `import("./x-${a}.js");import"./chunk-${b}.js"`],
    [`x-${a}.js`, `import"./chunk-${b}.js";1`],
    [`chunk-${b}.js`, `import"./chunk-${c}.js";2`],
    [`chunk-${c}.js`, `import"./chunk-${b}.js";4`],
  ]);
}

Deno.test("settled() gives the same names to the same code, circles too", () => {
  const one = settled(bundle("AAAAAAAA", "BBBBBBBB", "CCCCCCCC").set("chunk-DDDDDDDD.js", "3"));
  const two = settled(bundle("ZZZZZZZZ", "YYYYYYYY", "XXXXXXXX").set("chunk-00000000.js", "3"));
  assert.deepEqual([...one].sort(), [...two].sort());
  assert.ok(one.has("main.js"));
  for (const code of one.values()) {
    for (const [, name] of code.matchAll(/\.\/([^"]+)"/g)) assert.ok(one.has(name), name);
  }
});

Deno.test("settled() gives another name to other code, and to what imports it", () => {
  const code = (text: string) =>
    settled(
      new Map([["chunk-AAAAAAAA.js", text], ["x-BBBBBBBB.js", 'import"./chunk-AAAAAAAA.js"']]),
    );
  const names = [...code("1").keys(), ...code("2").keys()];
  assert.equal(new Set(names).size, 4);
});

Deno.test("settled() leaves names alone that are no chunk's", () => {
  const files = settled(new Map([["main.js", '"lib-ABCDEFGH.js"']]));
  assert.equal(files.get("main.js"), '"lib-ABCDEFGH.js"');
});
