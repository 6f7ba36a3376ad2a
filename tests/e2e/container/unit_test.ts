/** unit and doctor through the binary: systemd takes what is written, and odds are found. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { need } from "../../needs.ts";

engineTest("unit writes a unit that systemd takes, and doctor finds what is at odds", async (c) => {
  const verify = await need("systemd-analyze");
  const name = `${c.prefix}-web`;
  const made = await c.docker(
    ["create", "--name", name, "--label", c.label, "--restart", "always", "-p", "8080:80", c.image],
  );
  assert.equal(made.code, 0, made.stderr);
  const shown = await c.cli(["unit", "--max", "5 in 1h", "--restart-unhealthy", name]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stderr, /restart policy is always/);
  assert.match(
    shown.stdout,
    new RegExp(
      `ExecStart=.*supervise --stop --clean-stop --restart-unhealthy --max .* ${name}$`,
      "m",
    ),
  );
  // The engine's own service is not on this machine, perhaps.
  const path = `${c.dir}/container-${name}.service`;
  await Deno.writeTextFile(path, shown.stdout);
  const verified = await c.run([verify, "verify", "--man=no", path]);
  assert.doesNotMatch(verified.stderr, new RegExp(`container-${name}.service:`), verified.stderr);

  const quadlet = await c.cli(["unit", "show", "--quadlet", name]);
  assert.match(quadlet.stdout, /^PublishPort=8080:80$/m, quadlet.stderr);

  const none = await c.cli(["doctor"]);
  assert.deepEqual(
    [none.code, none.stdout],
    [0, "Units and containers go together\n"],
    none.stderr,
  );
  const installed = await c.cli(["unit", "install", name]);
  assert.equal(installed.code, 0, installed.stderr);
  assert.match(installed.stdout, /systemd\/user\/container-.*\.service\nNow run:/);
  assert.equal((await c.cli(["unit", "install", name])).code, 1);
  assert.equal((await c.cli(["unit", "install", "--force", name])).code, 0);
  const sick = await c.cli(["doctor"]);
  assert.equal(sick.code, 1);
  assert.match(
    sick.stdout,
    /restart policy is always.*\n {2}leave it to the unit: dockerctl update/,
  );
  const list = await c.cli(["unit", "ls", "--json"]);
  assert.equal(JSON.parse(list.stdout).Container, name, list.stderr);
  await c.docker(["rm", "-f", name]);
  assert.match((await c.cli(["doctor"])).stdout, /there is no such container/);
  const removed = await c.cli(["unit", "rm", name]);
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal((await c.cli(["unit", "rm", name])).code, 1);
  const group = await c.cli(["unit"]);
  assert.match(group.stdout + group.stderr, /install/);
  const help = await c.cli(["unit", "--help"]);
  assert.match(help.stdout, /Manage systemd units of containers/);
});
