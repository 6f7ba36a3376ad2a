/** Containers made anew, and protected ones refused, through `--server`, on a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { serve } from "../record/_serving.ts";

const SOON = ["--steady", "200ms"];

async function inspect(c: EngineContext, name: string) {
  return (await c.api("GET", `/containers/${name}/json`)).json<
    {
      Id: string;
      Config: { Env: string[] };
      State: { Running: boolean };
      Mounts: { Name: string }[];
    }
  >();
}

engineTest(
  "--server makes a container anew, and refuses one that is protected there",
  async (c) => {
    const web = `${c.prefix}web`, db = `${c.prefix}db`;
    const run = ["run", "-d", "--label", c.label, "--stop-timeout", "0", "-v", "/data"];
    for (const [name, ...more] of [[web], [db, "--label", "dev.dockerctl.protect="]]) {
      const made = await c.cli([...run, "--name", name, ...more, c.image, "sleep", "1000"]);
      assert.equal(made.code, 0, made.stderr);
    }
    const old = await inspect(c, web);
    {
      await using reading = await serve(c);
      const refused = await reading.cli(["recreate", web, "-e", "A=1", ...SOON]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /this server is read-only/);
      assert.equal((await inspect(c, web)).Id, old.Id);
    }
    await using s = await serve(c, ["--allow-write"]);
    const done = await s.cli(["recreate", web, "-e", "A=1", ...SOON]);
    assert.equal(done.code, 0, done.stderr);
    const fresh = await inspect(c, web);
    assert.notEqual(fresh.Id, old.Id);
    assert.ok(fresh.State.Running && fresh.Config.Env.includes("A=1"));
    assert.equal(fresh.Mounts[0].Name, old.Mounts[0].Name, "its anonymous volume");
    const back = await s.cli(["rollback", web, ...SOON]);
    assert.equal(back.code, 0, back.stderr);
    assert.equal((await inspect(c, web)).Id, old.Id);
    // It is the server that refuses, whatever its client thinks.
    for (
      const words of [["recreate"], ["stop"], ["rm", "-f"], ["restart"], ["update", "-m", "64m"]]
    ) {
      const refused = await s.cli([...words, db]);
      assert.equal(refused.code, 1, words.join(" "));
      assert.match(refused.stderr, /is protected from being/, words.join(" "));
    }
    const token = (await Deno.readTextFile(s.tokenFile)).trim();
    const plain = await fetch(`${s.url}/v1/engine/containers/${db}/stop`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(plain.status, 403);
    assert.match(await plain.text(), /is protected from being stopped/);
    assert.equal((await inspect(c, db)).State.Running, true);
  },
);

engineTest("the server's plan changes user, directory, entrypoint and networks", async (c) => {
  const web = `${c.prefix}edited`, nets = [`${c.prefix}front`, `${c.prefix}back`];
  for (const net of nets) {
    const made = await c.cli(["network", "create", "--internal", "--label", c.label, net]);
    assert.equal(made.code, 0, made.stderr);
  }
  const run = ["run", "-d", "--label", c.label, "--stop-timeout", "0", "--name", web];
  const made = await c.cli(
    [...run, "--network", nets[0], "--network-alias", "w", c.image, "sleep", "1000"],
  );
  assert.equal(made.code, 0, made.stderr);
  await using s = await serve(c, ["--allow-write"]);
  const token = (await Deno.readTextFile(s.tokenFile)).trim();
  const post = async (path: string, body?: unknown) => {
    const answer = await fetch(`${s.url}/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return await answer.text();
  };
  const edit = async (edits: unknown) => {
    const plan = JSON.parse(await post(`/hosts/local/containers/${web}/plan`, { edits }));
    assert.deepEqual(plan.problems, []);
    assert.match(await post(`/plans/${plan.id}/execute`), /^event: done$/m);
    const { Config, HostConfig, NetworkSettings } =
      // deno-lint-ignore no-explicit-any
      (await c.api("GET", `/containers/${web}/json`)).json<any>();
    return { config: Config, mode: HostConfig.NetworkMode, ends: NetworkSettings.Networks };
  };
  const both = await edit({
    user: "1:1",
    workingDir: "/tmp",
    entrypoint: ["/bin/sh", "-c"],
    command: ["exec sleep 1000"],
    networks: [nets[1], nets[0]],
  });
  assert.deepEqual([both.config.User, both.config.WorkingDir], ["1:1", "/tmp"]);
  assert.deepEqual(both.config.Entrypoint, ["/bin/sh", "-c"]);
  assert.equal(both.mode, nets[0]);
  assert.deepEqual(Object.keys(both.ends).sort(), [...nets].sort());
  assert.ok(both.ends[nets[0]].Aliases.includes("w"));
  assert.ok(!both.ends[nets[1]].Aliases?.includes("w"));
  // One that does not run needs no watching.
  assert.equal((await c.cli(["kill", web])).code, 0);
  const moved = await edit({ networks: [nets[1]], user: "" });
  assert.deepEqual([moved.mode, Object.keys(moved.ends)], [nets[1], [nets[1]]]);
  assert.equal(moved.config.User, "");
  assert.equal(moved.config.WorkingDir, "/tmp");
});
