/** The binary works over two real engines as over one. */
import assert from "node:assert/strict";
import {
  type EngineContext,
  type EngineInfo,
  engineTest,
  runningEngines,
} from "../../engine/mod.ts";

/** The test's own engine is `one`, the shared one `two`; `off` does not answer. */
async function listOf(e: EngineContext): Promise<void> {
  const other = runningEngines().find((r): r is EngineInfo =>
    !("missing" in r) && r.host !== e.host
  );
  const add = async (...words: string[]) => {
    const added = await e.cli(["hosts", "add", ...words]);
    assert.equal(added.code, 0, added.stderr);
  };
  await add("one", "--host", e.host, "--group", "both");
  await add("two", "--host", other!.host, "--group", "both", "--filter", e.label);
  await add("off", "--host", `unix://${e.dir}/none.sock`);
}

engineTest(
  "containers of two engines are made, listed, read and removed",
  { own: true },
  async (e) => {
    await listOf(e);
    const base = ["--label", e.label, "--network", "none"];
    const name = `${e.prefix}-x`;
    const script = "echo out of $(hostname); exec sleep 1000";
    try {
      const made = await e.cli([
        ...["run", "-d", "--hosts", "@both", "--name", name, "--hostname", "h", ...base],
        ...[e.image, "sh", "-c", script],
      ]);
      assert.equal(made.code, 0, made.stderr);
      assert.deepEqual(made.stdout.trim().split("\n").map((l) => l.slice(0, 4)).sort(), [
        "one/",
        "two/",
      ]);
      const ls = await e.cli(["hosts", "ls", "--format", "{{.Name}} {{.State}} {{.Clock}}"]);
      assert.equal(ls.stdout, "one up ~0\ntwo up ~0\noff down \n");
      const ps = await e.cli(["ps", "--hosts", "all", "--format", "{{.Host}}/{{.Names}}"]);
      assert.equal(ps.stdout, `one/${name}\ntwo/${name}\n`);
      assert.match(ps.stderr, /^off: Cannot connect/);
      assert.equal(ps.code, 1);
      const logs = await e.cli(["logs", "--hosts", "@both", name]);
      assert.deepEqual(logs.stdout.trim().split("\n").sort(), [
        `one/${name} | out of h`,
        `two/${name} | out of h`,
      ]);
      const stats = await e.cli(["stats", "--no-stream", "--hosts", "@both", name, "--json"]);
      assert.deepEqual(stats.stdout.trim().split("\n").map((l) => JSON.parse(l).Host), [
        "one",
        "two",
      ]);
      const exec = await e.cli(["exec", `two/${name}`, "cat", "/etc/hostname"]);
      assert.equal(exec.stdout, "h\n");
      const plan = await e.cli(["rm", "-f", "--hosts", "@both", name]);
      assert.match(plan.stderr, /2 containers on 2 hosts[^]*add --yes/);
      assert.equal(plan.code, 1);
      const removed = await e.cli(["rm", "-f", "--yes", `one/${name}`, `two/${name}`]);
      // Each host's as it is done: a slow one holds up no other's word.
      assert.deepEqual(removed.stdout.trim().split("\n").sort(), [`one/${name}`, `two/${name}`]);
      const check = await e.cli(["hosts", "check", "@both"]);
      assert.match(check.stdout, /^one +up .*\ntwo +up /);
      assert.equal((await e.cli(["hosts", "rm", "off"])).code, 0);
      assert.equal((await e.cli(["ps", "--hosts", "all"])).code, 0);
    } finally {
      await e.cli(["rm", "-f", "--yes", `one/${name}`, `two/${name}`]);
    }
  },
);
