/** Plugins that keep to no bounds: what they do ends them, and nothing else. */
import assert from "node:assert/strict";
import { BINARY, lines } from "../engine/mod.ts";
import { emptyHome, saying } from "../e2e/plugin/home.ts";

/** Waits until it is so, at most 20 s. */
async function until(isSo: () => boolean): Promise<void> {
  for (let n = 0; !isSo(); n++) {
    assert.ok(n < 400, "it never came to it");
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** Texts of modules that say what is no message while they load, or later. */
const MESSAGES: Record<string, string> = {
  "null": `self.postMessage(null);`,
  "an object": `self.postMessage({ kind: "done", id: 1, result: {} });`,
  "bytes": `self.postMessage(new Uint8Array([1, 2, 3]));`,
  "zeros": `self.postMessage(new Uint8Array(100));`,
  "an endless frame": `self.postMessage(new Uint8Array([255, 255, 255, 255, 1]));`,
  "a frame of nonsense":
    `self.postMessage(new Uint8Array([8, 0, 0, 0, 4, 0, 0, 0, 110, 117, 108, 108]));`,
  "a frame of null":
    `self.postMessage(new Uint8Array([8, 0, 0, 0, 4, 0, 0, 0, 110, 117, 108, 108]));`,
  "bytes on its stdout": `import fs from "node:fs"; fs.writeSync(1, "\\x1b[2J\\x1b[Hgot you");`,
  "text on its stderr":
    `import fs from "node:fs"; try { fs.writeSync(2, "\\x1b[2Jgot you"); } catch {} throw 1;`,
  "the end of its thread": `self.close();`,
  "an exit": `Deno.exit(3);`,
  "an error nobody takes":
    `Promise.reject(new Error("\\x1b[2Jlost")); throw new Error("\\x1b[2Jgot you");`,
  "a getter that throws": `export default { get name() { throw new Error("x"); } };`,
  "no text as its name": `export default { name: { toString: 1 }, api: 1, summary: "s" };`,
  "steps in its name": `export default { name: "../../x", api: 1, summary: "s" };`,
  "a name that rewrites the screen":
    `export default { name: "a\\x1b[2K\\rx", api: 1, summary: "s" };`,
  "a summary that rewrites the screen":
    `export default { name: "a", api: 1, summary: "\\x1b[2K\\rtrusted" };`,
};

Deno.test("a plugin that says what is no message is ended with its line, and the rest goes on", async (t) => {
  await using home = await emptyHome();
  await home.write("0-ok.js", saying("ok", "fine"));
  const files = Object.entries(MESSAGES).map(([name, text], n) => ({
    name,
    file: `p${String(n).padStart(2, "0")}.js`,
    text,
  }));
  for (const { file, text } of files) await home.write(file, text);
  assert.equal((await home.cli(["plugin", "trust", "ok"], { timeout: 120_000 })).code, 0);
  const { code, stdout, stderr } = await home.cli(["ok"], { timeout: 120_000 });
  assert.deepEqual([code, stdout], [0, "fine\n"]);
  assert.ok(!stderr.includes("\x1b"), JSON.stringify(stderr));
  for (const { name, file } of files) {
    await t.step(name, () => {
      const own = stderr.split("\n").filter((line) => line.includes(`/${file}:`));
      assert.equal(own.length, 1, stderr);
    });
  }
  for (const words of [["--help"], ["__complete", "line", "dockerctl o"], ["plugin", "ls"]]) {
    await t.step(words.join(" "), async () => {
      const said = await home.cli(words, { timeout: 120_000 });
      assert.equal(said.code, 0, said.stderr);
      assert.ok(!(said.stdout + said.stderr).includes("\x1b"), said.stdout + said.stderr);
    });
  }
});

/** Processes that are plugins of this folder's binary, by their command line. */
function pluginProcesses(home: string): number {
  let found = 0;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      const maps = command.includes("__plugin") && Deno.readLinkSync(`/proc/${name}/cwd`) === home;
      if (maps && !Deno.readTextFileSync(`/proc/${name}/stat`).includes(") Z ")) found++;
    } catch { /* it has ended */ }
  }
  return found;
}

const BOUNDS = `
const eat = () => { const all = []; for (;;) { const a = new Uint8Array(16e6); a.fill(1); all.push(a); } };
const heap = () => { const all = []; for (;;) all.push({ a: all.length, b: [all.length] }); };
export default { name: "bounds", api: 1, summary: "Keeps to none", commands: [{
  path: "bounds", summary: "Try", args: [{ name: "what" }],
  async run({ out, signal }, { what }) {
    if (what === "eat") eat();
    if (what === "heap") heap();
    if (what === "loop") { await out.line("looping"); for (;;); }
    if (what === "deaf") { await out.line("deaf"); await new Promise(() => setInterval(() => {}, 1e9)); }
    if (what === "flood") for (;;) self.postMessage(new Uint8Array(1e6));
    if (what === "left") { setInterval(() => {}, 1); setTimeout(() => { for (;;); }, 10); }
  } }],
  panes: [{ id: "p", title: "P", render() { for (;;); } }] };
`;

Deno.test("memory and time have bounds, and SIGKILL ends what keeps to none", async (t) => {
  await using home = await emptyHome();
  const cwd = await Deno.realPath(home.path);
  await home.write("bounds.js", BOUNDS);
  assert.equal((await home.cli(["plugin", "trust", "bounds"])).code, 0);
  const gone = () => until(() => pluginProcesses(cwd) === 0);
  for (const what of ["eat", "heap"]) {
    await t.step(`memory: ${what}`, async () => {
      const { code, stderr } = await home.cli(["bounds", what], { timeout: 60_000 });
      assert.equal(code, 1);
      assert.match(stderr, /took more than 512 MB of memory and was ended|ended by itself/);
      await gone();
    });
  }
  await t.step("a flood of what is no message", async () => {
    const { code, stderr } = await home.cli(["bounds", "flood"], { timeout: 60_000 });
    assert.equal(code, 1);
    assert.match(stderr, /no message|memory/);
    await gone();
  });
  await t.step("a pane that loops", async () => {
    const { code, stderr } = await home.cli(["--demo", "plugin", "pane", "bounds", "p"]);
    assert.equal(code, 1);
    assert.match(stderr, /took longer than 2 s and was cut off/);
    await gone();
  });
  await t.step("what goes on behind the end of a command", async () => {
    assert.equal((await home.cli(["bounds", "left"])).code, 0);
    await gone();
  });
  for (const what of ["loop", "deaf"]) {
    await t.step(`${what}: dockerctl is killed, and its plugin ends with it`, async () => {
      const child = new Deno.Command(BINARY, {
        args: ["bounds", what],
        env: home.env,
        clearEnv: true,
        cwd,
        stdout: "piped",
      }).spawn();
      const said = lines(child.stdout);
      assert.match((await said.next()).value!, /looping|deaf/);
      assert.equal(pluginProcesses(cwd), 1);
      child.kill("SIGKILL");
      await child.status;
      await said.return?.(undefined);
      await gone();
    });
  }
});

Deno.test("the trusted plugin keeps its name and its command", async () => {
  await using home = await emptyHome();
  await home.write("m.js", saying("mine", "the real one"));
  assert.equal((await home.cli(["plugin", "trust", "mine"])).code, 0);
  await home.write("a.js", saying("mine", "a thief"));
  await home.write("b.js", saying("other", "a thief").replace('path: "other"', 'path: "mine"'));
  const { stdout, stderr } = await home.cli(["mine"]);
  assert.equal(stdout, "the real one\n", stderr);
  assert.match(stderr, /a\.js: the name "mine" is taken by .*m\.js/);
});

Deno.test("trust is for the files and the permissions that were shown, tests too", async (t) => {
  await using home = await emptyHome();
  const run = (...words: string[]) => home.cli(words);
  await t.step("a test that came later", async () => {
    await home.write("tested/mod.js", saying("tested", "x"));
    assert.equal((await run("plugin", "trust", "tested")).code, 0);
    assert.equal((await run("tested")).stdout, "x\n");
    await home.write("tested/mod_test.js", `export const t = () => {};`);
    assert.match((await run("tested")).stderr, /has changed since it was trusted/);
    assert.equal((await run("plugin", "trust", "tested")).code, 0);
    await home.write("tested/mod_test.js", `export const t = () => { /* other */ };`);
    assert.match((await run("tested")).stderr, /has changed since it was trusted/);
  });
  await t.step("permissions that change by themselves", async () => {
    const may = `permissions: { run: import.meta.url.includes("/other/") }`;
    await home.write("moody.js", saying("moody", "x", may));
    assert.equal((await run("plugin", "trust", "moody")).code, 0);
    assert.equal((await run("moody")).stdout, "x\n");
    const env = { XDG_CACHE_HOME: `${home.path}/other` };
    assert.match((await home.cli(["moody"], { env })).stderr, /has changed since it was trusted/);
  });
  await t.step("a list of trusted plugins that others can write", async () => {
    await Deno.chmod(`${home.path}/.local/state/dockerctl/plugins.json`, 0o666);
    const { stderr } = await run("tested");
    assert.match(stderr, /can be written by others/);
    await Deno.chmod(`${home.path}/.local/state/dockerctl/plugins.json`, 0o600);
  });
  await t.step("a cache that others can write is made anew, or not used", async () => {
    await Deno.chmod(`${home.path}/.cache/dockerctl/plugins`, 0o777);
    const { stdout, stderr } = await run("tested");
    assert.equal(stdout, "");
    assert.match(stderr, /can be written by others|everybody may replace it/);
  });
});

Deno.test("nothing from outside of a plugin's folder is copied before or after trust", async () => {
  await using home = await emptyHome();
  await Deno.writeTextFile(`${home.path}/secret.json`, `{"a":"the-loot"}`);
  await home.write("thief.js", `export default {}; if (false) import("${home.path}/secret.json");`);
  await home.write("shadow.js", `export default {}; const x = () => import("/etc/shadow");`);
  const { stderr } = await home.cli(["plugin", "ls"]);
  assert.match(stderr, /thief\.js:1: cannot import .* outside of the plugin's folder/);
  assert.match(stderr, /shadow\.js:1: cannot import "\/etc\/shadow": it lies outside/);
  const { stdout } = await new Deno.Command("grep", {
    args: ["-rl", "the-loot", `${home.path}/.cache`],
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "");
});
