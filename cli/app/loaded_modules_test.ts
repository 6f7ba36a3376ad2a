/** What a command line loads, taken from the engine of JavaScript itself (its coverage). */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url).pathname;

/** The modules that `dockerctl ARGS` evaluates, as paths of the project or names of packages. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const dir = await Deno.makeTempDir();
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--no-lock",
        `--import-map=${ROOT}.deps/import_map.json`,
        `--coverage=${dir}`,
        `${ROOT}cli/main.ts`,
        ...args,
      ],
      env: { DOCKER_CONFIG: `${dir}/none`, XDG_CONFIG_HOME: `${dir}/none` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    await child.output();
    const modules: string[] = [];
    for await (const file of Deno.readDir(dir)) {
      if (!file.name.endsWith(".json")) continue;
      const { url } = JSON.parse(await Deno.readTextFile(`${dir}/${file.name}`));
      modules.push(String(url).replace(`file://${ROOT}`, ""));
    }
    return modules;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const has = (modules: readonly string[], part: RegExp) => modules.filter((m) => part.test(m));
const UNDICI = /\/undici\//;
const BLESSED = /\/(neo-)?blessed\/|cli\/tui\/|cli\/app\/full_screen/;
const CLIFFY = /cliffy/;
const ENGINE = /^core\/(?!errors\.ts|kept_signals\.ts|strays\.ts)/;

const LIGHT: [string[], string][] = [
  [["--help"], "the list of commands"],
  [["run", "--help"], "the help of a command"],
  [["version", "--json"], "the client's own version"],
  [["completions", "bash"], "a completion script"],
  [["__complete", "words", "st"], "the completion of a command"],
  [["nope"], "an unknown command"],
  [["ps", "--nope"], "an unknown flag"],
];
for (const [args, what] of LIGHT) {
  Deno.test(`dockerctl ${args.join(" ")} loads neither undici nor blessed for ${what}`, async () => {
    const modules = await loadedBy(...args);
    assert.ok(modules.includes("cli/main.ts"), "the coverage was not written");
    assert.deepEqual(has(modules, UNDICI), []);
    assert.deepEqual(has(modules, BLESSED), []);
    // The tables of docker's types are for templates alone.
    assert.deepEqual(has(modules, /format\/docker_types/), []);
  });
}

for (const args of [["--help"], ["container", "--help"], ["__complete", "words", "st"]]) {
  Deno.test(`dockerctl ${args.join(" ")} loads neither cliffy nor what plugins need, without plugins`, async () => {
    const modules = await loadedBy(...args);
    assert.ok(modules.includes("cli/plugin/extend.ts") || args[0] === "container");
    assert.deepEqual(has(modules, CLIFFY), []);
    assert.deepEqual(
      has(modules, /cli\/plugin\/(catalog|compile|worker|trust|remote)\.ts/),
      [],
    );
  });
}

Deno.test("dockerctl ps loads the engine's client, and neither undici, blessed, cliffy nor other commands", async () => {
  const modules = await loadedBy("-H", "unix:///nowhere/docker.sock", "ps");
  assert.ok(modules.includes("core/transport/http_transport.ts"));
  assert.deepEqual(has(modules, UNDICI), []);
  assert.deepEqual(has(modules, BLESSED), []);
  assert.deepEqual(has(modules, CLIFFY), []);
  assert.deepEqual(
    has(modules, /^cli\/commands\/(?!mod\.ts|_lib\/|container\/(ls|_ports)\.ts)/),
    [],
  );
});

Deno.test("an unknown flag is answered without cliffy and without the engine's client", async () => {
  const modules = await loadedBy("ps", "--nope");
  assert.deepEqual(has(modules, CLIFFY), []);
  assert.deepEqual(has(modules, ENGINE), []);
});

Deno.test("what prints the rows of ps is not loaded before the engine is asked for them", async () => {
  const modules = await loadedBy("-H", "unix:///nowhere/docker.sock", "ps");
  assert.ok(modules.includes("cli/commands/container/ls.ts"));
  assert.deepEqual(has(modules, /_listing|print_list|format\/(list|template)/), []);
});
