/** A swarm by the binary: made, filled, read and left. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

/** Runs dockerctl and expects it to succeed. */
async function cli(context: EngineContext, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await context.cli(words);
  assert.equal(code, 0, `dockerctl ${words.join(" ")}: ${stderr}`);
  return stdout;
}

/** Both clients must say the same of the same swarm. */
async function alike(context: EngineContext, ...words: string[]): Promise<void> {
  const [docker, own] = [await context.docker(words), await context.cli(words)];
  assert.deepEqual([own.code, own.stdout], [docker.code, docker.stdout], words.join(" "));
}

engineTest("a swarm is made, filled, read and left", { own: true }, async (context) => {
  const outside = await context.cli(["node", "ls"]);
  assert.equal(outside.code, 1);
  assert.match(outside.stderr, /This node is not a swarm manager/);

  const made = await cli(context, "swarm", "init", "--advertise-addr", "127.0.0.1");
  assert.match(made, /^Swarm initialized: current node \(\w{25}\) is now a manager\./);
  assert.match(made, /docker swarm join --token SWMTKN-1-\S+ 127\.0\.0\.1:2377/);

  await alike(context, "swarm", "join-token", "worker");
  await alike(context, "swarm", "join-token", "-q", "manager");
  await alike(context, "node", "ls");
  await alike(context, "node", "ls", "-q");
  const node = (await cli(context, "node", "ls", "-q")).trim();
  assert.equal(
    await cli(context, "node", "update", "--label-add", "rack=a", "--availability", "active", node),
    `${node}\n`,
  );
  await alike(context, "node", "inspect", "-f", "{{.Spec.Labels}} {{.Spec.Role}}", node);

  const id = (await cli(
    context,
    "service",
    "create",
    "-d",
    "--name",
    "web",
    "--replicas",
    "0",
    "-l",
    "a=b",
    "-e",
    "X=1",
    "-p",
    "8080:80",
    context.image,
    "sleep",
    "100",
  )).trim();
  await alike(context, "service", "ls");
  await alike(context, "service", "inspect", "-f", "{{json .Spec.Mode}}", "web");
  assert.equal(await cli(context, "service", "scale", "-d", "web=2"), "web scaled to 2\n");
  const scaled = await context.docker([
    "service",
    "inspect",
    "-f",
    "{{.Spec.Mode.Replicated.Replicas}}",
    id,
  ]);
  assert.equal(scaled.stdout, "2\n");
  const tasks = await cli(
    context,
    "service",
    "ps",
    "web",
    "--format",
    "{{.Name}} {{.DesiredState}}",
  );
  assert.equal(tasks, "web.1 Running\nweb.2 Running\n");
  assert.equal((await cli(context, "node", "ps", "-q", "--filter", "name=none")).trim(), "");
  const nobody = await context.cli(["service", "ps", "nope"]);
  assert.deepEqual([nobody.code, nobody.stderr], [1, "no such service: nope\n"]);
  const change = ["--env-add", "Y=2", "--env-rm", "X", "--label-add", "c=d", "--replicas", "1"];
  assert.equal(await cli(context, "service", "update", "-d", ...change, "web"), "web\n");
  const updated = await context.docker([
    "service",
    "inspect",
    "-f",
    "{{.Spec.TaskTemplate.ContainerSpec.Env}} {{.Spec.Labels}} {{.Spec.Mode.Replicated.Replicas}}",
    "web",
  ]);
  assert.equal(updated.stdout, "[Y=2] map[a:b c:d] 1\n");
  const bad = await context.cli(["service", "scale", "web"]);
  assert.match(bad.stderr, /invalid scale specifier 'web'/);
  assert.equal(await cli(context, "service", "rm", "web"), "web\n");

  const words = ["swarm", "join", "--token", "SWMTKN-1-none", "127.0.0.1:1"];
  const member = [await context.cli(words), await context.docker(words)];
  assert.deepEqual([member[0].code, member[0].stderr], [1, member[1].stderr]);
  const gone = [
    await context.cli(["node", "rm", "nope"]),
    await context.docker(["node", "rm", "nope"]),
  ];
  assert.deepEqual([gone[0].code, gone[0].stdout], [1, ""]);
  assert.match(gone[0].stderr, /node nope not found/);
  assert.equal(gone[1].code, 1);

  const both = async (...line: string[]) => {
    const [docker, own] = [await context.docker(line), await context.cli(line)];
    assert.deepEqual([own.code, own.stdout, own.stderr], [
      docker.code,
      docker.stdout,
      docker.stderr,
    ], line.join(" "));
  };
  await both("node", "promote", node);
  await both("node", "demote", node);
  await both("node", "demote", "a-name-like-no-other");
  await both("swarm", "unlock-key");
  await both("swarm", "unlock");
  const settings = ["--task-history-limit", "3", "--cert-expiry", "720h"];
  await both("swarm", "update", ...settings, "--dispatcher-heartbeat", "6s");
  const swarm = (await context.api("GET", "/swarm")).json<{ Spec: Record<string, unknown> }>().Spec;
  assert.deepEqual(swarm.Orchestration, { TaskHistoryRetentionLimit: 3 });
  assert.deepEqual(swarm.Dispatcher, { HeartbeatPeriod: 6e9 });
  const locked = await cli(context, "swarm", "update", "--autolock");
  assert.match(locked, /^Swarm updated\.\nTo unlock a swarm manager[^]* {4}SWMKEY-1-\S+\n/);
  await both("swarm", "unlock-key");
  await both("swarm", "unlock-key", "-q");
  const key = await cli(context, "swarm", "unlock-key", "-q");
  assert.match(await cli(context, "swarm", "unlock-key", "--rotate", "-q"), /^SWMKEY-1-\S+\n$/);
  const fresh = await cli(context, "swarm", "unlock-key", "-q");
  assert.notEqual(fresh, key);
  await context.own!.restart();
  assert.equal((await context.cli(["node", "ls"])).code, 1);
  const wrong = await context.cli(["swarm", "unlock"], { stdin: key });
  assert.equal(wrong.code, 1);
  const unlocked = await context.cli(["swarm", "unlock"], { stdin: fresh });
  assert.deepEqual([unlocked.code, unlocked.stdout], [0, ""], unlocked.stderr);
  // A manager needs a moment to lead again.
  for (let n = 0; n < 300 && (await context.cli(["node", "ls"])).code !== 0; n++) {
    await new Promise((go) => setTimeout(go, 100));
  }
  await cli(context, "swarm", "update", "--autolock=false");
  const none = await context.cli(["swarm", "unlock-key"]);
  assert.deepEqual([none.code, none.stderr], [1, "no unlock key is set\n"]);

  const refused = await context.cli(["swarm", "leave"]);
  assert.equal(refused.code, 1);
  assert.equal(await cli(context, "swarm", "leave", "--force"), "Node left the swarm.\n");

  const begun = async (run: EngineContext["cli"]) => {
    const more = ["--max-snapshots", "2", "--snapshot-interval", "5000"];
    const words = [...settings, "--dispatcher-heartbeat", "7s", ...more];
    const output = await run(["swarm", "init", "--advertise-addr", "127.0.0.1", ...words]);
    assert.equal(output.code, 0, output.stderr);
    const { Spec } = (await context.api("GET", "/swarm")).json<{ Spec: unknown }>();
    await cli(context, "swarm", "leave", "--force");
    return Spec;
  };
  assert.deepEqual(await begun(context.cli), await begun(context.docker));
});
