/** deno.json pins every version, and deno.lock locks what it names. */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
const lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
const wanted = (Object.values(imports) as string[]).filter((to) => /^(jsr|npm):/.test(to));

Deno.test("deno.json pins every import exactly", () => {
  for (const to of wanted) assert.match(to, /@\d+\.\d+\.\d+$/);
});

Deno.test("deno.lock locks every import of deno.json, and no others", () => {
  assert.deepEqual([...lock.workspace.dependencies].sort(), [...wanted].sort());
  for (const to of wanted) assert.ok(lock.specifiers[to], `${to} is not locked`);
});

Deno.test("deno.lock holds all that its JSR packages depend on", () => {
  const names = Object.keys(lock.jsr).map((id) => id.replace(/@[^@]+$/, ""));
  for (const [id, entry] of Object.entries(lock.jsr)) {
    const { integrity, dependencies = [] } = entry as {
      integrity: string;
      dependencies?: string[];
    };
    assert.match(integrity, /^[0-9a-f]{64}$/, id);
    for (const need of dependencies) {
      const name = need.replace(/^jsr:/, "").replace(/(?<=.)@[^@]*$/, "");
      assert.ok(names.includes(name), `${id} needs ${need}`);
    }
  }
});
