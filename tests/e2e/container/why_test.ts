/** why through the binary: deaths made on a real engine, and what is said of each. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

interface Said {
  kind: string;
  certainty: string;
  exitCode?: number;
  words: string;
  evidence: { text: string }[];
  next: string[];
  loop?: { ends: number; period: number };
  now?: string;
}

const SLEEP = ["sleep", "1000"];

async function docker(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.docker(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

async function why(c: EngineContext, name: string): Promise<Said> {
  const { code, stdout, stderr } = await c.cli(["why", "--json", name]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

engineTest("why tells what the engine could not start", async (c) => {
  const base = ["--label", c.label];
  const run = (name: string, ...more: string[]) =>
    c.docker(["run", "-d", "--name", `${c.prefix}-${name}`, ...base, ...more]);
  await run("first", "-p", "127.0.0.1:18080:80", "--stop-timeout", "0", c.image, ...SLEEP);
  await run("second", "-p", "127.0.0.1:18080:80", c.image, ...SLEEP);
  const port = await why(c, `${c.prefix}-second`);
  assert.equal(port.kind, "port_taken", JSON.stringify(port));
  assert.match(port.next[0], /ps -f publish=18080/);

  const folder = `${c.dir}/there`;
  await Deno.mkdir(folder);
  const volume = ["-o", "type=none", "-o", "o=bind", "-o", `device=${folder}`, "--label", c.label];
  await docker(c, ["volume", "create", ...volume, `${c.prefix}-there`]);
  await Deno.remove(folder);
  // docker's own code for it is 127, as if the command were missing.
  const started = await run("mount", "-v", `${c.prefix}-there:/there`, c.image, "true");
  assert.match(started.stderr, /no such file or directory/);
  const mount = await why(c, `${c.prefix}-mount`);
  assert.equal(mount.kind, "mount_missing", JSON.stringify(mount));
});

engineTest("why is for people, too, and refuses what it does not know", async (c) => {
  const name = `${c.prefix}-said`;
  const words = ["run", "--name", name, "--label", c.label, "--network", "none", c.image];
  await c.docker([...words, "sh", "-c", "echo bad luck >&2; exit 3"]);
  const { code, stdout, stderr } = await c.cli(["why", name]);
  assert.deepEqual([code, stderr], [0, ""]);
  const shape = new RegExp(
    `^${name} failed: its program ended itself with 3\n  ended +\\S+ \\S+ \\(.* ago\\)\n` +
      "  how sure  certain\n\nEvidence\n  \\S+ \\S+  started\n" +
      "  \\S+ \\S+  ended with exit code 3 after .*\n +wrote: bad luck\n\nNext\n  read its log: ",
  );
  assert.match(stdout, shape);
  const table = await c.cli(["why", "--format", "{{.Container}} {{.Kind}} {{.ExitCode}}", name]);
  assert.equal(table.stdout, `${name} failed 3\n`, table.stderr);
  const hosts = `${c.dir}/hosts.json`;
  await Deno.writeTextFile(hosts, JSON.stringify({ hosts: [{ name: "one", host: c.host }] }));
  const over = await c.cli(["--hosts-file", hosts, "why", "--json", `one/${name}`]);
  assert.equal(over.code, 0, over.stderr);
  const { host, kind } = JSON.parse(over.stdout);
  assert.deepEqual([host, kind], ["one", "failed"]);
  const nobody = await c.cli(["why", `${c.prefix}-nobody`]);
  assert.deepEqual([nobody.code, nobody.stdout], [1, ""]);
  assert.match(nobody.stderr, new RegExp(`No such container: ${c.prefix}-nobody`));
});

engineTest("the full screen tells why in the details, on small and large terminals", async (c) => {
  const name = `${c.prefix}-dead`;
  const words = ["run", "--name", name, "--label", c.label, "--network", "none", c.image];
  await c.docker([...words, "sh", "-c", "echo bad luck >&2; exit 3"]);
  for (const size of [{ columns: 80, rows: 24 }, { columns: 200, rows: 50 }]) {
    const how = { command: [c.binary], env: c.env, cwd: c.dir };
    await using terminal = await TmuxTerminal.open({ ...how, ...size });
    await terminal.press("/");
    await terminal.type(name);
    await terminal.press("Enter");
    await terminal.see(/1\/1 of \d+/);
    await terminal.press("i", "z");
    await terminal.see(/Why +failed: its program ended itself with 3 /);
    await terminal.see(/Evidence +\d\d:\d\d:\d\d started/);
    await terminal.see(/wrote: bad luck/);
    await terminal.see(new RegExp(`Next +read its log: dockerctl logs -n 50 ${name}`));
    await terminal.press("q");
    await terminal.see("ENDED 0");
  }
});
