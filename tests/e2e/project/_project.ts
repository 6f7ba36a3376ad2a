/** A project of a test's own: its file, and dockerctl at it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolder, type EngineContext, type Output, run } from "../../engine/mod.ts";

/** A project with its file, and dockerctl at it. */
export function projectOf(t: EngineContext) {
  const name = `${t.prefix}shop`.toLowerCase();
  const file = join(t.dir, "compose.yaml");
  const words = ["compose", "-p", name, "-f", file];
  return {
    name,
    file,
    words,
    write: (...services: string[]) =>
      Deno.writeTextFile(file, ["services:\n", ...services].join("")),
    compose: (...more: string[]) => t.cli([...words, ...more]),
    /** Ends well, or the test fails with what was said. */
    async ok(...more: string[]) {
      const out = await t.cli([...words, ...more]);
      assert.equal(out.code, 0, `${more.join(" ")}: ${out.stdout}${out.stderr}`);
      return out;
    },
    /** Ids of services' containers that run. */
    async ids(...more: string[]): Promise<string[]> {
      const { stdout } = await t.cli([...words, "ps", "-q", ...more]);
      return stdout.split("\n").filter((l) => l !== "");
    },
    async [Symbol.asyncDispose]() {
      await t.cli([...words, "down", "--volumes", "--timeout", "0", "--remove-orphans"]);
    },
  };
}

/** A service that runs until it is told to end. */
export function service(t: EngineContext, name: string, ...more: string[]): string {
  return [
    `  ${name}:`,
    `    image: ${t.image}`,
    `    command: ["sh", "-c", "echo ${name} up; trap 'exit 0' TERM; sleep 1000 & wait"]`,
    ...more.map((l) => `    ${l}`),
    "",
  ].join("\n");
}

const SCRIPT = new URL("../../compat/compose/compose_root.sh", import.meta.url).pathname;

/** Debian's newest docker compose at the same project. */
export async function theirs(t: EngineContext, words: readonly string[]) {
  const { stdout, stderr } = await run([SCRIPT, cacheFolder()], { timeout: 300_000 });
  const program = stdout.trim().split("\n").at(-1)!;
  assert.ok(program, stderr);
  return (...more: string[]): Promise<Output> => t.run([program, ...words.slice(1), ...more]);
}
