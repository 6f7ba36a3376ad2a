/** The built-in plugins exec and top on a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

/** Starts a container of the test. */
async function started({ api, prefix, image }: EngineContext, name: string, labels = {}) {
  const body = { Image: image, Cmd: ["sleep", "600"], Labels: labels, HostConfig: { Init: true } };
  const { status, text } = await api("POST", `/containers/create?name=${prefix}-${name}`, body);
  assert.equal(status, 201, text);
  assert.equal((await api("POST", `/containers/${prefix}-${name}/start`)).status, 204);
  return `${prefix}-${name}`;
}

engineTest("exec --all runs in every container that fits and keeps a record", async (context) => {
  const { cli, prefix } = context;
  const label = `app=${prefix}`;
  const one = await started(context, "one", { app: prefix });
  const two = await started(context, "two", { app: prefix });
  await started(context, "other");
  const done = await cli([
    "exec",
    "--all",
    "-l",
    label,
    "--",
    "sh",
    "-c",
    "echo $HOSTNAME; exit 0",
  ]);
  assert.equal(done.code, 0, done.stderr);
  const names = done.stdout.trim().split("\n").map((line) => line.split(" | ")[0].trim()).sort();
  assert.deepEqual(names, [one, two]);
  const failed = await cli([
    "exec",
    "--all",
    "--name",
    one,
    "--",
    "sh",
    "-c",
    "echo bad >&2; exit 7",
  ]);
  assert.deepEqual([failed.code, failed.stdout], [7, ""]);
  assert.equal(failed.stderr, `${one} | bad\nfailed in 1 of 1: ${one} (7)\n`);
  assert.equal((await cli(["exec", "--all", "-l", "no=thing", "--", "true"])).code, 1);
  const rows = (await cli(["--json", "exec", "--history"])).stdout.trim().split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(rows.map((r) => [r.container, r.code]), [[one, 0], [two, 0], [one, 7]]);
});

engineTest("exec without the plugin's flags is docker's", async (context) => {
  const { cli } = context;
  const name = await started(context, "one");
  const plain = await cli(["exec", name, "echo", "--all"]);
  assert.deepEqual([plain.code, plain.stdout], [0, "--all\n"]);
  const help = await cli(["exec", "--help"]);
  assert.match(
    help.stdout,
    /CONTAINER COMMAND[^]*See also:\n {2}dockerctl exec --all --help +Execute/,
  );
  assert.doesNotMatch((await cli(["exec", "--all", "--help"])).stdout, /See also/);
});

engineTest("sh finds the shell a container has, or says that there is none", async (context) => {
  const { cli, api, prefix, image } = context;
  const name = await started(context, "one");
  const said = await cli(["sh", name, "echo", "hi"]);
  assert.deepEqual([said.code, said.stdout], [0, "hi\n"]);
  const asTyped = await cli(["sh", name, "-c", "echo a b"]);
  assert.deepEqual([asTyped.code, asTyped.stdout], [0, "a b\n"]);
  const apart = await cli(["sh", "--bring", "some:image", name, "true"]);
  assert.match(
    apart.stderr,
    new RegExp(`No such container: some:image: an image .*--bring=some:image ${name}\n`),
  );
  const piped = await cli(["sh", "-w", "/etc", name], { stdin: "pwd; exit 5\n" });
  assert.deepEqual([piped.code, piped.stdout], [5, "/etc\n"]);

  // The way in from another image works for any container, and sees its processes.
  const bring = ["sh", `--bring=${image}`, name, "cat", "/proc/1/root/etc/hostname"];
  const brought = await cli(bring);
  assert.equal(brought.code, 0, brought.stderr);
  assert.match(brought.stderr, /namespaces of/);

  const bare = await started(context, "bare");
  const removed = await cli(["exec", bare, "rm", "-f", "/bin/sh", "/bin/ash", "/bin/bash"]);
  assert.equal(removed.code, 0, removed.stderr);
  const without = await cli(["sh", bare]);
  assert.equal(without.code, 1);
  assert.match(
    without.stderr,
    /has no shell \(tried bash, zsh, fish, ash, sh\); "dockerctl sh --bring=/,
  );
  assert.equal((await api("POST", `/containers/${bare}/kill`)).status, 204);
  const stopped = await cli(["sh", bare]);
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /is not running/);
  const none = await cli(["sh", "--shell", "/nowhere/sh", prefix + "-nobody"]);
  assert.match(none.stderr, /No such container/);
});

engineTest("top --once shows several containers, and --pid sends a signal", async (context) => {
  const { cli, api } = context;
  const one = await started(context, "one");
  const two = await started(context, "two");
  const rows = async (...words: string[]) => {
    const { code, stdout, stderr } = await cli(["--json", "top", "--once", ...words]);
    assert.equal(code, 0, stderr);
    return stdout.trim().split("\n").filter((l) => l !== "").map((line) => JSON.parse(line));
  };
  const both = await rows(one, two);
  assert.deepEqual([...new Set(both.map((r) => r.container))].sort(), [one, two]);
  assert.ok(both.every((r) => r.pid > 0 && r.rss > 0));
  const { Id } = (await api("POST", `/containers/${one}/exec`, { Cmd: ["sleep", "543"] }))
    .json<{ Id: string }>();
  await api("POST", `/exec/${Id}/start`, { Detach: true });
  const victim = (await rows(one)).find((r) => r.command.includes("sleep 543"));
  const sent = await cli(["top", "--pid", String(victim.pid), "--signal", "KILL", one]);
  assert.equal(sent.code, 0, sent.stderr);
  for (let n = 0; (await rows(one)).some((r) => r.pid === victim.pid); n++) {
    assert.ok(n < 50, "the process is still there");
  }
  const again = await cli(["top", "--pid", String(victim.pid), one]);
  assert.match(again.stderr, /no container has a process/);
  const tree = await cli(["top", two, "--once", "--tree"]);
  assert.match(tree.stdout, /^CONTAINER .*COMMAND\n/);
  assert.equal((await cli(["top", "--once", "--sort", "beauty"])).code, 1);
});
