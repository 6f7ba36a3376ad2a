/** The scripts of completions complete in bash, zsh and fish. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";
import { need } from "../../needs.ts";
import { Terminal } from "../container/_terminal.ts";

/** What bash offers at the end of a line, with the script loaded as a person loads it. */
async function offered(c: EngineContext, line: string): Promise<string[]> {
  const script = `
    shopt -s progcomp
    alias docker=dockerctl
    source <(dockerctl completions bash)
    [[ $(complete -p docker) == *_dockerctl* ]] || { echo no alias >&2; exit 9; }
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

/** A shell on a terminal with the script loaded as a person loads it. */
async function shell(c: EngineContext, line: string, load: string): Promise<Terminal> {
  const program = line.split(" ")[0];
  const found = await c.run(["sh", "-c", `command -v ${program}`]);
  assert.equal(found.code, 0, `${program} is needed: apt-get install ${program}`);
  const env = { ...c.env, PATH: `${dirname(BINARY)}:${Deno.env.get("PATH")}` };
  const terminal = await Terminal.start(line, { env, cwd: c.dir });
  await terminal.type(`${load}; echo is-"loaded"\r`);
  await terminal.waitFor(/is-loaded/);
  return terminal;
}

/** Time for a completion before Tab is pressed again, in milliseconds. */
const PRESS_MS = 2_500;

/**
 * What Tab makes of a line; the line is taken away again. A completion has one second and is empty
 * after it: on a loaded machine a person presses once more.
 */
async function tab(terminal: Terminal, line: string, completed: RegExp): Promise<void> {
  await terminal.type(line);
  let seen = false;
  const waited = terminal.waitFor(completed).finally(() => seen = true);
  waited.catch(() => {});
  while (!seen) {
    await terminal.type("\t");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise<void>((done) => timer = setTimeout(done, PRESS_MS));
    await Promise.race([waited.catch(() => {}), pause]);
    clearTimeout(timer);
  }
  await waited;
  await terminal.type("\x15");
}

engineTest("the script of completions zsh completes in zsh", async (c) => {
  const name = `${c.prefix}-complete`;
  await c.docker(["volume", "create", "--label", c.label, name]);
  const load = "autoload -U compinit; compinit -u -D; source <(dockerctl completions zsh)";
  await using terminal = await shell(c, `${need("zsh")} -f -i`, load);
  await tab(terminal, "dockerctl volume ins", /inspect/);
  await tab(terminal, `dockerctl volume inspect ${c.prefix}-`, /-complete/);
  await tab(terminal, "dockerctl ps --no-t", /--no-trunc/);
  await tab(terminal, "dockerctl volume ", /create {2}-- Create a volume/);
});

engineTest("the script of completions fish completes in fish", async (c) => {
  const name = `${c.prefix}-complete`;
  await c.docker(["volume", "create", "--label", c.label, name]);
  const load = "dockerctl completions fish | source";
  await using terminal = await shell(c, `${need("fish")} --no-config -i`, load);
  await tab(terminal, "dockerctl volume ins", /inspect/);
  await tab(terminal, `dockerctl volume inspect ${c.prefix}-`, /-complete/);
  await tab(terminal, "dockerctl ps --no-t", /--no-trunc/);
  await tab(terminal, "dockerctl volume ", /create.*Create a volume/);
});
