/** devices through the binary, on containers that have devices in each way an engine gives them. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually } from "../record/_recorder.ts";

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

engineTest(
  "devices knows loop devices and FUSE by their own numbers, and what is stale",
  async (c) => {
    const node = `/dev/${c.prefix}`;
    const mknod = async (minor: string) => {
      const done = await c.run(["mknod", "-m", "666", node, "c", "1", minor]);
      assert.equal(done.code, 0, done.stderr);
    };
    await mknod("3");
    const mapped = await serve(
      c,
      "loop",
      "--device",
      "/dev/loop1",
      "--device",
      "/dev/fuse:/dev/fuse:rw",
    );
    const rule = await serve(c, "rule", "--device-cgroup-rule", "b 7:* rm");
    const bound = await serve(c, "bound", "-v", "/dev/loop2:/l", "--device-cgroup-rule", "b 7:2 r");
    const usb = await serve(c, "usb", "--device", `${node}:/dev/port`);
    const whole = [mapped, rule, bound, usb];
    const rows = async (...words: string[]) => {
      const { stdout, stderr, code } = await c.cli(["devices", "--json", ...words, ...whole]);
      assert.equal(code, 0, stderr);
      return stdout.trim().split("\n").filter((l) => l !== "").map((l) => JSON.parse(l));
    };
    const who = async (path: string) =>
      (await rows("--device", path)).map((r) => `${r.Container} ${r.How} ${r.Access}`).sort();
    assert.deepEqual(
      await who("/dev/loop1"),
      [`${mapped} mapped rwm`, `${rule} cgroup rule rm`].sort(),
    );
    assert.deepEqual(
      await who("/dev/loop2"),
      [`${bound} bind r`, `${bound} cgroup rule r`, `${rule} cgroup rule rm`].sort(),
    );
    assert.deepEqual(await who("/dev/fuse"), [`${mapped} mapped rw`]);
    // What the engine says is what the container can do.
    const read = await c.docker(["exec", bound, "sh", "-c", ": < /l"]);
    assert.doesNotMatch(read.stderr, /not permitted/);
    const write = await c.docker(["exec", bound, "sh", "-c", ": >> /l"]);
    assert.match(write.stderr, /not permitted/);

    const stale = async () => (await rows()).find((r) => r.Container === usb).Stale;
    assert.equal(await stale(), "");
    await Deno.remove(node);
    assert.match(await stale(), /not on the host now/);
    // A node is not told from the one before within the second of the start.
    await eventually(async () => {
      await mknod("5");
      const found = await stale();
      await Deno.remove(node);
      return /^stale: made anew/.test(found);
    });
  },
);

engineTest("devices tells whose the processes on GPUs are, by nvidia-smi", async (c) => {
  const missing = await c.cli(["devices", "--gpu"]);
  assert.deepEqual([missing.code, missing.stdout], [1, ""]);
  assert.match(missing.stderr, /nvidia-smi does not answer here/);
  const name = await serve(c, "gpu");
  const id = (await c.docker(["inspect", "-f", "{{.Id}}", name])).stdout.trim();
  // Its number on the test's host, which is not the one in the engine's own namespace.
  const found = await c.run(["sh", "-c", `grep -ls ${id} /proc/[0-9]*/cgroup | head -1`]);
  const pid = found.stdout.split("/")[2];
  const bin = `${c.dir}/bin`;
  await Deno.mkdir(bin);
  const stub = "#!/bin/sh\ncase $1 in\n*gpu=index*) echo '0, GPU-1, NVIDIA Test';;\n" +
    `*) echo 'GPU-1, ${pid}, 64, sleep'; echo 'GPU-1, 1, 8, other';;\nesac\n`;
  await Deno.writeTextFile(`${bin}/nvidia-smi`, stub, { mode: 0o755 });
  const env = { PATH: `${bin}:${c.env.PATH}` };
  const line = "{{.GPU}} {{.Model}} {{.Container}} {{.Memory}} {{.Process}}";
  const all = await c.cli(["devices", "--gpu", "--format", line], { env });
  assert.equal(
    all.stdout,
    `0 NVIDIA Test ${name} 64MiB sleep\n0 NVIDIA Test  8MiB other\n`,
    all.stderr,
  );
  const own = await c.cli(["devices", "--gpu", "--json", name], { env });
  assert.equal(JSON.parse(own.stdout).PID, Number(pid), own.stderr);
});
