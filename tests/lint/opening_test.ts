/** The lint of first lines: what it takes for a sentence, and that its exceptions are needed. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import plugin, { opensWithSentence } from "./opening.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("opensWithSentence() wants three words and a full stop before any code", () => {
  for (
    const good of [
      "/** The pool of engines. */\nimport x from 'y';",
      "/**\n * Reads the settings\n * of a person.\n */\n",
      "// Numbers and their names.\nexport {};",
      "#!/usr/bin/env -S deno run\n/** Writes the tables anew. */\n",
      "// deno-lint-ignore-file no-explicit-any\n/** Reads what plugins say. */\n",
      "// deno-lint-ignore-file no-explicit-any\n// Reads what plugins say.\n",
      "/*\n * `deno task x`: does this and that. And more\n */",
    ]
  ) assert.ok(opensWithSentence(good), good);
  for (
    const bad of [
      "",
      "import x from 'y';\n/** Too late to say it. */",
      "/** */\nexport {};",
      "/** Pool. */",
      "/** The pool of engines */\nexport {};",
      "// deno-lint-ignore-file no-explicit-any\nexport {};",
      "'/** A text is no comment. */';",
    ]
  ) assert.ok(!opensWithSentence(bad), bad);
});

Deno.test("the lint tells a file without an opening sentence, and lets strangers be", () => {
  const lint = (file: string, source: string) =>
    Deno.lint.runPlugin(plugin, file, source).map((d) => d.message);
  assert.match(lint("tests/lint/some.ts", "export {};")[0], /one sentence that says what it is/);
  assert.deepEqual(lint("tests/lint/some.ts", "/** Some lint of ours. */\nexport {};"), []);
  assert.deepEqual(lint("/elsewhere/some.ts", "export {};"), []);
});

Deno.test("every file of the project opens with its sentence", () => {
  const files = ["core", "cli", "plugins", "tests"].flatMap((folder) => sources(folder));
  assert.ok(files.length > 1000);
  const without = files.filter((f) => !opensWithSentence(readFileSync(ROOT + f, "utf8")));
  assert.deepEqual(without, []);
});

function sources(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}
