/** Containers of every kind that people have, made anew on a real engine; each named by who met it. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

const SOON = ["--steady", "200ms"];

interface Inspect {
  Id: string;
  Image: string;
  Config: { Env: string[]; Hostname: string };
  HostConfig: { NetworkMode: string; IpcMode: string; PidMode: string; AutoRemove: boolean };
  Mounts: { Name: string }[];
  State: { Running: boolean; Status: string; ExitCode: number; Paused: boolean };
  NetworkSettings: {
    Networks: Record<string, { Aliases: string[] | null; IPAddress: string; MacAddress: string }>;
  };
}

async function inspect(c: EngineContext, name: string): Promise<Inspect> {
  return (await c.api("GET", `/containers/${name}/json`)).json<Inspect>();
}

async function ok(c: EngineContext, words: readonly string[]) {
  const done = await c.cli(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done;
}

async function run(c: EngineContext, name: string, options: string[], command: string[]) {
  await ok(c, [
    ...["run", "-d", "--name", name, "--label", c.label, "--stop-timeout", "0", ...options],
    c.image,
    ...command,
  ]);
  return await inspect(c, name);
}

const sleep = ["sleep", "1000"];

engineTest("a compose project's container is told of the project", async (c) => {
  const name = `${c.prefix}web`;
  await run(c, name, [
    ...["--label", "com.docker.compose.project=shop", "--label", "com.docker.compose.service=web"],
  ], sleep);
  const done = await ok(c, ["recreate", name, "-e", "A=1", ...SOON]);
  assert.match(done.stderr, /belongs to the project shop: the next "up" makes it/);
});

engineTest("portainer#2657: what shares its network is made anew, too", async (c) => {
  const name = `${c.prefix}web`, side = `${c.prefix}side`, pid = `${c.prefix}pid`;
  await run(c, name, ["--ipc", "shareable"], sleep);
  await run(c, side, ["--network", `container:${name}`, "-v", "/data"], sleep);
  await run(c, pid, ["--pid", `container:${name}`, "--ipc", `container:${name}`], sleep);
  const volume = (await inspect(c, side)).Mounts[0].Name;
  await ok(c, ["recreate", name, "-e", "A=1", ...SOON]);
  const { Id } = await inspect(c, name);
  const now = await inspect(c, side);
  assert.equal(now.HostConfig.NetworkMode, `container:${Id}`);
  assert.equal(now.State.Running, true);
  assert.equal(now.Mounts[0].Name, volume);
  const other = await inspect(c, pid);
  assert.equal(other.HostConfig.PidMode, `container:${Id}`);
  assert.equal(other.HostConfig.IpcMode, `container:${Id}`);
  assert.equal(other.State.Running, true);
});

engineTest(
  "watchtower: a --rm container is made anew, and again if the new one fails",
  async (c) => {
    const name = `${c.prefix}once`;
    const old = await run(c, name, ["--rm", "-v", "/data"], sleep);
    const done = await ok(c, ["recreate", name, "-e", "A=1", ...SOON]);
    assert.match(done.stderr, /there is no backup/);
    const now = await inspect(c, name);
    assert.notEqual(now.Id, old.Id);
    assert.equal(now.Mounts[0].Name, old.Mounts[0].Name, "its anonymous volume");
    const failed = await c.cli(["recreate", name, "--entrypoint", "/nonesuch", ...SOON]);
    assert.equal(failed.code, 1, failed.stderr);
    const back = await inspect(c, name);
    assert.equal(back.State.Running, true);
    assert.equal(back.Image, old.Image);
    assert.equal(back.HostConfig.AutoRemove, true);
  },
);

engineTest("dockmon#110: a one-shot that ends with 0 is not rolled back", async (c) => {
  const name = `${c.prefix}job`;
  await run(c, name, [], ["sh", "-c", 'test "$A" = 1 && exit 0; sleep 1000']);
  await ok(c, ["recreate", name, "-e", "A=1", "--steady", "10s"]);
  const now = await inspect(c, name);
  assert.equal(now.State.Status, "exited");
  assert.equal(now.State.ExitCode, 0);
  assert.ok(now.Config.Env.includes("A=1"));
});

engineTest("dockmon#90: a stopped container stays stopped, a paused one paused", async (c) => {
  const stopped = `${c.prefix}stopped`, paused = `${c.prefix}paused`, made = `${c.prefix}made`;
  await run(c, stopped, [], sleep);
  await run(c, paused, [], sleep);
  await c.docker(["stop", "-t", "0", stopped]);
  await c.docker(["pause", paused]);
  await c.docker(["create", "--name", made, "--label", c.label, c.image, "true"]);
  await ok(c, ["recreate", stopped, paused, made, "-e", "A=1", ...SOON]);
  assert.equal((await inspect(c, stopped)).State.Status, "created");
  assert.equal((await inspect(c, paused)).State.Paused, true);
  assert.equal((await inspect(c, made)).State.Status, "created");
});

engineTest("changes in its layer stop it, are discarded, or kept in an image", async (c) => {
  const name = `${c.prefix}web`;
  const old = await run(c, name, ["-v", "/data"], sleep);
  await c.docker(["exec", name, "sh", "-c", "echo 1 > /mine; echo 1 > /data/x; touch /run/pid"]);
  const refused = await c.cli(["recreate", name, "-e", "A=1"]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /would lose 1 changed file in its own layer \(\/mine\)/);
  assert.equal((await inspect(c, name)).Id, old.Id);
  await ok(c, ["recreate", name, "-e", "A=1", "--commit-changes", ...SOON]);
  assert.equal((await c.docker(["exec", name, "cat", "/mine"])).stdout, "1\n");
  await c.docker(["exec", name, "touch", "/other"]);
  await ok(c, ["recreate", name, "-e", "A=2", "--discard-changes", ...SOON]);
  assert.equal((await c.docker(["exec", name, "ls", "/other"])).code, 1);
  for (
    const tag of (await c.docker(["images", "--format", "{{.Repository}}:{{.Tag}}"])).stdout.split(
      "\n",
    )
  ) {
    if (tag.startsWith("dockerctl-layer/")) await c.docker(["rmi", "-f", tag]);
  }
});

engineTest(
  "portainer#1734, PR#8996, #12799: networks, fixed address, aliases; no old ones",
  async (c) => {
    const name = `${c.prefix}web`, net = `${c.prefix}net`, two = `${c.prefix}two`;
    await c.docker(["network", "create", "--subnet", "10.232.0.0/24", "--label", c.label, net]);
    await c.docker(["network", "create", "--label", c.label, two]);
    const old = await run(c, name, [
      "--network",
      net,
      "--ip",
      "10.232.0.9",
      "--network-alias",
      "db",
    ], sleep);
    await c.docker(["network", "connect", "--alias", "front", two, name]);
    await ok(c, ["recreate", name, "-e", "A=1", ...SOON]);
    const { NetworkSettings: { Networks: now }, Id } = await inspect(c, name);
    assert.deepEqual(Object.keys(now).sort(), [net, two].sort());
    assert.equal(now[net].IPAddress, "10.232.0.9");
    const aliases = [...now[net].Aliases ?? [], ...now[two].Aliases ?? []];
    assert.ok(aliases.includes("db") && aliases.includes("front"), aliases.join());
    assert.ok(!aliases.includes(old.Id.slice(0, 12)), "the old short id is no alias");
    assert.notEqual(Id, old.Id);
    const seen = await c.docker(["run", "--rm", "--network", two, c.image, "nslookup", "front"]);
    assert.equal(seen.code, 0, seen.stdout + seen.stderr);
  },
);

engineTest(
  "what cannot work is told before the stop, what cannot be started is put back",
  async (c) => {
    const name = `${c.prefix}web`, other = `${c.prefix}other`;
    await run(c, other, ["-p", "127.0.0.1:18777:80"], sleep);
    const old = await run(c, name, [], sleep);
    for (
      const [options, told] of [
        [["-p", "127.0.0.1:18777:80"], `${other} has the port 18777/tcp`],
        [["--network", `${c.prefix}none`], `There is no network ${c.prefix}none`],
        [["--name", other], `Another container is called ${other}`],
      ] as const
    ) {
      const refused = await c.cli(["recreate", name, ...options, ...SOON]);
      assert.deepEqual([refused.code, refused.stderr], [1, `${name}: ${told}\n`]);
    }
    const failed = await c.cli(["recreate", name, "--entrypoint", "/nonesuch", ...SOON]);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /\/nonesuch.*runs again/s);
    const back = await inspect(c, name);
    assert.equal(back.Id, old.Id);
    assert.equal(back.State.Running, true);
  },
);
