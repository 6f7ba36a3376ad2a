/** Every command is run by some test through the compiled binary. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { commands } from "../../cli/commands/mod.ts";
import { groups } from "./cases/mod.ts";

const FOLDERS = ["../e2e/", "../attack/"].map((f) => new URL(f, import.meta.url).pathname);

/** The texts of all tests below a folder. */
function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield Deno.readTextFileSync(path);
  }
}

/** Lines of words: `"volume", "create"` in a source counts as `volume create`. */
export function wordsOf(source: string): string {
  return source.replaceAll(/["'`],\s*["'`]/g, " ");
}

/** Whether a text runs a command: its path at the start of a quoted line or behind the program. */
export function runs(text: string, path: string): boolean {
  return new RegExp(`(["'\`]|dockerctl (--demo )?|BINARY} )${path}(?=["'\`\\s\\\\])`).test(text);
}

Deno.test("runs() finds a command in words, lines and templates", () => {
  assert.ok(runs(wordsOf('cli(["volume", "create", "x"])'), "volume create"));
  assert.ok(runs(wordsOf("line(`volume create ${x}`)"), "volume create"));
  assert.ok(runs("start(c, `dockerctl run -it`)", "run"));
  assert.ok(!runs(wordsOf('cli("network", "create")'), "create"));
  assert.ok(!runs(wordsOf('"volume creates"'), "volume create"));
});

Deno.test("every command is in a compat case, an e2e test or an attack", () => {
  const lines = groups.flatMap((g) => g.cases).map((c) => typeof c === "string" ? c : c.line);
  const text = FOLDERS.flatMap((folder) => [...sources(folder)]).map(wordsOf).join("\n");
  const missing = commands.filter(({ path, aliases }) =>
    ![path, ...aliases].some((name) =>
      lines.some((line) => line === name || line.startsWith(`${name} `)) || runs(text, name)
    )
  );
  assert.deepEqual(missing.map((c) => c.path), [], "commands that no test runs");
});
