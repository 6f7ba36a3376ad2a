/** A newcomer's first plugin from the binary alone: on the command line, in the shell, after `:`. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY } from "../../engine/mod.ts";
import { emptyHome } from "./home.ts";

Deno.test("plugin new hello, an edit, and hello runs, helps and completes everywhere", async (t) => {
  await using home = await emptyHome();
  const open = (words: string[], size = { columns: 80, rows: 24 }) =>
    TmuxTerminal.open({ command: [BINARY, ...words], env: home.env, cwd: home.path, ...size });

  assert.equal((await home.cli(["plugin", "new", "hello"])).code, 0);
  const file = `${home.plugins}/hello/mod.ts`;
  const text = await Deno.readTextFile(file);
  const edited = text.replace("HELLO: (c) => c.name", 'GREETED: (c) => "hi " + c.name');
  assert.notEqual(edited, text);
  await Deno.writeTextFile(file, edited);

  await t.step("it is asked about on its first use, and then runs", async () => {
    await using terminal = await open(["--demo", "hello", "web-1"], { columns: 160, rows: 24 });
    const asked = await terminal.see(/Trust "hello"\?/);
    assert.match(asked, /path +\S*\/hello\/mod\.ts\n/);
    assert.match(asked, /may +read from the engine\n/);
    await terminal.press("y");
    await terminal.press("Enter");
    await terminal.see(/GREETED +IMAGE +AGE\nhi web-1 +nginx:1\.27 +3h\n/);
    await terminal.see("ENDED 0");
  });

  await t.step("on the command line", async () => {
    const ran = await home.cli(["--demo", "hello"]);
    assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    assert.match(ran.stdout, /^GREETED +IMAGE +AGE\n/);
    const help = await home.cli(["hello", "--help"]);
    assert.match(help.stdout, /hello \[OPTIONS\] \[CONTAINER\][^]*-a, --all +Stopped ones too/);
    assert.match((await home.cli(["--help"])).stdout, /^ {2}hello +Say hello to containers$/m);
    const words = async (line: string) =>
      (await home.cli(["__complete", "line", line])).stdout.trim().split("\n")
        .map((l) => l.split("\t")[0]);
    assert.deepEqual(await words("dockerctl hell"), ["hello"]);
    assert.deepEqual(await words("dockerctl --demo hello we"), ["web-1", "web-2"]);
    assert.deepEqual(await words("dockerctl hello --a"), ["--all"]);
    const typo = await home.cli(["hello", "--al"]);
    assert.equal(typo.code, 125);
    assert.match(typo.stderr, /unknown flag: --al[^]*did you mean --all\?/);
  });

  await t.step("in the shell", async () => {
    await using terminal = await open(["--demo", "shell"]);
    await terminal.see(/\d+\/12>/);
    await terminal.type("hell");
    await terminal.press("Tab");
    await terminal.see(/> hello$/m);
    await terminal.type("web-");
    await terminal.press("Tab");
    await terminal.press("Tab");
    await terminal.see(/web-1[^]*web-2/);
    await terminal.type("2");
    await terminal.press("Enter");
    await terminal.see(/GREETED +IMAGE +AGE\nhi web-2 +nginx/);
    await terminal.type("hello --help");
    await terminal.press("Enter");
    await terminal.see(/--all +Stopped ones too/);
    await terminal.type("exit");
    await terminal.press("Enter");
    await terminal.see("ENDED 0");
  });

  await t.step("after : in the full screen", async () => {
    await using terminal = await open(["--demo"]);
    await terminal.see("web-1");
    await terminal.press(":");
    await terminal.type("hell");
    await terminal.see(/:hello/);
    await terminal.press("Tab");
    await terminal.type("web-");
    await terminal.see(/web-1 +nginx[^]*web-2 +nginx/);
    await terminal.type("2");
    await terminal.press("Enter");
    // A few lines stand below the panes, and nothing has to be closed.
    await terminal.see(/GREETED +IMAGE +AGE[^]*hi web-2 +nginx/);
    await terminal.press(":");
    await terminal.type("hello --help");
    await terminal.press("Enter");
    await terminal.see(/--all +Stopped ones too/);
    await terminal.press("q");
    // Its pane and its column are there as well.
    await terminal.press("M-1");
    await terminal.see(/M-1 hello {2}\S+ ─[^]*Hello, \S+/);
    await terminal.press("q");
    await terminal.see("ENDED 0");
  });
});
