/** Completion of plugins' commands from the binary: the line's own flags choose the engine. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { emptyHome, saying } from "./home.ts";

Deno.test("completion asks the engine and the plugins that the line's flags name", async () => {
  await using home = await emptyHome();
  assert.equal((await home.cli(["plugin", "new", "hello"])).code, 0);
  const trusted = await home.cli(["plugin", "trust", "hello"]);
  assert.equal(trusted.code, 0, trusted.stderr);
  const ask = async (...words: string[]) => {
    const { code, stdout, stderr } = await home.cli(["__complete", ...words]);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout.split("\n").filter((line) => line !== "").map((line) => line.split("\t")[0]);
  };
  const web = ["web-1", "web-2"];
  assert.deepEqual(await ask("line", "dockerctl hello we"), [], "there is no engine");
  assert.deepEqual(await ask("line", "dockerctl --demo hello we"), web);
  assert.deepEqual(await ask("words", "--demo", "hello", "we"), web);
  assert.deepEqual(await ask("words", "--debug", "--demo", "stop", "we"), web);
  assert.deepEqual(await ask("words", "stop", "--demo", "we"), web);
  const states = ["status=removing", "status=restarting"];
  assert.deepEqual(await ask("line", "dockerctl ps --filter status=re"), states);
  assert.deepEqual(
    await ask("words", "--demo", "ps", "-f", "name=we"),
    web.map((name) => `name=${name}`),
  );
  await using fake = await startFakeEngine();
  assert.deepEqual(await ask("words", "-H", fake.host, "stop", "we"), web);
  assert.deepEqual(await ask("words", `--host=${fake.host}`, "stop", "we"), web);
  // What contradicts itself or does not exist is said when the line is run, not at Tab.
  assert.deepEqual(await ask("words", "--demo", "-H", fake.host, "stop", "we"), []);
  assert.deepEqual(await ask("words", "--nonsense", "stop", "we"), []);

  const apart = `${home.path}/apart.ts`;
  await Deno.writeTextFile(apart, saying("apart", "from elsewhere"));
  assert.deepEqual(await ask("words", "apa"), []);
  assert.deepEqual(await ask("words", "--plugin", apart, "apa"), ["apart"]);
});

Deno.test("plugin check --no-tests loads the plugin and leaves its tests alone", async () => {
  await using home = await emptyHome();
  await home.write("hi/mod.ts", saying("hi", "hello"));
  await home.write("hi/mod_test.ts", 'export function breaks() { throw new Error("ran"); }\n');
  const help = await home.cli(["plugin", "check", "--help"]);
  assert.match(help.stdout, /--no-tests +Do not run its tests/);
  const ran = await home.cli(["plugin", "check", "--yes", "hi"]);
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /FAILED breaks/);
  for (const words of [["--no-tests", "hi"], ["hi", "--no-tests"], ["--no-tests=true", "hi"]]) {
    const { code, stdout, stderr } = await home.cli(["plugin", "check", ...words]);
    assert.deepEqual([code, stderr], [0, ""], words.join(" "));
    assert.match(stdout, /adds {2}command hi/);
    assert.doesNotMatch(stdout, /breaks/);
  }
  assert.equal((await home.cli(["plugin", "check", "--no-tests=false", "hi"])).code, 1);
  const unknown = await home.cli(["plugin", "check", "--tests", "hi"]);
  assert.equal(unknown.code, 125);
  assert.match(unknown.stderr, /unknown flag: --tests/);
});
