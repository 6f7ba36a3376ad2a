/** devices through the binary, on containers that have devices in each way an engine gives them. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

async function serve(c: EngineContext, name: string, ...options: string[]): Promise<string> {
  const words = ["run", "-d", "--name", `${c.prefix}-${name}`, "--label", c.label];
  const done = await c.docker([
    ...words,
    "--network",
    "none",
    "--stop-timeout",
    "0",
    ...options,
    c.image,
    "sleep",
    "1000",
  ]);
  assert.equal(done.code, 0, done.stderr);
  return `${c.prefix}-${name}`;
}

engineTest("devices tells who has which device and how", async (c) => {
  const mapped = await serve(
    c,
    "mapped",
    "--device",
    "/dev/zero:/dev/nil:r",
    "--device",
    "/dev/null",
  );
  const rule = await serve(c, "rule", "--device-cgroup-rule", "c 10:229 rwm");
  const bound = await serve(c, "bound", "-v", "/dev:/host");
  const free = await serve(c, "free", "--privileged");
  const plain = await serve(c, "plain");

  const line = "{{.Container}}|{{.Device}}|{{.Inside}}|{{.Access}}|{{.How}}";
  const list = await c.cli(["devices", "--format", line, mapped, rule, bound, free, plain]);
  assert.equal(list.code, 0, list.stderr);
  assert.deepEqual(list.stdout.trimEnd().split("\n"), [
    `${bound}|/dev|/host|none|bind`,
    `${free}|/dev|/dev|rwm|privileged`,
    `${mapped}|/dev/zero|/dev/nil|r|mapped`,
    `${mapped}|/dev/null|/dev/null|rwm|mapped`,
    `${rule}|c 10:229 rwm||rwm|cgroup rule`,
  ]);
  // What is said is so: the rule opens a node that is made, the bound one cannot be opened.
  const made = "mknod /f c 10 229 && { dd if=/f of=/dev/null count=0 2>&1; echo $?; }";
  assert.match((await c.docker(["exec", rule, "sh", "-c", made])).stdout, /\b0\n$|No such device/);
  const closed = await c.docker(["exec", bound, "sh", "-c", ": < /host/fuse"]);
  assert.match(closed.stderr, /Operation not permitted|No such file/);

  const fuse = await c.cli(["container", "devices", "--device", "/dev/fuse", "-q"]);
  const names = fuse.stdout.trimEnd().split("\n").filter((n) => n.startsWith(c.prefix));
  assert.deepEqual(names.toSorted(), [bound, free, rule]);
  const zero = await c.cli(["devices", "--device", "/dev/zero", "--json", mapped, plain]);
  assert.equal(zero.stderr, "Every container has /dev/zero: these were given it as well\n");
  const row = JSON.parse(zero.stdout);
  assert.deepEqual([row.Container, row.How, row.State], [mapped, "mapped", "running"]);

  await c.docker(["stop", mapped]);
  const running = await c.cli(["devices", "--format", "{{.Container}}"]);
  assert.ok(!running.stdout.includes(mapped));
  const all = await c.cli(["devices", "-a", "--by-device"]);
  assert.match(all.stdout, /^DEVICE +CONTAINER +IN CONTAINER +ACCESS +HOW/);
  assert.ok(all.stdout.includes(mapped));
});

engineTest("devices refuses what is no device and no container", async (c) => {
  const path = await c.cli(["devices", "--device", "/etc/passwd"]);
  assert.deepEqual([path.code, path.stdout], [1, ""]);
  assert.match(path.stderr, /"\/etc\/passwd" is no path of a device: give one such as \/dev\/fuse/);
  const name = await c.cli(["devices", `${c.prefix}-nobody`]);
  assert.equal(name.code, 1);
  assert.match(name.stderr, /No such container/);
});
