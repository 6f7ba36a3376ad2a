/** The day of a plugin's author: fetched plugins, upgrades, `plugin dev`, places of errors. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY, lines } from "../../engine/mod.ts";
import { need } from "../../needs.ts";
import { emptyHome } from "./home.ts";

/** A plugin that says its version; `may` are its permissions. */
const plugin = (version: string, may = "{}") =>
  `export default { name: "greet", api: 1, version: "${version}", summary: "Greets",
  permissions: ${may},
  commands: [{ path: "greet", summary: "Greet", run: ({ out }) => out.line("hello ${version}") }],
};
`;

async function sh(cwd: string, script: string): Promise<string> {
  const out = await new Deno.Command("sh", {
    args: ["-ec", script],
    cwd,
    env: {
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.org",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.org",
    },
  }).output();
  assert.ok(out.success, new TextDecoder().decode(out.stderr));
  return new TextDecoder().decode(out.stdout).trim();
}

Deno.test("plugin add fetches from a repository, and plugin upgrade what is newer there", async () => {
  need("git");
  await using home = await emptyHome();
  const repo = `${home.path}/src/greet`;
  await Deno.mkdir(repo, { recursive: true });
  await Deno.writeTextFile(`${repo}/mod.ts`, plugin("1"));
  // What a repository could have run or read on the way.
  await Deno.symlink("/etc/passwd", `${repo}/notes.ts`);
  await sh(repo, "git init -q -b main; git add -A; git commit -qm one; git tag v1");
  const refused = await home.cli(["plugin", "add", `file://${repo}`]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /greet was not added: say --yes/);
  const added = await home.cli(["plugin", "add", `file://${repo}`, "--yes"]);
  assert.equal(added.code, 0, added.stderr);
  assert.match(
    added.stdout,
    /^greet: added \(command greet\)\n {2}from file:.*\(commit [0-9a-f]{12}\)\n$/,
  );
  assert.equal((await home.cli(["greet"])).stdout, "hello 1\n");
  assert.equal((await Deno.lstat(`${home.plugins}/greet/notes.ts`)).isSymlink, false);
  const same = await home.cli(["plugin", "upgrade"]);
  assert.match(same.stdout, /^greet: up to date \(commit [0-9a-f]{12}\)\n$/);

  await Deno.writeTextFile(`${repo}/mod.ts`, plugin("2", '{ engine: "read" }'));
  await sh(repo, "git commit -qam two");
  const asked = await home.cli(["plugin", "upgrade", "greet"]);
  assert.equal(asked.code, 1);
  assert.match(asked.stderr, /greet was left as it is/);
  assert.equal((await home.cli(["greet"])).stdout, "hello 1\n");
  const upgraded = await home.cli(["plugin", "upgrade", "--yes"]);
  assert.match(upgraded.stdout, /^greet: upgraded to 2 \(commit /, upgraded.stderr);
  assert.equal((await home.cli(["greet"])).stdout, "hello 2\n");
  assert.deepEqual(
    (await Array.fromAsync(Deno.readDir(home.plugins))).map((e) => e.name),
    ["greet"],
  );

  // One that broke leaves what runs as it is.
  await Deno.writeTextFile(`${repo}/mod.ts`, "export default 3;\n");
  await sh(repo, "git commit -qam three");
  const broken = await home.cli(["plugin", "upgrade", "--yes"]);
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /^plugin .*mod\.ts/);
  assert.equal((await home.cli(["greet"])).stdout, "hello 2\n");

  const old = await home.cli(["plugin", "add", `file://${repo}#v1`, "--yes", "--force"]);
  assert.equal(old.code, 0, old.stderr);
  assert.equal((await home.cli(["greet"])).stdout, "hello 1\n");
  for (const word of [`file://${repo}#--upload-pack=x`, `file://${home.path}/nowhere`]) {
    const { code, stderr } = await home.cli(["plugin", "add", word, "--yes", "--force"]);
    assert.equal(code, 1, word);
    assert.equal(stderr.split("\n").length, 2, stderr);
  }
});

Deno.test("plugin add unpacks an archive, pinned by its sum, and never outside of its folder", async () => {
  await using home = await emptyHome();
  const src = `${home.path}/src`;
  await Deno.mkdir(`${src}/greet-1.0`, { recursive: true });
  await Deno.writeTextFile(`${src}/greet-1.0/mod.ts`, plugin("1"));
  await Deno.symlink("/etc", `${src}/greet-1.0/etc`);
  await sh(src, "tar czf greet.tar.gz greet-1.0; tar cf out.tar -P ../src/greet-1.0/mod.ts");
  const sum = (await sh(src, "sha256sum greet.tar.gz")).slice(0, 64);
  const wrong = await home.cli(["plugin", "add", `${src}/greet.tar.gz#sha256:${"0".repeat(64)}`]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, new RegExp(`is another file: its sha256 is ${sum}`));
  const added = await home.cli(["plugin", "add", `${src}/greet.tar.gz#sha256:${sum}`, "--yes"]);
  assert.equal(added.code, 0, added.stderr);
  assert.equal((await home.cli(["greet"])).stdout, "hello 1\n");
  assert.deepEqual(
    (await Array.fromAsync(Deno.readDir(`${home.plugins}/greet`))).map((e) => e.name),
    ["mod.ts"],
  );
  const outside = await home.cli(["plugin", "add", `${src}/out.tar`, "--yes"]);
  assert.equal(outside.code, 1);
  assert.match(outside.stderr, /wants to write outside of its folder/);
});

Deno.test("plugin dev shows mistakes where they are, and trusts as long as it runs", async () => {
  await using home = await emptyHome();
  const file = `${home.plugins}/greet.ts`;
  await Deno.mkdir(home.plugins, { recursive: true });
  await Deno.writeTextFile(file, plugin("1"));
  const before = await home.cli(["greet"]);
  assert.match(before.stderr, /not trusted/);
  const child = new Deno.Command(BINARY, {
    args: ["plugin", "dev", "greet"],
    env: home.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const said = lines(child.stdout)[Symbol.asyncIterator]();
    const next = async () => (await said.next()).value ?? "";
    assert.match(await next(), /ok +greet: command greet$/);
    assert.equal((await home.cli(["greet"])).stdout, "hello 1\n");
    await Deno.writeTextFile(file, `${plugin("2")}\nthrow new Error("at load");\n`);
    assert.match(await next(), /FAILED .*greet\.ts:\d+:\d+.*at load/);
    await Deno.writeTextFile(file, plugin("3"));
    assert.match(await next(), /ok +greet: command greet$/);
    assert.equal((await home.cli(["greet"])).stdout, "hello 3\n");
  } finally {
    child.kill("SIGINT");
    await child.status;
    await child.stdout.cancel().catch(() => {});
  }
  assert.match((await home.cli(["greet"])).stderr, /not trusted|has changed/);
});

Deno.test("what a plugin throws has its place; panes have a folder, columns may take their time", async () => {
  await using home = await emptyHome();
  await Deno.mkdir(home.plugins, { recursive: true });
  await Deno.writeTextFile(
    `${home.plugins}/greet.ts`,
    `export default { name: "greet", api: 1, summary: "Greets", permissions: { engine: "read" },
  commands: [{ path: "greet", summary: "Greet", run() {
    const nothing: string[] | undefined = undefined;
    return nothing!.length;
  } }],
  panes: [{ id: "greet", title: "greet", async render({ dataDir }) {
    await Deno.writeTextFile(await dataDir() + "/seen", "yes");
    return [await Deno.readTextFile(await dataDir() + "/seen")];
  } }],
  columns: [{ of: "container", title: "RESTARTS", async value(c, { engine }) {
    return (await (await engine()).containers.inspect(c.id)).RestartCount;
  } }],
};
`,
  );
  const trusted = await home.cli(["plugin", "check", "greet", "--yes"]);
  assert.equal(trusted.code, 0, trusted.stderr);
  const threw = await home.cli(["greet"]);
  assert.equal(threw.code, 1);
  assert.match(threw.stderr, /^plugin "greet": .*undefined.* \(greet\.ts:4:\d+\)\n$/);
  const pane = await home.cli(["--demo", "plugin", "pane", "greet", "greet"]);
  assert.equal(pane.stdout, "yes\n", pane.stderr);
  await using terminal = await TmuxTerminal.open({
    command: [BINARY, "--demo"],
    env: home.env,
    columns: 200,
    rows: 50,
  });
  await terminal.see(/NAME .*RESTARTS[^]*worker .* (?:[5-9]|1\d) /);
  await home.write("other.ts", plugin("1").replaceAll("greet", "other"));
  await using second = await TmuxTerminal.open({ command: [BINARY, "--demo"], env: home.env });
  await second.see('the plugin other is not trusted yet: ":plugin trust other" lets it in');
});
