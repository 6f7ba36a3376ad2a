/** Private engines run containers, publish ports, restart, and leave nothing behind. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { call, engineTest, run } from "./mod.ts";

engineTest("startEngine() gives an engine that runs containers", async (c) => {
  const { code, stdout, stderr } = await c.docker(
    [
      "run",
      "--rm",
      "--name",
      `${c.prefix}-a`,
      c.image,
      "sh",
      "-c",
      "echo out; echo err >&2; exit 7",
    ],
  );
  assert.deepEqual({ code, stdout, stderr }, { code: 7, stdout: "out\n", stderr: "err\n" });
});

engineTest("startEngine() hands no ignored signals down to containers", async (c) => {
  const { stdout } = await c.docker(["run", "--rm", c.image, "grep", "SigIgn", "/proc/1/status"]);
  const ignored = BigInt("0x" + stdout.split(/\s+/)[1]);
  // HUP, INT, QUIT, PIPE, TERM; Go's runtime has its own use for the one above 31.
  for (const signal of [1, 2, 3, 13, 15]) {
    assert.equal(ignored >> BigInt(signal - 1) & 1n, 0n, `signal ${signal} is not ignored`);
  }
});

engineTest("startEngine() publishes ports in a network of its own", async (c) => {
  const name = `${c.prefix}-web`;
  const started = await c.docker(["run", "-d", "--name", name, "-p", "8123:80", "web:1"]);
  assert.equal(started.code, 0, started.stderr);
  const get = ["busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8123/group"];
  let answer = await c.inNetwork(get);
  for (let i = 0; i < 50 && answer.code !== 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await c.inNetwork(get);
  }
  assert.match(answer.stdout, /^root:x:0:/);
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port: 8123 }));
});

engineTest("startEngine() brings a registry, and one that wants a login", async (c) => {
  const open = `${c.engine.registry}/${c.prefix}:1`;
  const { address, user, password } = c.engine.lockedRegistry;
  const locked = `${address}/${c.prefix}:1`;
  for (const name of [open, locked]) {
    assert.equal((await c.docker(["tag", c.image, name])).code, 0);
  }
  const pushed = await c.docker(["push", open]);
  assert.equal(pushed.code, 0, pushed.stderr);
  assert.notEqual((await c.docker(["push", locked])).code, 0);
  const login = ["login", "-u", user, "--password-stdin", address];
  assert.match((await c.docker(login, { stdin: password })).stdout, /Login Succeeded/);
  assert.equal((await c.docker(["push", locked])).code, 0);
  assert.equal((await c.docker(["rmi", open])).code, 0);
  assert.equal((await c.docker(["pull", open])).code, 0);
});

engineTest("startEngine() lets containers bind the machine's temporary files", async (c) => {
  await Deno.writeTextFile(`${c.dir}/hello`, "from outside");
  const bind = ["run", "--rm", "-v", `${c.dir}:/x`, c.image, "cat", "/x/hello"];
  assert.equal((await c.docker(bind)).stdout, "from outside");
});

engineTest("restart() and kill() keep the engine's data", { own: true }, async (c) => {
  const own = c.own!;
  assert.equal(
    (await c.docker([
      "run",
      "-d",
      "--name",
      "keep",
      "--stop-timeout",
      "1",
      c.image,
      "sleep",
      "1000",
    ])).code,
    0,
  );
  await own.restart();
  assert.match(
    (await c.docker(["ps", "-a", "--format", "{{.Names}} {{.State}}"])).stdout,
    /^keep exited/,
  );
  assert.equal((await c.docker(["start", "keep"])).code, 0);
  await own.kill();
  await assert.rejects(call(own.socket, "GET", "/_ping"));
  await own.start();
  assert.match((await c.docker(["ps", "-a", "--format", "{{.Names}}"])).stdout, /^keep$/m);
});

engineTest("stop() leaves no process, mount, control group or file", { own: true }, async (c) => {
  const own = c.own!;
  const run1 = await c.docker(["run", "-d", "-p", "80", "-v", "/x", "-m", "32m", "web:1"]);
  assert.equal(run1.code, 0, run1.stderr);
  const top = JSON.parse(
    (await run([
      "sh",
      "-c",
      `cat /proc/${own.pid}/task/${own.pid}/children | sed 's/ *$//;s/ /,/g;s/.*/[&]/'`,
    ])).stdout,
  );
  assert.ok(top.length > 0, "the engine has processes");
  // Frozen processes are the hardest to get rid of.
  assert.equal((await c.docker(["run", "-d", "--name", "ice", c.image, "sleep", "1000"])).code, 0);
  assert.equal((await c.docker(["pause", "ice"])).code, 0);
  const dir = own.socket.replace(/\/[^/]+$/, "");
  const name = dir.replace(/.*\//, "");
  assert.ok(existsSync(dir));
  await own.stop();
  await own.stop();
  assert.ok(!existsSync(dir), "the folder is gone");
  for (const pid of [own.pid, ...top]) assert.ok(!existsSync(`/proc/${pid}`), `${pid} is gone`);
  assert.ok(!readFileSync("/proc/self/mounts", "utf8").includes(name), "no mount");
  const groups = await run(["find", "/sys/fs/cgroup", "-maxdepth", "3", "-name", name]);
  assert.equal(groups.stdout, "", "no control group");
});
