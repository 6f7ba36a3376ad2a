/** Plugins made of several files, TypeScript and JSON load in the binary. */
import assert from "node:assert/strict";
import { emptyHome, saying } from "./home.ts";

Deno.test("a plugin of five files in TypeScript loads", async () => {
  await using home = await emptyHome();
  await home.write(
    "five/mod.ts",
    `import type { Plugin } from "dockerctl";
import { ExitError } from "dockerctl";
import type { Word } from "./types.ts";
import { Colour, Shapes } from "./enums.ts";
import { greet } from "./lib/greet.js";
import data from "./data.json" with { type: "json" };
export default {
  name: "five", api: 1, summary: "Five files", commands: [{
    path: "five say", summary: "Say it", args: [{ name: "word", optional: true }],
    async run({ out }, { word }: { word?: Word }) {
      if (word === "fail") throw new ExitError(9, "as asked");
      const { later } = await import("./lib/later.ts");
      await out.line([greet(word ?? "you"), Colour.Red, Colour[1], Shapes.round, data.n, later()].join(" "));
    },
  }],
} satisfies Plugin;
`,
  );
  await home.write(
    "five/types.ts",
    "export type Word = string; export interface Unused { a: 1 }\n",
  );
  await home.write(
    "five/enums.ts",
    "export enum Colour { Red, Green }\nexport namespace Shapes { export const round = 'o'; }\n",
  );
  await home.write("five/lib/greet.js", "export const greet = (who) => 'hello ' + who;\n");
  await home.write("five/lib/later.ts", "export const later = (): string => 'later';\n");
  await home.write("five/data.json", '{ "n": 42 }');
  assert.equal((await home.cli(["plugin", "trust", "five"])).code, 0);
  const said = await home.cli(["five", "say", "world"]);
  assert.deepEqual([said.code, said.stdout, said.stderr], [
    0,
    "hello world 0 Green o 42 later\n",
    "",
  ]);
  const failed = await home.cli(["five", "say", "fail"]);
  assert.deepEqual([failed.code, failed.stderr], [9, "as asked\n"]);
  assert.match((await home.cli(["five", "--help"])).stdout, /say +Say it/);
  assert.match((await home.cli(["--help"])).stdout, /five +Five files/);
  // JSON is part of the hash, too.
  await home.write("five/data.json", '{ "n": 43 }\n');
  assert.match((await home.cli(["five", "say"])).stderr, /has changed since it was trusted/);
});

Deno.test("a plugin is asked about on first use and after a change", async () => {
  await using home = await emptyHome();
  const file = await home.write("hi.ts", saying("hi", "hello"));
  const first = await home.cli(["hi"]);
  assert.deepEqual([first.code, first.stdout], [1, ""]);
  assert.equal(
    first.stderr,
    `the plugin "hi" (${file}) is not trusted yet: read it, then run "dockerctl plugin trust hi"\n`,
  );
  assert.equal((await home.cli(["plugin", "trust", "hi"])).code, 0);
  assert.equal((await home.cli(["hi"])).stdout, "hello\n");
  await home.write("hi.ts", saying("hi", "other"));
  const changed = await home.cli(["hi"]);
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /has changed since it was trusted/);
});

Deno.test("--plugin, plugin add and plugin rm", async () => {
  await using home = await emptyHome();
  const path = `${home.path}/apart.ts`;
  await Deno.writeTextFile(path, saying("apart", "from elsewhere"));
  assert.equal((await home.cli(["plugin", "add", path])).code, 1, "nobody to ask");
  assert.match((await home.cli(["--plugin", path, "apart"])).stderr, /not trusted yet/);
  const added = await home.cli(["plugin", "add", "--yes", path]);
  assert.equal(added.stdout, "apart: added (command apart)\n");
  assert.equal((await home.cli(["apart"])).stdout, "from elsewhere\n");
  assert.equal((await home.cli(["plugin", "add", "--yes", path])).code, 1, "it exists");
  assert.equal((await home.cli(["plugin", "rm", "apart"])).code, 1, "nobody to ask");
  assert.equal((await home.cli(["plugin", "rm", "-y", "apart"])).code, 0);
  assert.equal((await home.cli(["apart"])).code, 1);
  assert.match((await home.cli(["plugin", "rm", "-y", "net"])).stderr, /is part of dockerctl/);
});

Deno.test("a plugin that may read is refused to write, and one without permission the engine", async () => {
  await using home = await emptyHome();
  const acting = (name: string, engine: string) =>
    `export default { name: "${name}", api: 1, summary: "s", permissions: { engine: "${engine}" },
      commands: [{ path: "${name}", summary: "s", args: [{ name: "what" }],
        async run({ engine, out, run }, { what }) {
          const e = await engine();
          if (what === "list") out.line(String((await e.containers.list()).length));
          if (what === "stop") await e.containers.stop("web-1");
          if (what === "exec") await e.exec.create("web-1", { cmd: ["true"] });
          if (what === "run") await run(["ps"]);
        } }] };`;
  await home.write("look.js", acting("look", "read"));
  await home.write("blind.js", acting("blind", "none"));
  await home.write("may.js", acting("may", "write"));
  await home.cli(["plugin", "trust", "look", "blind", "may"]);
  const call = (name: string, what: string) => home.cli(["--demo", name, what]);
  assert.equal((await call("look", "list")).code, 0);
  for (const what of ["stop", "exec", "run"]) {
    const refused = await call("look", what);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /The plugin "look" may not/);
  }
  assert.match(
    (await call("blind", "list")).stderr,
    /The plugin "blind" may not .*: it is allowed nothing/,
  );
  for (const what of ["list", "stop", "exec", "run"]) {
    const done = await call("may", what);
    assert.equal(done.code, 0, done.stderr);
  }
});

Deno.test("a plugin that throws shows its message and name", async () => {
  await using home = await emptyHome();
  const text = saying("oops", "").replace(/run: .*/, 'run() { throw new Error("no luck") },');
  await home.write("oops.ts", text);
  await home.cli(["plugin", "trust", "oops"]);
  const { code, stderr } = await home.cli(["oops"]);
  assert.equal(code, 1);
  assert.match(stderr, /^plugin "oops": no luck \(oops\.ts:2:\d+\)\n$/);
  assert.match((await home.cli(["-D", "oops"])).stderr, /oops_ts\.mjs:\d+/);
});

Deno.test("panes run in a worker with the plugin's permissions and a time limit", async (t) => {
  await using home = await emptyHome();
  await home.write(
    "panes.ts",
    `const pane = (id: string, render: (ctx: any) => unknown) => ({ id, title: id, of: "container", render });
export default { name: "panes", api: 1, summary: "s", permissions: { engine: "read" },
  config: { word: { default: "unset", summary: "a word" } },
  panes: [
    pane("fine", async ({ engine, object, config }) => {
      const doc = await (await engine()).containers.inspect(object.id);
      return [object.name, doc.Config.Image, config.word];
    }),
    pane("spins", () => { for (;;); }),
    pane("waits", ({ signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("told to stop"))))),
    pane("reads", () => [Deno.readTextFileSync("/etc/hostname")]),
    pane("runs", () => [String(new Deno.Command("true").outputSync().code)]),
    pane("writes", async ({ engine, object }) => { await (await engine()).containers.stop(object.id); return []; }),
    pane("noisy", () => { console.log("to the terminal"); return ["ok"]; }),
  ],
  actions: [{ of: "container", label: "greet it", run: (c: any, { notify }: any) => notify("hi " + c.name) }],
};
`,
  );
  await home.write("panes.json", '{ "word": "set" }');
  await home.cli(["plugin", "trust", "panes"]);
  const show = (id: string) => home.cli(["--demo", "plugin", "pane", "panes", id, "web-1"]);
  await t.step("lines", async () => {
    const { code, stdout, stderr } = await show("fine");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^web-1\nnginx:.*\nset\n$/);
  });
  for (
    const [id, said] of [
      ["spins", /the pane "spins" took longer than 2 s and was cut off/],
      ["waits", /the pane "waits" told to stop/],
      ["reads", /Requires read access/],
      ["runs", /Requires run access/],
      ["writes", /may not stop container/],
    ] as const
  ) {
    await t.step(id, async () => {
      const { code, stdout, stderr } = await show(id);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, said);
    });
  }
  await t.step("what it prints does not reach the terminal", async () => {
    const { stdout, stderr } = await show("noisy");
    assert.deepEqual([stdout, stderr], ["ok\n", ""]);
  });
  await t.step("an action", async () => {
    const { stdout } = await home.cli(["--demo", "plugin", "act", "panes", "greet it", "web-1"]);
    assert.equal(stdout, "hi web-1\n");
  });
  await t.step("bad settings", async () => {
    await home.write("panes.json", '{ "word": 5 }');
    const { code, stderr } = await show("fine");
    assert.equal(code, 1);
    assert.match(stderr, /panes\.json: "word" must be a string/);
  });
});

Deno.test("an executable dockerctl-NAME is called as docker calls its plugins", async () => {
  await using home = await emptyHome();
  const bin = `${home.path}/bin`;
  await Deno.mkdir(bin);
  await Deno.writeTextFile(
    `${bin}/dockerctl-ext`,
    `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then echo '{"SchemaVersion":"0.1.0","Version":"1.2.3"}'; exit; fi
echo "$@ on $DOCKER_HOST"; exit 6
`,
    { mode: 0o755 },
  );
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const ran = await home.cli(["-H", "unix:///there", "ext", "--flag", "word"], { env });
  assert.deepEqual([ran.code, ran.stdout], [6, "ext --flag word on unix:///there\n"]);
  assert.match((await home.cli(["plugin", "ls"], { env })).stdout, /^ext .* 1\.2\.3 +ok/m);
});

Deno.test("plugin commands are completed", async () => {
  await using home = await emptyHome();
  await home.write("hi.ts", saying("hi-there", "hello"));
  await home.cli(["plugin", "trust", "hi-there"]);
  const { stdout, stderr } = await home.cli(["__complete", "line", "dockerctl hi"]);
  assert.match(stdout, /^hi-there\tSay a line$/m);
  assert.equal(stderr, "");
});
