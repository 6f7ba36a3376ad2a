/** Broken plugins harm nobody and are told in one line. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY } from "../../engine/mod.ts";
import { emptyHome, saying } from "./home.ts";

/** A file, what is in it, and what its one line says, after its path. */
const BROKEN: readonly [file: string, text: string | Uint8Array, said: RegExp][] = [
  [
    "a-syntax.ts",
    "export default {\n  name: ;\n};\n",
    /a-syntax\.ts:2:9: syntax error: Expression expected/,
  ],
  ["b-syntax.js", "const x = 1;\nconst y = (;\n", /b-syntax\.js:2:\d+: syntax error/],
  [
    "c-import.ts",
    '\nimport "./nowhere.ts";\n',
    /c-import\.ts:2: cannot import "\.\/nowhere\.ts": there is no such file/,
  ],
  [
    "d-package.ts",
    'import x from "left-pad";\nexport default x;\n',
    /d-package\.ts:1: cannot import "left-pad"/,
  ],
  [
    "e-api.js",
    'export default { name: "e", api: 2, summary: "s" };',
    /e-api\.js: is made for plugin API 2, this dockerctl has 1/,
  ],
  [
    "f-name.js",
    saying("ok", "x").replace('path: "ok"', 'path: "other"'),
    /f-name\.js: the name "ok" is taken by .*\/0-ok\.js/,
  ],
  [
    "g-command.js",
    saying("gg", "x").replace('path: "gg"', 'path: "ps"'),
    /g-command\.js: the command "ps" is taken by dockerctl/,
  ],
  [
    "h-throws.ts",
    'const n: number = 1;\n\nthrow new Error("no " + n);\n',
    /h-throws\.ts:3:7: throws while it loads: no 1/,
  ],
  ["i-hangs.js", "for (;;);\n", /i-hangs\.js: took longer than 5 s to load/],
  [
    "j-waits.js",
    "await new Promise((r) => setInterval(r, 1e9));\n",
    /j-waits\.js: took longer than 5 s to load/,
  ],
  ["k-nothing.js", "export const a = 1;\n", /k-nothing\.js: has no default export/],
  [
    "l-run.js",
    'export default { name: "l", api: 1, summary: "s", commands: [{ path: "l", summary: "s" }] };',
    /l-run\.js: the "run" of the command "l" is missing/,
  ],
  [
    "l2-key.js",
    saying("lkey", "x", `actions: [{ of: "image", key: "Ctrl+O", label: "open", run() {} }]`),
    /l2-key\.js: "Ctrl\+O" is no key: actions\[0\]\.key is like O, C-o, M-o or f5/,
  ],
  [
    "l3-twice.js",
    saying("ltwice", "x", `panes: [1, 2].map(() => ({ id: "p", title: "P", render: () => [] }))`),
    /l3-twice\.js: there are two of the pane "p"/,
  ],
  [
    "l4-option.js",
    saying("loption", "x").replace('path: "loption",', 'path: "loption", options: { Big: {} },'),
    /l4-option\.js: the option "Big" of the command "loption" is not in kebab-case/,
  ],
  ["m-bytes.js", new Uint8Array([0xff, 0xfe, 0x00]), /m-bytes\.js: is not UTF-8 text/],
  ["n-empty/readme.md", "nothing", /n-empty: is a folder without a mod\.ts or mod\.js/],
  [
    "o-export.js",
    'import { gone } from "./0-ok.js";\nexport default gone;\n',
    /o-export\.js:1:\d+: .*does not provide an export named 'gone'/,
  ],
  [
    "p-files.js",
    'Deno.readTextFileSync("/etc/hostname");\n',
    /p-files\.js:1:6: throws while it loads: Requires read access/,
  ],
];

Deno.test("a broken plugin gives its one line, and everything else works", async (t) => {
  await using home = await emptyHome();
  await home.write("0-ok.js", saying("ok", "fine"));
  for (const [file, text] of BROKEN) await home.write(file, text);
  assert.equal((await home.cli(["plugin", "trust", "ok"], { timeout: 120_000 })).code, 0);

  const { code, stdout, stderr } = await home.cli(["ok"]);
  assert.equal(code, 0);
  assert.equal(stdout, "fine\n");
  const lines = stderr.trimEnd().split("\n");
  for (const [file, , said] of BROKEN) {
    await t.step(file, () => {
      const own = lines.filter((line) => line.includes(file.replace(/\/.*/, "") + ":"));
      assert.equal(own.length, 1, own.join("\n") || stderr);
      assert.match(own[0], said);
    });
  }
  assert.equal(lines.length, BROKEN.length, stderr);

  await t.step("ls tells their state", async () => {
    const ls = await home.cli(["plugin", "ls", "--json"]);
    const rows = ls.stdout.trim().split("\n").map((line) => JSON.parse(line));
    const states = rows.filter((row) => row.path?.startsWith(home.plugins));
    assert.equal(states.filter((row) => row.state === "broken").length, BROKEN.length);
    assert.equal(states.filter((row) => row.state === "ok").length, 1);
  });
  await t.step("dockerctl's own commands say nothing of them", async () => {
    const version = await home.cli(["--version"]);
    assert.deepEqual([version.code, version.stderr], [0, ""]);
    const ps = await home.cli(["--demo", "ps", "-q"]);
    assert.deepEqual([ps.code, ps.stderr], [0, ""]);
  });
  await t.step("completion offers what works, and says nothing", async () => {
    const line = await home.cli(["__complete", "line", "dockerctl o"]);
    assert.deepEqual([line.code, line.stderr], [0, ""]);
    assert.match(line.stdout, /^ok\tSay a line$/m);
    const stop = await home.cli(["__complete", "words", "--demo", "stop", "web-1"]);
    assert.match(stop.stdout, /^web-1\t/);
  });
  await t.step("the full screen tells of each, and goes on", async () => {
    await using terminal = await TmuxTerminal.open({
      command: [BINARY, "--demo"],
      env: home.env,
      cwd: home.path,
      columns: 200,
      rows: 50,
    });
    await terminal.see("web-1");
    await terminal.press("E");
    const log = (await terminal.see("Results")).replace(/ *│[^│]*│ */g, (m) => m.trim());
    const plain = log.replace(/\s+/g, " ");
    for (const [file] of BROKEN) {
      assert.ok(plain.includes(`plugins/${file.replace(/\/.*/, "")}`), `${file}\n${log}`);
    }
    await terminal.press("Escape");
    await terminal.see(/ s stop | S start /);
    await terminal.press(":");
    await terminal.type("ok");
    await terminal.press("Enter");
    await terminal.see(/\bfine\b/);
    await terminal.press("q");
    await terminal.see("ENDED 0");
  });
  await t.step("one that is mended works", async () => {
    await home.write("a-syntax.ts", saying("mended", "whole"));
    await home.cli(["plugin", "trust", "mended"]);
    assert.equal((await home.cli(["mended"])).stdout, "whole\n");
  });
  await t.step("a disabled one says nothing", async () => {
    for (const [file] of BROKEN.slice(1)) {
      const path = `${home.plugins}/${file.replace(/\/.*/, "")}`;
      assert.equal((await home.cli(["plugin", "disable", path])).code, 0, path);
    }
    assert.equal((await home.cli(["ok"])).stderr, "");
  });
});

Deno.test("--plugin says that there is no such file", async () => {
  await using home = await emptyHome();
  const { code, stderr } = await home.cli(["--plugin", "/no/where.ts", "nothing"]);
  assert.equal(code, 1);
  assert.match(stderr, /^plugin \/no\/where\.ts: there is no such file\n/);
});
