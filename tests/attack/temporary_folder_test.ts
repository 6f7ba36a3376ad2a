/**
 * What another user of the machine can lay into the temporary folder, where names can be foretold:
 * the binary opens nothing there.
 */
import assert from "node:assert/strict";
import { need } from "../needs.ts";

const BINARY = new URL("../../dist/dockerctl", import.meta.url).pathname;

/** The names that runtimes and compilers of Deno give to their caches. */
const PLANTED = ["deno-compile-dockerctl.cache", "deno-compile-main.cache", "dockerctl.cache"];

const CALLS = [
  ["--version"],
  ["--help"],
  ["completion", "bash"],
  ["__complete", "ps", ""],
  ["-H", "unix:///nowhere.sock", "ps"],
  ["plugin", "ls"],
];

async function inFolder(run: (dir: string, call: Call) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const temporary = `${dir}/t`;
  await Deno.mkdir(temporary);
  try {
    await run(temporary, async (words, command = BINARY) => {
      const { stdout, code, signal } = await new Deno.Command(command, {
        args: words,
        env: { TMPDIR: temporary, HOME: dir, NO_COLOR: "1" },
        stdin: "null",
        stderr: "null",
        signal: AbortSignal.timeout(20_000),
      }).output();
      assert.equal(signal, null, `${words.join(" ")} was hanging`);
      return { out: new TextDecoder().decode(stdout), code };
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

type Call = (words: string[], command?: string) => Promise<{ out: string; code: number }>;

Deno.test("the binary leaves nothing in the temporary folder, and needs nothing there", () =>
  inFolder(async (temporary, call) => {
    for (const words of CALLS) await call(words);
    const left = [...Deno.readDirSync(temporary)].map((f) => f.name);
    assert.deepEqual(left, []);
  }));

Deno.test("a FIFO that lies in the temporary folder under the name of a cache hangs nothing", () =>
  inFolder(async (temporary, call) => {
    for (const name of PLANTED) {
      await new Deno.Command("mkfifo", { args: [`${temporary}/${name}`] }).output();
    }
    const { out } = await call(["--version"]);
    assert.match(out, /^dockerctl version /);
    for (const words of CALLS) await call(words);
  }));

Deno.test("what lies in the temporary folder under the name of a cache is neither read nor written", () =>
  inFolder(async (temporary, call) => {
    for (const name of PLANTED) {
      await Deno.writeTextFile(`${temporary}/${name}`, "planted");
      // Long ago: a read would move this, a write as well.
      await Deno.utime(`${temporary}/${name}`, 1_000, 1_000);
    }
    for (const words of CALLS) await call(words);
    for (const name of PLANTED) {
      const { atime, mtime } = await Deno.stat(`${temporary}/${name}`);
      assert.equal(mtime!.getTime(), 1_000_000, name);
      assert.equal(atime!.getTime(), 1_000_000, name);
      assert.equal(await Deno.readTextFile(`${temporary}/${name}`), "planted");
    }
  }));

Deno.test({
  name: "no call of the system names anything in the temporary folder",
  fn: () =>
    inFolder(async (temporary, call) => {
      const trace = temporary.replace(/t$/, "trace");
      const { out } = await call(
        ["-f", "-s", "4096", "-e", "trace=%file,connect,bind", "-o", trace, BINARY, "--version"],
        need("strace"),
      );
      assert.match(out, /^dockerctl version /);
      const calls = (await Deno.readTextFile(trace)).split("\n");
      assert.ok(calls.some((c) => c.includes("execve(")), "strace saw nothing");
      assert.deepEqual(calls.filter((c) => c.includes(temporary)), []);
    }),
});
