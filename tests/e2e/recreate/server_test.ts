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
