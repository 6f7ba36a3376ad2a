import assert from "node:assert/strict";
import { dirname } from "node:path";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";

/** What bash offers at the end of a line, with the script loaded as a person loads it. */
async function offered(c: EngineContext, line: string): Promise<string[]> {
  const script = `
    shopt -s progcomp
    source <(dockerctl completions bash)
    [[ $(complete -p dockerctl) == *_dockerctl* ]] || { echo not registered >&2; exit 9; }
    COMP_LINE=$1 COMP_POINT=\${#1}
    _dockerctl
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout, stderr } = await c.run(["bash", "--norc", "-c", script, "bash", line], {
    env: { PATH: `${dirname(BINARY)}:${Deno.env.get("PATH")}` },
    cwd: c.dir,
  });
  assert.equal(code, 0, stderr);
  return stdout.split("\n").map((w) => w.trimEnd()).filter((w) => w !== "").sort();
}

engineTest("the script of completions bash completes in bash", async (c) => {
  const name = `${c.prefix}-complete`;
  await c.docker(["volume", "create", "--label", c.label, name]);
  assert.deepEqual(await offered(c, "dockerctl volume ins"), ["inspect"]);
  assert.deepEqual(await offered(c, `dockerctl volume inspect ${c.prefix}-`), [name]);
  assert.deepEqual(await offered(c, "dockerctl ps --no-t"), ["--no-trunc"]);
  assert.ok((await offered(c, "dockerctl ")).includes("run"));
  // bash takes what stands before = for a word of its own.
  const values = await offered(c, "dockerctl ps --format=js");
  assert.ok(values.length === 1 && "--format=json".endsWith(values[0]), values.join(" "));
  assert.deepEqual(await offered(c, "dockerctl volume inspect no-such-volume-at-all"), []);
});

engineTest("completions prints a script for each shell, and refuses others", async (c) => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await c.cli(["completions", shell]);
    assert.equal(code, 0);
    assert.match(stdout, /__complete/);
  }
  const other = await c.cli(["completions", "csh"]);
  assert.notEqual(other.code, 0);
  assert.match(other.stderr, /csh/);
});
