/** The lint of exported variables: what changes later is told, and nothing else. */
import assert from "node:assert/strict";
import plugin from "./exports.ts";

Deno.test("the lint tells an exported variable that may change, and lets strangers be", () => {
  const lint = (source: string, file = "core/some.ts") =>
    Deno.lint.runPlugin(plugin, file, source).map((d) => d.message);
  for (
    const bad of [
      "export let a = 1;",
      "export var a = 1;",
      "let a = 1;\nexport { a };",
      "let a = 1;\nexport { a as b };",
    ]
  ) assert.match(lint(bad)[0] ?? "", /a function that gives the value/, bad);
  for (
    const good of [
      "export const a = 1;",
      "let a = 1;\nexport const get = () => a++;",
      'export { a } from "./a.ts";',
      "export function f() { let a = 1; return a++; }",
    ]
  ) assert.deepEqual(lint(good), [], good);
  assert.deepEqual(lint("export let a = 1;", "/elsewhere/some.ts"), []);
});
