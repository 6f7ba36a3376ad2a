/** Networks and volumes that are not as the files say, on a real engine. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";

engineTest(
  "compose makes a network anew with who is on it, and a volume when it may",
  async (t) => {
    await using p = projectOf(t);
    const write = (network: string, volume: string) =>
      p.write(
        service(t, "web", "networks: [n]", "volumes: ['v:/v']"),
        service(t, "db"),
        `networks: {n: {${network}}}\nvolumes: {v: {${volume}}}\n`,
      );
    await write("labels: {a: '1'}", "labels: {b: '1'}");
    await p.ok("up", "-d");
    await p.ok("exec", "-T", "web", "touch", "/v/kept");
    const [db] = await p.ids("db");

    await write("labels: {a: '2'}, internal: true", "labels: {b: '1'}");
    const plan = await p.ok("plan");
    assert.ok(
      plan.stdout.startsWith(
        `~ recreate network ${p.name}_n: internal false -> true, label a 1 -> 2\n` +
          `~ recreate ${p.name}-web-1: network ${p.name}_n is made anew\n`,
      ),
      plan.stdout,
    );
    await p.ok("up", "-d", "--steady", "0");
    const [network] = JSON.parse((await t.docker(["network", "inspect", `${p.name}_n`])).stdout);
    assert.deepEqual([network.Internal, network.Labels.a], [true, "2"]);
    assert.deepEqual(Object.values(network.Containers).length, 1);
    assert.deepEqual(await p.ids("db"), [db]);
    assert.match((await p.ok("plan")).stdout, /^Nothing to do/);

    // Somebody else is on it: nothing is done.
    const guest = `${t.prefix}guest`;
    await t.docker([
      "run",
      "-d",
      "--name",
      guest,
      "--net",
      `${p.name}_n`,
      t.image,
      "sleep",
      "1000",
    ]);
    await write("labels: {a: '3'}", "labels: {b: '1'}");
    const [web] = await p.ids("web");
    const refused = await p.compose("up", "-d");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, new RegExp(`and ${guest} is on it`));
    assert.deepEqual(await p.ids("web"), [web]);
    await t.docker(["rm", "-f", guest]);

    await write("labels: {a: '2'}, internal: true", "labels: {b: '2'}");
    const told = await p.ok("up", "-d");
    assert.match(
      told.stderr,
      /volume ".*_v" is not as the files say \(label b 1 -> 2\), and stays/,
    );
    assert.equal((await p.ok("exec", "-T", "web", "ls", "/v")).stdout, "kept\n");
    await p.ok("up", "-d", "--yes");
    assert.equal((await p.ok("exec", "-T", "web", "ls", "/v")).stdout, "");
    assert.deepEqual(await p.ids("db"), [db]);
    assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
  },
);
